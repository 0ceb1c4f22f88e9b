/*
 * What a list shows is in its address: filter, order, link-local groups, the row that is open. Pure: text in, text out.
 */
export interface ListQuery {
  filter: string
  /** A column, `-` before it for descending. */
  sort: string
  linkLocal: boolean
  /** The open row as `joinSelected` writes it. */
  selected: string | null
}
export type Query = Readonly<Record<string, unknown>>

const one = (value: unknown): string => (typeof value === 'string' ? value : '')

export function readListQuery(query: Query, defaultSort: string): ListQuery {
  return {
    filter: one(query['filter']),
    sort: /^-?\w+$/.test(one(query['sort'])) ? one(query['sort']) : defaultSort,
    linkLocal: one(query['local']) === '1',
    selected: one(query['open']) || null,
  }
}

/** The address after a change; what is at its default is left out, what the list does not know is kept. */
export function writeListQuery(query: Query, change: Partial<ListQuery>, defaultSort: string): Record<string, string> {
  const next = { ...readListQuery(query, defaultSort), ...change }
  const kept = Object.entries(query).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      !['filter', 'sort', 'local', 'open'].includes(entry[0]) &&
      // The member that is explained is one of the row that was open.
      !(entry[0] === 'member' && change.selected !== undefined),
  )
  return {
    ...(next.filter ? { filter: next.filter } : {}),
    ...(next.sort !== defaultSort ? { sort: next.sort } : {}),
    ...(next.linkLocal ? { local: '1' } : {}),
    ...(next.selected ? { open: next.selected } : {}),
    ...Object.fromEntries(kept),
  }
}

/** A press on a column's head: its own first direction, then the other one. */
export function nextSort(sort: string, column: string, descendingFirst: boolean): string {
  if (sort === column) return `-${column}`
  if (sort === `-${column}`) return column
  return descendingFirst ? `-${column}` : column
}

/** A segment is a path with slashes, so what is in it comes after the last `~`, which no address has. */
export const joinSelected = (segment: string, id: string): string => `${segment}~${id}`

export function splitSelected(selected: string | null): { segment: string; id: string } | null {
  const cut = selected?.lastIndexOf('~') ?? -1
  return selected !== null && cut > 0 && cut < selected.length - 1
    ? { segment: selected.slice(0, cut), id: selected.slice(cut + 1) }
    : null
}
