import type { DurationMs } from '../../shared/time.ts'

/** Durations counted by bounds that never change, so that what was counted only grows: as many numbers as bounds, for ever. */
export class Histogram {
  /** The largest duration of each; rising. */
  readonly bounds: readonly DurationMs[]
  /** How many durations each bound is the first to hold; the last number counts those beyond all of them. */
  readonly counts: number[]
  sum: DurationMs = 0
  count = 0

  constructor(bounds: readonly DurationMs[]) {
    this.bounds = bounds
    this.counts = new Array<number>(bounds.length + 1).fill(0)
  }

  add(duration: DurationMs): void {
    const { bounds, counts } = this
    let i = 0
    while (i < bounds.length && duration > bounds[i]!) i += 1
    counts[i] = counts[i]! + 1
    this.sum += duration
    this.count += 1
  }
}
