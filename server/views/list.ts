import { compileFilter, parseFilter, type FieldAccess } from '../../shared/filter.ts'
import type { ListHead } from '../../shared/live.ts'
import { Ranking, type Rank } from './ranking.ts'

/** Items that the rankings of one cache hold together; the oldest rankings go first. */
const ITEMS_CACHED = 4_000_000

/**
 * Lists that were filtered and ranked a moment ago, so that viewers of the same list share the work. Whoever owns it
 * says when its moment is over.
 */
export class ListCache {
  readonly #lists = new Map<string, unknown>()
  readonly #sizes = new Map<string, number>()
  #items = 0

  clear(): void {
    this.#lists.clear()
    this.#sizes.clear()
    this.#items = 0
  }

  /** `key` tells all that `make` depends on but the subject. */
  list<Item>(key: string, make: () => Listed<Item>): Listed<Item> {
    const known = this.#lists.get(key)
    if (known) return known as Listed<Item> // a key begins with its view, and a view has one kind of item
    const made = make()
    const size = made.ranking.items.length
    while (this.#items + size > ITEMS_CACHED && this.#lists.size > 0) this.#dropOldest()
    this.#lists.set(key, made)
    this.#sizes.set(key, size)
    this.#items += size
    return made
  }

  #dropOldest(): void {
    const oldest = this.#lists.keys().next()
    if (oldest.done) return
    this.#items -= this.#sizes.get(oldest.value) ?? 0
    this.#lists.delete(oldest.value)
    this.#sizes.delete(oldest.value)
  }
}

export interface Listed<Item> {
  ranking: Ranking<Item>
  total: number
  hidden: number
  filterError: ListHead['filterError']
}

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

export function listed<Item>(
  all: Iterable<Item>,
  filter: string,
  access: FieldAccess<Item>,
  rank: Rank<Item>,
  descending: boolean,
): Pick<Listed<Item>, 'ranking' | 'filterError'> {
  const { matches, error } = matcher(filter, access)
  const found: Item[] = []
  if (!error) for (const item of all) if (matches(item)) found.push(item)
  return { ranking: new Ranking(found, rank, descending), filterError: error }
}
