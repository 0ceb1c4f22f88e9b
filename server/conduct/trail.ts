import { EVIDENCE_KEPT, type Evidence } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'

const HALF = EVIDENCE_KEPT / 2

/** Frames that show one thing: the first and the last ones, and how many there were. */
export class Trail {
  count = 0
  firstAt: EpochMs = Number.NEGATIVE_INFINITY
  lastAt: EpochMs = Number.NEGATIVE_INFINITY
  #first: Evidence[] = []
  #last: Evidence[] = []

  add({ at, frame }: Evidence): void {
    if (this.count === 0) this.firstAt = at
    this.count += 1
    this.lastAt = at
    if (this.#first.length < HALF) this.#first.push({ at, frame })
    else {
      this.#last.push({ at, frame })
      if (this.#last.length > HALF) this.#last.shift()
    }
  }

  /** What follows is another story. */
  clear(): void {
    this.count = 0
    this.#first = []
    this.#last = []
  }

  get evidence(): readonly Evidence[] {
    return this.#last.length === 0 ? this.#first : [...this.#first, ...this.#last]
  }
}
