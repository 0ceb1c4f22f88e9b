/** The two numbers and the last word that rank one item before another, all ascending. */
export interface Rank<Item> {
  primary: (item: Item) => number
  /** Among equals of `primary`. */
  secondary: (item: Item) => number
  /** Among equals of both. */
  last: (a: Item, b: Item) => number
}

/**
 * A list of which only pages are looked at. A million items are not sorted for the fifty that are shown: a page is
 * selected (Hoare's quickselect), then sorted by itself. Each page asked for leaves the list more in order than before.
 */
export class Ranking<Item> {
  readonly items: readonly Item[]
  readonly #order: Uint32Array
  readonly #primary: Float64Array
  readonly #secondary: Float64Array
  readonly #last: (a: Item, b: Item) => number
  #lot = 1

  constructor(items: readonly Item[], { primary, secondary, last }: Rank<Item>, descending: boolean) {
    this.items = items
    this.#order = new Uint32Array(items.length)
    this.#primary = new Float64Array(items.length)
    this.#secondary = new Float64Array(items.length)
    this.#last = last
    const sign = descending ? -1 : 1
    for (let i = 0; i < items.length; i += 1) {
      this.#order[i] = i
      this.#primary[i] = sign * primary(items[i]!)
      this.#secondary[i] = secondary(items[i]!)
    }
  }

  page(offset: number, limit: number): Item[] {
    const from = Math.min(offset, this.items.length)
    const to = Math.min(from + limit, this.items.length)
    if (from === to) return []
    this.#select(from)
    if (to < this.items.length) this.#select(to, from)
    const page = this.#order.subarray(from, to).sort(this.#compare)
    return Array.from(page, (index) => this.items[index]!)
  }

  readonly #compare = (a: number, b: number): number =>
    this.#primary[a]! - this.#primary[b]! ||
    this.#secondary[a]! - this.#secondary[b]! ||
    this.#last(this.items[a]!, this.items[b]!) ||
    a - b

  /** Puts at `target` what belongs there: nothing before it ranks after it, from `low` on. */
  #select(target: number, low = 0): void {
    const order = this.#order
    let left = low
    let right = order.length - 1
    while (right > left) {
      const pivot = this.#medianOf(left, right)
      let i = left
      let j = right
      while (i <= j) {
        while (this.#compare(order[i]!, pivot) < 0) i += 1
        while (this.#compare(order[j]!, pivot) > 0) j -= 1
        if (i > j) break
        const swapped = order[i]!
        order[i] = order[j]!
        order[j] = swapped
        i += 1
        j -= 1
      }
      if (target <= j) right = j
      else if (target >= i) left = i
      else return
    }
  }

  /** Of three places drawn by lot (a linear congruence): any fixed choice has lists that make it slow. */
  #medianOf(left: number, right: number): number {
    const drawn = (): number => {
      this.#lot = (Math.imul(this.#lot, 1_664_525) + 1_013_904_223) >>> 0
      return this.#order[left + (this.#lot % (right - left + 1))]!
    }
    return [drawn(), drawn(), drawn()].sort(this.#compare)[1]!
  }
}
