import { notice, type Notice } from '../shared/notice.ts'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../shared/time.ts'

/** A clock that stands so far ahead of its frames was set back. */
const SET_BACK: DurationMs = 10 * SECOND
/** Ticks after which that is no frame that came late. */
const STEADY_TICKS = 20
/** So long a page says so. */
const TOLD: DurationMs = 15 * MINUTE

/**
 * Whether the clock of a source was set back. A table's clock never goes back, so its memberships would stand still until
 * the clock has caught up: an hour, a day. Its owner begins anew instead.
 */
export class SetBack {
  #ticks = 0
  /** When that was last, by the wall, and by how much. */
  #last: { at: EpochMs; by: DurationMs } | null = null

  /** Once a tick. `ahead`: how far the table's clock is before that of its source. */
  tick(ahead: DurationMs): boolean {
    this.#ticks = ahead >= SET_BACK ? this.#ticks + 1 : 0
    if (this.#ticks < STEADY_TICKS) return false
    this.#ticks = 0
    return true
  }

  followed(at: EpochMs, by: DurationMs): void {
    this.#last = { at, by }
  }

  /** What there is to say of it, where that is still news. */
  limits(source: string, wall: EpochMs): Notice[] {
    if (this.#last === null || wall - this.#last.at > TOLD) return []
    return [notice('clock-set-back', { source, seconds: Math.round(this.#last.by / SECOND) })]
  }
}
