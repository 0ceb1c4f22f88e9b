/** Below this nothing is gained by clearing away what does not wait any more. */
const FIRST_SWEEP = 1_024

/**
 * Who may have to give its place away, the oldest first. Whoever does not wait any more stays until somebody looks: taking
 * it out of the middle would cost more than it weighs.
 */
export class Waiting<Item> {
  /** null: it was passed, and nothing of it is held any more. */
  #items: (Item | null)[] = []
  #first = 0
  #sweepAt = FIRST_SWEEP
  readonly #waits: (item: Item) => boolean

  /** `waits`: whether it still has a place that it may lose. */
  constructor(waits: (item: Item) => boolean) {
    this.#waits = waits
  }

  /** Those that do not wait any more among them. */
  get length(): number {
    return this.#items.length - this.#first
  }

  add(item: Item): void {
    if (this.#items.length >= this.#sweepAt) this.#sweep()
    this.#items.push(item)
  }

  /** Stays where it is. null: nobody waits. */
  oldest(): Item | null {
    while (this.#first < this.#items.length) {
      const item = this.#items[this.#first] ?? null
      if (item && this.#waits(item)) return item
      this.#items[this.#first] = null
      this.#first += 1
    }
    return null
  }

  /** At most as often as so many were added as are left: each addition pays for one. */
  #sweep(): void {
    const kept: Item[] = []
    for (let i = this.#first; i < this.#items.length; i += 1) {
      const item = this.#items[i] ?? null
      if (item && this.#waits(item)) kept.push(item)
    }
    this.#items = kept
    this.#first = 0
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * kept.length)
  }
}
