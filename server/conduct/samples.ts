import type { Latency } from '../../shared/conduct.ts'
import type { DurationMs } from '../../shared/time.ts'
import { latencyOf } from './latency.ts'

/** Durations that are kept of one thing; the oldest go first. Enough for a 95th percentile. */
const KEPT = 32

export const NO_LATENCY: Latency = latencyOf([])

/** The last durations of something. Whole milliseconds: V8 does not box small integers. */
export class Samples {
  readonly #kept: DurationMs[] = []
  /** All that there were. */
  count = 0

  add(duration: DurationMs): void {
    this.#kept[this.count % KEPT] = Math.round(duration)
    this.count += 1
  }

  /** The shortest first. */
  sorted(): DurationMs[] {
    return [...this.#kept].sort((a, b) => a - b)
  }

  /** Of those that are kept, with the count of all. */
  latency(): Latency {
    return { ...latencyOf(this.#kept), count: this.count }
  }
}
