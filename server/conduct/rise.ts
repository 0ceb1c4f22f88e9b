import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'

/** What a counter did of late is what it did in this time: two default group membership intervals (RFC 3376 s8.4). */
const OF_LATE: DurationMs = 10 * MINUTE

/** A counter that somebody else keeps: since when it has risen, and by how much of late. */
export class Rise {
  total = 0
  /** When it rose first, and last; null while it never did. */
  firstAt: EpochMs | null = null
  lastAt: EpochMs | null = null
  /* Where it stood at the begin of this span of time, and of the one before. */
  #mark = 0
  #markBefore = 0
  #markedAt: EpochMs = Number.NEGATIVE_INFINITY

  /** It stands at `total` now; it begins anew when its source does. */
  stands(total: number, at: EpochMs): void {
    if (total < this.total) this.#mark = this.#markBefore = this.total = 0
    if (at - this.#markedAt >= OF_LATE) {
      this.#markBefore = at - this.#markedAt >= 2 * OF_LATE ? this.total : this.#mark
      this.#mark = this.total
      this.#markedAt = at
    }
    if (total === this.total) return
    this.total = total
    this.firstAt ??= at
    this.lastAt = at
  }

  /** By how much it has risen in the last ten to twenty minutes. */
  get ofLate(): number {
    return this.total - this.#markBefore
  }

  goesOn(at: EpochMs): boolean {
    return this.lastAt !== null && at - this.lastAt < OF_LATE
  }
}
