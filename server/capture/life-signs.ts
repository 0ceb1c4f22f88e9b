import type { EpochMs } from '../../shared/time.ts'

/** A capture that was asked so often in a row and never answered hangs. */
const UNANSWERED = 2

/**
 * Whether a capture is alive. One that is stopped or hangs gives neither frames nor an end, as a quiet network does; but it
 * does not answer either. Questions are counted, not seconds: a process that slept itself asks first and hears then.
 */
export class LifeSigns {
  #unanswered = 0
  /** The last one, by the wall. */
  lastAt: EpochMs

  constructor(startedAt: EpochMs) {
    this.lastAt = startedAt
  }

  /** It was asked too often for nothing. */
  get hangs(): boolean {
    return this.#unanswered >= UNANSWERED
  }
  asked(): void {
    this.#unanswered += 1
  }
  /** It said something, or it gave a frame of that time. */
  seen(at: EpochMs): void {
    this.#unanswered = 0
    if (at > this.lastAt) this.lastAt = at
  }
}
