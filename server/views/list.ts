import { compileFilter, parseFilter, type FieldAccess } from '../../shared/filter.ts'
import type { ListHead } from '../../shared/view-heads.ts'
import type { Listed } from './list-cache.ts'
import { Ranking, ranked, type Rank } from './ranking.ts'
import type { Work } from './work.ts'

export interface Sort<Column extends string> {
  column: Column
  descending: boolean
}

/** `-confirmed`; null when there is no such column. */
export function parseSort<Column extends string>(text: string, columns: readonly Column[]): Sort<Column> | null {
  const descending = text.startsWith('-')
  const name = descending ? text.slice(1) : text
  const column = columns.find((known) => known === name)
  return column === undefined ? null : { column, descending }
}

/** A filter that cannot be read matches nothing and says where and why. */
export function matcher<Item>(
  filter: string,
  access: FieldAccess<Item>,
): { matches: (item: Item) => boolean; error: ListHead['filterError'] } {
  const parsed = parseFilter(filter)
  const compiled = parsed.error ? { matches: null, error: parsed.error } : compileFilter(parsed.filter, access)
  return compiled.error ? { matches: () => false, error: compiled.error } : compiled
}

interface Listing<Item> {
  all: Iterable<Item>
  /** How many there are, about. */
  size: number
  filter: string
  access: FieldAccess<Item>
  rank: Rank<Item>
  descending: boolean
  /** Whether an item is still there. */
  lives: (item: Item) => boolean
}

export function* listed<Item>(listing: Listing<Item>): Work<Listed<Item>> {
  const { all, size, filter, access, rank, descending, lives } = listing
  const { matches, error } = matcher(filter, access)
  const ranking = new Ranking([], rank, descending, lives, filter.trim() === '' ? size : 0)
  if (!error) yield* ranked(all, matches, ranking)
  return { ranking, filterError: error }
}

/** Without a filter all that is listed is all there is, however long ago it was counted. */
export const countsOf = <Item>(filter: string, { ranking, filterError }: Listed<Item>, total: number) => ({
  matching: ranking.length,
  total: filter.trim() === '' ? ranking.length : total,
  filterError,
})
