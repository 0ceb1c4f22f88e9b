/** Numbers of one row: 32 octets, half a cache line. */
const WIDTH = 4
const FIRST_ROWS = 1_024

export type Column = 0 | 1 | 2 | 3

/**
 * Numbers of every host or member of a table, in one array of doubles. V8 would box each time into an object of its own
 * and spread them over the heap; there are millions, and each report reads and writes some.
 */
export class NumberRows {
  #data = new Float64Array(FIRST_ROWS * WIDTH)
  #rows = 0
  readonly #free: number[] = []

  /** A row of zeros. */
  take(): number {
    const row = this.#free.pop() ?? this.#rows++
    if ((row + 1) * WIDTH > this.#data.length) {
      const larger = new Float64Array(this.#data.length * 2)
      larger.set(this.#data)
      this.#data = larger
    }
    const base = row * WIDTH
    for (let column = 0; column < WIDTH; column += 1) this.#data[base + column] = 0
    return row
  }

  /** The row goes to somebody else: nothing of it may be read afterwards. */
  release(row: number): void {
    this.#free.push(row)
  }

  get(row: number, column: Column): number {
    return this.#data[row * WIDTH + column]!
  }
  set(row: number, column: Column, value: number): void {
    this.#data[row * WIDTH + column] = value
  }
  add(row: number, column: Column, more: number): void {
    const i = row * WIDTH + column
    this.#data[i] = this.#data[i]! + more
  }
}
