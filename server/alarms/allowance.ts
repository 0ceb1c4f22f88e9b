import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'

/** Messages of one channel within the time below. Nobody reads more, and a channel that floods is turned off. */
export const MAX_MESSAGES = 10
/** Of those, kept for messages with something critical: whoever forges mild faults must not hide the worst. */
export const KEPT_FOR_CRITICAL = 2
export const MESSAGES_WITHIN: DurationMs = 10 * MINUTE

/** How many messages a channel may still send. */
export class Allowance {
  #sentAt: readonly EpochMs[]

  constructor(sentAt: readonly EpochMs[]) {
    this.#sentAt = sentAt.slice(-MAX_MESSAGES)
  }

  get sentAt(): readonly EpochMs[] {
    return this.#sentAt
  }

  left(now: EpochMs, critical: boolean): number {
    // A clock that was set back makes no message of the future.
    this.#sentAt = this.#sentAt.filter((at) => at <= now && now - at < MESSAGES_WITHIN)
    return Math.max(0, MAX_MESSAGES - (critical ? 0 : KEPT_FOR_CRITICAL) - this.#sentAt.length)
  }

  /** The wall leapt on by so much, or back. */
  leapt(by: DurationMs): void {
    this.#sentAt = this.#sentAt.map((at) => at + by)
  }

  take(now: EpochMs): void {
    this.#sentAt = [...this.#sentAt, now]
  }
}
