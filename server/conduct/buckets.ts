import type { DurationMs, EpochMs } from '../../shared/time.ts'

/** How often something happened of late: counted in `size` spans of `span` each, the oldest of which is dropped. */
export class Buckets {
  readonly #counts: number[]
  readonly #span: DurationMs
  /** The newest span, counted from the epoch. */
  #newest = 0

  constructor(size: number, span: DurationMs) {
    this.#counts = new Array<number>(size).fill(0)
    this.#span = span
  }

  add(at: EpochMs): void {
    const slot = this.#moveTo(at)
    this.#counts[slot] = this.#counts[slot]! + 1
  }

  /** In the `size` spans up to that of `at`, the newest `skip` of them left out. */
  sum(at: EpochMs, size = this.#counts.length, skip = 0): number {
    const newest = Math.floor(at / this.#span) - skip
    const length = this.#counts.length
    let sum = 0
    for (let span = newest; span > newest - size; span -= 1) {
      if (span <= this.#newest && span > this.#newest - length) sum += this.#counts[span % length]!
    }
    return sum
  }

  #moveTo(at: EpochMs): number {
    const span = Math.floor(at / this.#span)
    const length = this.#counts.length
    if (span - this.#newest >= length) this.#counts.fill(0)
    else for (let next = this.#newest + 1; next <= span; next += 1) this.#counts[next % length] = 0
    if (span > this.#newest) this.#newest = span
    return span % length
  }
}
