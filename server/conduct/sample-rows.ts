import type { Latency } from '../../shared/conduct.ts'
import type { DurationMs } from '../../shared/time.ts'
import { latencyOf } from './latency.ts'

/** Durations that are kept of each; the oldest go first. Enough for a 95th percentile. */
const KEPT = 32
/** The first number of a row counts all that there were. */
const WIDTH = KEPT + 1
const FIRST_ROWS = 64

/** The last durations of each host in one array: there are tens of thousands of hosts, and one more with each report. */
export class SampleRows {
  #data = new Int32Array(FIRST_ROWS * WIDTH)

  /** Row `row` begins anew: it was somebody else's. */
  clear(row: number): void {
    if (row * WIDTH < this.#data.length) this.#data.fill(0, row * WIDTH, (row + 1) * WIDTH)
  }

  add(row: number, duration: DurationMs): void {
    const base = row * WIDTH
    if (base >= this.#data.length) this.#grow(base)
    const count = this.#data[base]!
    this.#data[base + 1 + (count % KEPT)] = duration
    this.#data[base] = count + 1
  }

  #grow(base: number): void {
    const larger = new Int32Array(Math.max(2 * this.#data.length, base + WIDTH))
    larger.set(this.#data)
    this.#data = larger
  }

  /** The shortest first. */
  sorted(row: number): readonly DurationMs[] {
    const base = row * WIDTH
    const kept = Math.min(KEPT, this.#data[base] ?? 0)
    return [...this.#data.subarray(base + 1, base + 1 + kept)].sort((a, b) => a - b)
  }

  /** Of those that are kept, with the count of all. */
  latency(row: number): Latency {
    return { ...latencyOf(this.sorted(row)), count: this.#data[row * WIDTH] ?? 0 }
  }
}
