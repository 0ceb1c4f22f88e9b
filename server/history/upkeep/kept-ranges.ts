import { MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { MAX_SLIP } from '../file/key.ts'
import type { Db, Statement } from '../file/sqlite.ts'

export interface KeptRange {
  from: EpochMs
  to: EpochMs
}

/** A source that writes now: where its clock stands, and the furthest it has been. */
export interface Running {
  readonly source: number
  readonly at: EpochMs
  readonly reached: EpochMs
}

/**
 * Times of which age takes nothing away, of whatever source: those of captures that were put in, whose clock is long ago,
 * and whoever put them in wants to look at them; and what is young by the clock of a source that runs, though another's
 * is further on. Of captures size takes when there is nothing else left; they go when they are taken out.
 */
export class KeptRanges {
  readonly #captures: Statement
  readonly #newest: Statement
  readonly #clock: Statement

  constructor(db: Db) {
    this.#captures = db.prepare(
      'SELECT first_at AS "from", last_at AS "to" FROM import WHERE first_at IS NOT NULL ORDER BY first_at',
    )
    const watched = 'id NOT IN (SELECT source FROM import)'
    this.#newest = db.prepare(`SELECT max(last_at) FROM source WHERE ${watched}`).pluck()
    this.#clock = db.prepare(
      `SELECT id AS source, last_at AS at, coalesce(reached, last_at) AS reached FROM source
       WHERE name = ? AND last_at IS NOT NULL AND ${watched}`,
    )
  }

  /** From the beginning of their first minute, so that it is kept too, to the last row that may have slipped. */
  captures(): KeptRange[] {
    const ranges = this.#captures.all() as KeptRange[]
    return ranges.map(({ from, to }) => ({ from: Math.floor(from / MINUTE) * MINUTE, to: to + MAX_SLIP }))
  }

  /** The newest moment of the sources that were watched; null: there was none. */
  newest(): EpochMs | null {
    return this.#newest.get() as EpochMs | null
  }

  /** Of these names. */
  running(names: readonly string[]): Running[] {
    return names.map((name) => this.#clock.get(name) as Running | undefined).filter((one) => one !== undefined)
  }
}

/** With what is not older than `age` by the clocks of those that run; what is young by `newest` is so anyway. */
export function withYoung(
  captures: readonly KeptRange[],
  running: readonly Running[],
  age: DurationMs,
  newest: EpochMs,
): KeptRange[] {
  const young = running
    .filter(({ at }) => at < newest)
    .map(({ at, reached }) => ({ from: Math.floor((at - age) / MINUTE) * MINUTE, to: reached + MAX_SLIP }))
  return [...captures, ...young].sort((a, b) => a.from - b.from)
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
