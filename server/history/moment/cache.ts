import type { GmiFormula } from '../../../shared/segment.ts'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Names } from '../../names/names.ts'
import { SharedWork, type Work } from '../../views/work.ts'
import type { SilentBook } from './silent-members.ts'
import type { Db } from '../file/sqlite.ts'
import { tellEvents, tellSizes } from './recent.ts'
import { pastSubject, type PastSubject } from './subject.ts'

/**
 * Moments that are kept at a time, and memberships of all of them; asked for longest ago go first. With all that a page
 * asks of it one is some 1.3 kB (16 moments of 45,000 each, measured), so these are some 330 MB.
 */
const MOMENTS_KEPT = 16
const MEMBERSHIPS_KEPT = 250_000
/** The file goes on: what ends later tells more of a moment, and of a young one much. */
const KEPT: DurationMs = MINUTE
const YOUNG: DurationMs = 10 * MINUTE
const YOUNG_KEPT: DurationMs = 2 * SECOND

/** What was told to a subject beyond its memberships: when a page asks for it. */
type Told = 'events' | 'sizes'

interface Kept {
  names: Names
  madeAt: DurationMs
  subject: SharedWork<PastSubject>
  told: Map<Told, SharedWork<void>>
  size: number
}

interface Clocks {
  /** Runs evenly. */
  now: () => DurationMs
  wall: () => EpochMs
}

/** The moments that were looked at last, so that paging, sorting and several pages of one moment cost nothing. */
export class Moments {
  readonly #db: () => Db
  readonly #clocks: Clocks
  readonly #silent: () => SilentBook
  /** In the order of use. */
  readonly #kept = new Map<string, Kept>()

  constructor(db: () => Db, clocks: Clocks, silent: () => SilentBook) {
    this.#db = db
    this.#silent = silent
    this.#clocks = clocks
  }

  *at(at: EpochMs, formula: GmiFormula, names: Names, told: readonly Told[] = []): Work<PastSubject> {
    const key = `${formula} ${at}`
    const kept = this.#fresh(key, at, names) ?? this.#begin(key, at, formula, names)
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    const subject = yield* kept.subject.wait()
    kept.size = subject.size
    this.#dropBeyondRoom()
    for (const one of told) {
      let work = kept.told.get(one)
      if (!work || work.failed) kept.told.set(one, (work = new SharedWork(this.#tell(one, subject))))
      yield* work.wait()
    }
    return subject
  }

  #fresh(key: string, at: EpochMs, names: Names): Kept | null {
    const kept = this.#kept.get(key)
    if (!kept || kept.names !== names || kept.subject.failed) return null
    const age = this.#clocks.now() - kept.madeAt
    return age <= (this.#clocks.wall() - at < YOUNG ? YOUNG_KEPT : KEPT) ? kept : null
  }

  #begin(key: string, at: EpochMs, formula: GmiFormula, names: Names): Kept {
    const subject = new SharedWork(pastSubject(this.#db(), names, formula, at, this.#silent()))
    const kept: Kept = { names, madeAt: this.#clocks.now(), subject, told: new Map(), size: 0 }
    this.#kept.set(key, kept)
    return kept
  }

  #tell(one: Told, subject: PastSubject): Work<void> {
    switch (one) {
      case 'events':
        return tellEvents(this.#db(), subject)
      case 'sizes':
        return tellSizes(this.#db(), subject)
    }
  }

  #dropBeyondRoom(): void {
    let size = 0
    for (const kept of this.#kept.values()) size += kept.size
    for (const [key, kept] of this.#kept) {
      if (this.#kept.size === 1 || (size <= MEMBERSHIPS_KEPT && this.#kept.size <= MOMENTS_KEPT)) return
      size -= kept.size
      this.#kept.delete(key)
    }
  }
}
