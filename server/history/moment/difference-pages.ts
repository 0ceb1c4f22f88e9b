import { DIFFERENCES, type Difference, type DifferenceKind } from '../../../shared/past.ts'
import { MINUTE, type DurationMs } from '../../../shared/time.ts'
import type { Names } from '../../names/names.ts'
import { SharedWork, type Work } from '../../views/work.ts'
import type { Db } from '../file/sqlite.ts'
import { DifferenceWords } from './difference-row.ts'
import { differing, type Differing } from './difference.ts'
import type { DifferenceQuery } from './question.ts'
import { momentOf, tapsAt } from './taps.ts'

/** Pairs of moments whose difference is kept for the next page, and rows of all of them; the oldest go first. */
const PAIRS_KEPT = 4
const ROWS_KEPT = 500_000
const KEPT: DurationMs = MINUTE

interface Kept {
  work: SharedWork<readonly Differing[]>
  /** By filter, as the names are now. */
  matching: { filter: string; names: Names; rows: readonly Differing[] } | null
  madeAt: DurationMs
  size: number
}

/** Pages of what differs between two moments. */
export class Differences {
  readonly #db: () => Db
  readonly #now: () => DurationMs
  readonly #kept = new Map<string, Kept>()

  constructor(db: () => Db, now: () => DurationMs) {
    this.#db = db
    this.#now = now
  }

  *page({ from, to, filter, offset, limit }: DifferenceQuery, names: Names): Work<Difference> {
    const db = this.#db()
    const kept = this.#keptOf(from, to)
    const all = yield* kept.work.wait()
    kept.size = all.length
    this.#dropBeyondRoom()
    const words = new DifferenceWords(db, names)
    if (kept.matching?.filter !== filter || kept.matching.names !== names) {
      kept.matching = { filter, names, rows: yield* words.matching(all, filter) }
    }
    const { rows } = kept.matching
    return {
      from: momentOf(db, tapsAt(db, from), from),
      to: momentOf(db, tapsAt(db, to), to),
      counts: countsOf(all),
      total: all.length,
      matching: rows.length,
      offset,
      limit,
      rows: rows.slice(offset, offset + limit).map((one) => words.row(one)),
    }
  }

  #keptOf(from: number, to: number): Kept {
    const key = `${from} ${to}`
    let kept = this.#kept.get(key)
    if (!kept || kept.work.failed || this.#now() - kept.madeAt > KEPT) {
      const work = new SharedWork<readonly Differing[]>(differing(this.#db(), from, to))
      kept = { work, matching: null, madeAt: this.#now(), size: 0 }
    }
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept
  }

  #dropBeyondRoom(): void {
    let rows = 0
    for (const { size } of this.#kept.values()) rows += size
    for (const [key, { size }] of this.#kept) {
      if (this.#kept.size === 1 || (rows <= ROWS_KEPT && this.#kept.size <= PAIRS_KEPT)) return
      rows -= size
      this.#kept.delete(key)
    }
  }
}

function countsOf(rows: readonly Differing[]): Record<DifferenceKind, number> {
  const counts = Object.fromEntries(DIFFERENCES.map((kind) => [kind, 0])) as Record<DifferenceKind, number>
  for (const { change } of rows) counts[change] += 1
  return counts
}
