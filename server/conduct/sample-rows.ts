import type { Latency } from '../../shared/conduct.ts'
import type { DurationMs } from '../../shared/time.ts'
import { latencyOf } from './latency.ts'

/** Durations that are kept of each; the oldest go first. Enough for a 95th percentile. */
const KEPT = 32
/** The first number of a row counts all that there were. */
const WIDTH = KEPT + 1
/** Rows that are made at a time: what is there stays where it is, and no more than this lies idle. */
const CHUNK = 1_024

/** The last durations of each host of a tap in a few arrays: there are tens of thousands of hosts, and one more with each report. */
export class SampleRows {
  readonly #chunks: Int32Array[] = []
  readonly #free: number[] = []
  #rows = 0

  /** A row without durations. */
  take(): number {
    const row = this.#free.pop() ?? this.#rows++
    if (row === this.#chunks.length * CHUNK) this.#chunks.push(new Int32Array(CHUNK * WIDTH))
    const base = (row % CHUNK) * WIDTH
    this.#chunkOf(row).fill(0, base, base + WIDTH)
    return row
  }

  /** The row goes to somebody else. */
  release(row: number): void {
    this.#free.push(row)
  }

  add(row: number, duration: DurationMs): void {
    const data = this.#chunkOf(row)
    const base = (row % CHUNK) * WIDTH
    const count = data[base]!
    data[base + 1 + (count % KEPT)] = duration
    data[base] = count + 1
  }

  #chunkOf(row: number): Int32Array {
    return this.#chunks[Math.floor(row / CHUNK)]!
  }

  /** The shortest first. */
  sorted(row: number): readonly DurationMs[] {
    const first = (row % CHUNK) * WIDTH + 1
    return [...this.#chunkOf(row).subarray(first, first + Math.min(KEPT, this.#count(row)))].sort((a, b) => a - b)
  }

  /** Of those that are kept, with the count of all. */
  latency(row: number): Latency {
    return { ...latencyOf(this.sorted(row)), count: this.#count(row) }
  }

  #count(row: number): number {
    return this.#chunkOf(row)[(row % CHUNK) * WIDTH]!
  }
}
