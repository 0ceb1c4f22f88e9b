import type { DurationMs, EpochMs } from '../../../shared/time.ts'

export interface Timer {
  readonly at: EpochMs
  readonly cancelled: boolean
}
interface Entry {
  at: EpochMs
  /** Keeps those of the same time in the order they were set. */
  order: number
  cancelled: boolean
  action: () => void
}

/** Timers without a clock: time is wherever `runUntil` has brought it. A binary heap. */
export class Schedule {
  now: EpochMs
  private readonly heap: Entry[] = []
  private order = 0

  constructor(startAt: EpochMs) {
    this.now = startAt
  }

  after(delay: DurationMs, action: () => void): Timer {
    const entry = { at: this.now + delay, order: this.order++, cancelled: false, action }
    this.heap.push(entry)
    this.rise(this.heap.length - 1)
    return entry
  }

  cancel(timer: Timer | null | undefined): void {
    if (timer) (timer as Entry).cancelled = true
  }

  /** Runs what is due up to and including `until`, in order of time. */
  runUntil(until: EpochMs): void {
    for (let first = this.heap[0]; first && first.at <= until; first = this.heap[0]) {
      this.removeFirst()
      if (first.cancelled) continue
      this.now = first.at
      first.action()
    }
    this.now = Math.max(this.now, until)
  }

  private removeFirst(): void {
    const last = this.heap.pop()
    if (!last || this.heap.length === 0) return
    this.heap[0] = last
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      let least = at
      if (this.before(left, least)) least = left
      if (this.before(left + 1, least)) least = left + 1
      if (least === at) return
      this.swap(at, least)
      at = least
    }
  }

  private rise(from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.before(at, parent)) return
      this.swap(at, parent)
      at = parent
    }
  }

  private before(a: number, b: number): boolean {
    const [left, right] = [this.heap[a], this.heap[b]]
    return !!left && !!right && (left.at < right.at || (left.at === right.at && left.order < right.order))
  }

  private swap(a: number, b: number): void {
    const [left, right] = [this.heap[a], this.heap[b]]
    if (left && right) [this.heap[a], this.heap[b]] = [right, left]
  }
}
