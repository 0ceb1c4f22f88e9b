import type { EpochMs } from '../../shared/time.ts'

/**
 * Whether a capture is alive. One that is stopped or hangs gives neither frames nor an end, as a quiet network does; but it
 * does not answer either. Questions are counted, not seconds: a process that slept itself asks first and hears then.
 */
export class LifeSigns {
  #unanswered = 0
  readonly #patience: number
  /** The last one, by the wall. */
  lastAt: EpochMs

  /** `patience`: one that was asked so often in a row and never answered hangs. */
  constructor(startedAt: EpochMs, patience: number) {
    this.lastAt = startedAt
    this.#patience = patience
  }

  /** It was asked too often for nothing. */
  get hangs(): boolean {
    return this.#unanswered >= this.#patience
  }
  asked(now: EpochMs): void {
    this.#unanswered += 1
    // A clock that was set back: a sign from a time that is still to come was one of just now.
    if (this.lastAt > now) this.lastAt = now
  }
  /** It said something, or it gave a frame of that time. */
  seen(at: EpochMs): void {
    this.#unanswered = 0
    if (at > this.lastAt) this.lastAt = at
  }
}
