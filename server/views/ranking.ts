import { PART, SharedWork, done, type Work } from './work.ts'

/** The two numbers and the last word that rank one item before another, all ascending. */
export interface Rank<Item> {
  primary: (item: Item) => number
  /** Among equals of `primary`. */
  secondary: (item: Item) => number
  /** Among equals of both. Of an item that has ended it may read only what names it. */
  last: (a: Item, b: Item) => number
}

/** A place between items: what ranks by these after the item that it was taken from. */
export interface Probe<Item> {
  primary: number
  secondary: number
  /** How an item that is equal by both ranks to the place. */
  last: (item: Item) => number
}

/** `end`: the last item, with the number that ranks it first; null: there are no more. */
export interface RankedPage<Item> {
  items: Item[]
  end: { item: Item; primary: number } | null
}

/** Room for so many numbers at first. */
const FIRST_ROOM = 64
/** Comparisons between two places where a selection may be interrupted, less one: a mask. */
const COMPARISONS = 4_095

const always = (): boolean => true

/**
 * A list of which only pages are looked at. A million items are not sorted for the fifty that are shown: a page is
 * selected (Hoare's quickselect), then sorted by itself. Each page asked for leaves the list more in order than before,
 * and where it is in order already is remembered (`#cuts`), so that scrolling through all of it costs one quicksort.
 */
export class Ranking<Item> {
  readonly #items: Item[] = []
  readonly #rank: Rank<Item>
  readonly #sign: 1 | -1
  /** An item that has ended since is left out of the pages. */
  readonly #lives: (item: Item) => boolean
  /** null until the first page is asked for: then nothing comes in any more. */
  #order: Uint32Array | null = null
  #length = 0
  #primary: Float64Array
  #secondary: Float64Array
  /** Ascending places: what stands before one ranks before what stands from there on. */
  #cuts: number[] = []
  /** The page that is being made. */
  #page: SharedWork<unknown> | null = null
  #lot = 1

  /** `items` to begin with; `room`: how many there may come to be, when that is known. */
  constructor(
    items: Iterable<Item>,
    rank: Rank<Item>,
    descending: boolean,
    lives: (item: Item) => boolean = always,
    room = FIRST_ROOM,
  ) {
    this.#rank = rank
    this.#sign = descending ? -1 : 1
    this.#lives = lives
    this.#primary = new Float64Array(Math.max(FIRST_ROOM, room))
    this.#secondary = new Float64Array(Math.max(FIRST_ROOM, room))
    for (const item of items) this.add(item)
  }

  /** Items that it has; those that ended count until a page came upon them. */
  get length(): number {
    return this.#order ? this.#length : this.#items.length
  }

  add(item: Item): void {
    if (this.#order) throw new Error('a ranking of which pages were asked takes nothing more')
    const i = this.#items.push(item) - 1
    if (i === this.#primary.length) {
      this.#primary = grown(this.#primary)
      this.#secondary = grown(this.#secondary)
    }
    this.#primary[i] = this.#sign * this.#rank.primary(item)
    this.#secondary[i] = this.#rank.secondary(item)
  }

  page(offset: number, limit: number): Item[] {
    return done(this.pageWork(offset, limit))
  }

  *pageWork(offset: number, limit: number): Work<Item[]> {
    return (yield* this.pageFrom(offset, limit)).items
  }

  /** `from`: the number of items before it, or the place after which it begins. */
  *pageFrom(from: number | Probe<Item>, limit: number): Work<RankedPage<Item>> {
    // One after the other: each moves what the other looks at.
    while (this.#page && !this.#page.isDone) yield* this.#page.wait()
    const mine = new SharedWork(this.#makePage(from, limit))
    this.#page = mine
    return yield* mine.wait()
  }

  *#makePage(begin: number | Probe<Item>, limit: number): Work<RankedPage<Item>> {
    const order = (this.#order ??= this.#begin())
    while (true) {
      const offset = typeof begin === 'number' ? begin : yield* this.#countUpTo(order, begin)
      const from = Math.min(offset, this.#length)
      const to = Math.min(from + limit, this.#length)
      yield* this.#select(from)
      yield* this.#select(to)
      const page = order.subarray(from, to).sort(this.#compare)
      if (this.#dropEnded(order, from, to) > 0) continue
      const last = page.at(-1)
      const end =
        last === undefined || to === this.#length
          ? null
          : { item: this.#items[last]!, primary: this.#sign * this.#primary[last]! }
      return { items: Array.from(page, (index) => this.#items[index]!), end }
    }
  }

  /** Items that do not rank after the place. */
  *#countUpTo(order: Uint32Array, { primary, secondary, last }: Probe<Item>): Work<number> {
    let count = 0
    for (let i = 0; i < this.#length; i += 1) {
      const index = order[i]!
      const rank =
        this.#primary[index]! - this.#sign * primary || this.#secondary[index]! - secondary || last(this.#items[index]!)
      if (rank <= 0) count += 1
      if ((i & COMPARISONS) === COMPARISONS) yield
    }
    return count
  }

  #begin(): Uint32Array {
    this.#length = this.#items.length
    const order = new Uint32Array(this.#length)
    for (let i = 0; i < order.length; i += 1) order[i] = i
    this.#cuts = [0, this.#length]
    return order
  }

  /** Those of a sorted page that have ended: what comes after them moves up. */
  #dropEnded(order: Uint32Array, from: number, to: number): number {
    let kept = from
    for (let i = from; i < to; i += 1) {
      const index = order[i]!
      if (this.#lives(this.#items[index]!)) order[kept++] = index
    }
    const dropped = to - kept
    if (dropped === 0) return 0
    order.copyWithin(kept, to, this.#length)
    this.#length -= dropped
    this.#cuts = this.#cuts.filter((cut) => cut <= from || cut >= to).map((cut) => (cut >= to ? cut - dropped : cut))
    return dropped
  }

  /** Puts at `target` what belongs there: nothing before it ranks after it. */
  *#select(target: number): Work<void> {
    const order = this.#order!
    let place = this.#placeOf(target)
    let comparisons = 0
    while (this.#cuts[place] !== target) {
      const left = this.#cuts[place - 1]!
      const right = this.#cuts[place]! - 1
      const pivot = this.#medianOf(order, left, right)
      let i = left
      let j = right
      while (i <= j) {
        while (this.#compare(order[i]!, pivot) < 0) {
          i += 1
          if ((++comparisons & COMPARISONS) === 0) yield
        }
        while (this.#compare(order[j]!, pivot) > 0) {
          j -= 1
          if ((++comparisons & COMPARISONS) === 0) yield
        }
        if (i > j) break
        const swapped = order[i]!
        order[i] = order[j]!
        order[j] = swapped
        i += 1
        j -= 1
      }
      // Between the two stands the pivot alone, or nothing.
      this.#cuts.splice(place, 0, ...(j + 1 < i ? [j + 1, i] : [i]).filter((cut) => cut > left && cut <= right))
      place = this.#placeOf(target)
    }
  }

  /** The place of the first cut that is not before `target`. */
  #placeOf(target: number): number {
    let low = 0
    let high = this.#cuts.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#cuts[middle]! < target) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Of three places drawn by lot (a linear congruence): any fixed choice has lists that make it slow. */
  #medianOf(order: Uint32Array, left: number, right: number): number {
    const drawn = (): number => {
      this.#lot = (Math.imul(this.#lot, 1_664_525) + 1_013_904_223) >>> 0
      return order[left + (this.#lot % (right - left + 1))]!
    }
    return [drawn(), drawn(), drawn()].sort(this.#compare)[1]!
  }

  readonly #compare = (a: number, b: number): number =>
    this.#primary[a]! - this.#primary[b]! ||
    this.#secondary[a]! - this.#secondary[b]! ||
    this.#rank.last(this.#items[a]!, this.#items[b]!) ||
    a - b
}

function grown(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}

/** Those of `all` that match, ranked. */
export function* ranked<Item>(
  all: Iterable<Item>,
  matches: (item: Item) => boolean,
  ranking: Ranking<Item>,
): Work<Ranking<Item>> {
  let seen = 0
  for (const item of all) {
    if (matches(item)) ranking.add(item)
    seen += 1
    if (seen % PART === 0) yield
  }
  return ranking
}
