import type { EpochMs } from '../../shared/time.ts'
import type { Db, Statement } from './sqlite.ts'

export interface KeptRange {
  from: EpochMs
  to: EpochMs
}

/**
 * Times of captures that were put in. Their clock is long ago, and who put them in wants to look at them: age takes nothing
 * away there, of whatever source; size does when there is nothing else left. They go when they are taken out.
 */
export class KeptRanges {
  readonly #ranges: Statement
  readonly #newest: Statement

  constructor(db: Db) {
    this.#ranges = db.prepare(
      'SELECT first_at AS "from", last_at AS "to" FROM import WHERE first_at IS NOT NULL ORDER BY first_at',
    )
    this.#newest = db.prepare('SELECT max(last_at) FROM source WHERE id NOT IN (SELECT source FROM import)').pluck()
  }

  all(): KeptRange[] {
    return this.#ranges.all() as KeptRange[]
  }

  /** The newest moment of the sources that were watched; null: there was none. */
  newest(): EpochMs | null {
    return this.#newest.get() as EpochMs | null
  }
}

/**
 * The first span without a kept time, of those that hold something: `first` tells what there is first from a moment on.
 * null: nothing is there before `before`.
 */
export function freeSpan(
  ranges: readonly KeptRange[],
  before: EpochMs,
  first: (from: EpochMs) => EpochMs | null,
): { from: EpochMs; to: EpochMs } | null {
  let from = first(Number.NEGATIVE_INFINITY)
  for (const range of ranges) {
    if (from === null || from >= before) return null
    if (from < range.from) return { from, to: Math.min(before, range.from) }
    if (from <= range.to) from = first(range.to + 1)
  }
  return from === null || from >= before ? null : { from, to: before }
}
