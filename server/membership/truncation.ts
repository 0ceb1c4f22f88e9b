import type { Truncated } from '../../shared/truncated.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'

/**
 * So long after the last one that found no room nobody can say that all are there. Whoever is still a member has answered
 * a query by then, at the default interval of 125 s (RFC 3376 s8.2), and was let in.
 */
export const TRUNCATED_FOR: DurationMs = 5 * MINUTE

/** Since when a table has not held all that was reported, and how often something found no room or gave its place away. */
export class Truncation {
  #count = 0
  #since: EpochMs = Number.NEGATIVE_INFINITY
  #lastAt: EpochMs = Number.NEGATIVE_INFINITY

  add(at: EpochMs): void {
    if (at - this.#lastAt > TRUNCATED_FOR) {
      this.#count = 0
      this.#since = at
    }
    this.#count += 1
    this.#lastAt = Math.max(this.#lastAt, at)
  }

  /** The clock was set back. */
  setBack(to: EpochMs): void {
    this.#since = Math.min(this.#since, to)
    this.#lastAt = Math.min(this.#lastAt, to)
  }

  /** null: all that was reported is there. */
  at(now: EpochMs): Truncated | null {
    if (this.#count === 0 || now - this.#lastAt > TRUNCATED_FOR) return null
    return { count: this.#count, since: this.#since, lastAt: this.#lastAt }
  }
}
