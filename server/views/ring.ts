/** The last things of a kind: the oldest makes room. Each has its number, from 0 on. */
export class Ring<Item> {
  readonly #kept: number
  readonly #items: Item[] = []
  /** Items pushed since the start, those that were dropped too. */
  pushed = 0

  constructor(kept: number) {
    this.#kept = kept
  }

  get size(): number {
    return this.#items.length
  }
  /** Items that made room for newer ones: the number of the oldest that is kept. */
  get dropped(): number {
    return this.pushed - this.#items.length
  }

  push(item: Item): void {
    if (this.#items.length < this.#kept) this.#items.push(item)
    else this.#items[this.pushed % this.#kept] = item
    this.pushed += 1
  }

  /** By its number; undefined when it is gone, or still to come. */
  at(number: number): Item | undefined {
    return number < this.dropped || number >= this.pushed ? undefined : this.#items[number % this.#kept]
  }
}
