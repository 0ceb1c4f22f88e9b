/** A column of a list: its word, its place in the grid, and what the server sorts by. */
export interface Column {
  key: string
  label: string
  /** As `grid-template-columns` takes it. */
  width: string
  /** The row's field to sort by; absent when the server does not sort by it. */
  sort?: string
  /** The first press shows the largest on top. */
  descendingFirst?: boolean
  /** A number or an age: to the right. */
  number?: boolean
  /** Text that follows a number: some room before it. */
  indent?: boolean
}
