import { HOUR, MINUTE, type EpochMs } from '../../../shared/time.ts'
import type { Keep } from './keep.ts'
import { KeptRanges, withYoung, type KeptRange, type Running } from './kept-ranges.ts'
import { OldChanges, type Taken } from './old-changes.ts'
import { OldCounts } from './old-counts.ts'
import type { Db } from '../file/sqlite.ts'

/** Steps after one commit: together they take more away than a commit brings. */
const STEPS_FOR_SIZE = 8
const STEPS_FOR_AGE = 4

/** Rows that were taken away since the start. */
export interface Removed {
  changes: number
  minutes: number
  rollups: number
}

/**
 * Takes away what is too old, and the oldest when the file is too large: a few small transactions after each commit. Age
 * is measured from the newest moment of the sources, so that a capture of last year is as young as it was then; never from
 * beyond the clock of this machine, so that a source whose clock is wrong takes nothing away. What a source that runs tells
 * is as old as its own clock says: a file of last year beside a live source keeps what it has just told.
 */
export class Retention {
  readonly removed: Removed = { changes: 0, minutes: 0, rollups: 0 }
  readonly #keep: Keep
  readonly #ranges: KeptRanges
  readonly #changes: OldChanges
  readonly #counts: OldCounts
  readonly #usedBytes: () => number
  readonly #now: () => EpochMs
  /** Events taken away because the file was too large, and the newest of them. */
  trimmed = 0
  trimmedUpTo: EpochMs | null = null

  constructor(db: Db, keep: Keep, usedBytes: () => number, now: () => EpochMs) {
    this.#keep = keep
    this.#usedBytes = usedBytes
    this.#now = now
    this.#ranges = new KeptRanges(db)
    this.#changes = new OldChanges(db)
    this.#counts = new OldCounts(db)
  }

  /**
   * `transaction` runs its work as one. `names`: of the sources of this run. Throws the error of SQLite; then the next
   * commit goes on.
   */
  hold(transaction: (work: () => void) => void, names: readonly string[]): void {
    const captures = this.#ranges.captures()
    for (let step = 0; step < STEPS_FOR_SIZE && this.#usedBytes() > this.#keep.maxBytes; step += 1) {
      transaction(() => this.#takeOldest(captures))
    }
    const newest = this.#ranges.newest()
    if (newest === null) return
    const at = Math.min(newest, this.#now())
    const running = this.#ranges.running(names)
    const { changes, minutes } = this.#keep
    this.#changesOfAge(transaction, at - changes, withYoung(captures, running, changes, at))
    this.#countsOfAge(transaction, at, withYoung(captures, running, minutes, at), running)
  }

  /** Since when each kind is there. */
  begins(): { minutes: EpochMs | null; rollups: EpochMs | null } {
    const [minute, hour] = [this.#counts.firstMinute(), this.#counts.firstHour()]
    return {
      minutes: minute === null ? null : minute * MINUTE,
      rollups: hour === null ? null : hour * HOUR,
    }
  }

  #changesOfAge(transaction: (work: () => void) => void, before: EpochMs, kept: readonly KeptRange[]): void {
    for (let step = 0; step < STEPS_FOR_AGE; step += 1) {
      const steps: (Taken | null)[] = []
      transaction(() => void steps.push(this.#changes.take(before, kept)))
      const [taken] = steps
      if (!taken) return
      this.removed.changes += taken.events
    }
  }

  #countsOfAge(
    transaction: (work: () => void) => void,
    at: EpochMs,
    kept: readonly KeptRange[],
    running: readonly Running[],
  ): void {
    const { minutes, rollups } = this.#keep
    const own = new Map(running.map((one) => [one.source, one.at - rollups]))
    transaction(() => {
      this.removed.minutes += this.#counts.takeMinutes(at - minutes, kept) ?? 0
      this.removed.rollups += this.#counts.takeRollups(at - rollups, own) ?? 0
    })
  }

  /** Changes go first, then minutes, then roll-ups; imported captures when nothing else is left of a kind. */
  #takeOldest(kept: readonly KeptRange[]): void {
    const taken = this.#changes.take(Infinity, kept) ?? this.#changes.take(Infinity, [])
    if (taken) {
      this.trimmed += taken.events
      this.removed.changes += taken.events
      this.trimmedUpTo = Number.isFinite(taken.upTo) ? taken.upTo : this.trimmedUpTo
      return
    }
    const minutes = this.#counts.takeMinutes(Infinity, kept) ?? this.#counts.takeMinutes(Infinity, [])
    if (minutes !== null) {
      this.removed.minutes += minutes
      return
    }
    const first = this.#counts.firstHour()
    if (first !== null) this.removed.rollups += this.#counts.takeRollups((first + 1) * HOUR) ?? 0
  }
}
