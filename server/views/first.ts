/** The first few of many by an order; what comes after all of them costs one comparison. */
export class First<Item> {
  readonly items: Item[] = []
  readonly #limit: number
  readonly #compare: (a: Item, b: Item) => number

  constructor(limit: number, compare: (a: Item, b: Item) => number) {
    this.#limit = limit
    this.#compare = compare
  }

  add(item: Item): void {
    const { items } = this
    let place = items.length
    if (place === this.#limit && this.#compare(items[place - 1]!, item) <= 0) return
    while (place > 0 && this.#compare(items[place - 1]!, item) > 0) place -= 1
    items.splice(place, 0, item)
    if (items.length > this.#limit) items.pop()
  }
}
