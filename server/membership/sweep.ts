import type { Expiring } from './deadlines.ts'

/**
 * Takes what ended before its time out of the lists of all slots, a few at each step: in a flood a list has a hundred
 * thousand, and nobody should wait for that.
 */
export class Sweep {
  /** All were looked at. */
  done = false
  readonly #slots: Iterator<[number, Expiring[]]>
  #slot = Number.NaN
  #items: Expiring[] = []
  #read = 0
  /** Of those that were read. */
  #kept = 0

  /** Slots may come and go meanwhile, and lists may grow. */
  constructor(slots: ReadonlyMap<number, Expiring[]>) {
    this.#slots = slots.entries()
  }

  /** Looks at `count` more; answers how many entries went. */
  step(count: number): number {
    let gone = 0
    for (let left = count; left > 0 && !this.done; left -= 1) {
      const item = this.#items[this.#read]
      if (item === undefined) {
        gone += this.#finish()
        this.#next()
        continue
      }
      this.#read += 1
      if (item.slot === this.#slot && item.dueAt() !== Number.POSITIVE_INFINITY) this.#items[this.#kept++] = item
    }
    return gone
  }

  /** The list of a slot is wanted as it is: no entry may stand in it twice. Answers how many went. */
  leave(slot: number): number {
    if (slot !== this.#slot) return 0
    const gone = this.#finish()
    this.#slot = Number.NaN
    this.#items = []
    return gone
  }

  #finish(): number {
    const gone = this.#read - this.#kept
    if (this.#read === this.#items.length) this.#items.length = this.#kept
    else this.#items.splice(this.#kept, gone)
    this.#read = this.#kept = 0
    return gone
  }

  #next(): void {
    const next = this.#slots.next()
    if (next.done === true) {
      this.done = true
      this.#slot = Number.NaN
      this.#items = []
    } else [this.#slot, this.#items] = next.value
  }
}
