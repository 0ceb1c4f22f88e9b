/** A seeded source of chance (mulberry32): the same seed tells the same story. */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  /** In [0, 1). */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  between(low: number, high: number): number {
    return low + this.unit() * (high - low)
  }

  /** An integer of [0, count). */
  below(count: number): number {
    return Math.floor(this.unit() * count)
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  /** Waiting time of a memoryless process. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit())
  }

  /** One of the items. Throws a RangeError when there are none. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  /** An index, as likely as its weight. */
  weighted(weights: readonly number[]): number {
    let left = this.unit() * weights.reduce((sum, weight) => sum + weight, 0)
    const index = weights.findIndex((weight) => (left -= weight) < 0)
    return index < 0 ? weights.length - 1 : index
  }
}
