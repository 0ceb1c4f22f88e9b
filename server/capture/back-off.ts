import { SECOND, type DurationMs } from '../../shared/time.ts'

const FIRST: DurationMs = SECOND / 2
export const LONGEST_BACK_OFF: DurationMs = 10 * SECOND
/** A run this long starts it anew. */
const STABLE_AFTER: DurationMs = 10 * SECOND

/** How long to wait before what died is started again: longer from death to death. */
export class BackOff {
  #deaths = 0
  #startedAt = 0

  started(): void {
    this.#startedAt = performance.now()
  }

  died(): DurationMs {
    if (performance.now() - this.#startedAt >= STABLE_AFTER) this.#deaths = 0
    return Math.min(FIRST * 2 ** this.#deaths++, LONGEST_BACK_OFF)
  }
}
