import type { EpochMs } from '../../shared/time.ts'
import { Sweep } from './sweep.ts'

/** Something that ends by itself unless it is refreshed. */
export interface Expiring {
  /** When it is due next; Infinity when nothing of it runs. Refreshing it needs no call: it is asked when its slot comes. */
  dueAt(): EpochMs
  /** The slot it waits in (whole seconds since the epoch), -1 when in none. Owned by `Deadlines`. */
  slot: number
  /** Of things due at the same moment, the lower rank goes first: members, then their group, then the querier. */
  readonly rank: number
}

const SLOT_MS = 1_000
/**
 * After so many empty slots in a row, or as many as are in use when that is more, a clock that jumped looks for the next
 * slot in use instead of walking there: looking costs no more than the walk did.
 */
const WALK_SLOTS = 1_000

/** So many that ended before their time are cleared away at the least. */
const FIRST_SWEEP = 4_096
/** And not before they are this share of all: each sweep goes through all, and what ended holds its rows until then. */
const SWEPT_SHARE = 0.2
/** Entries that are looked at for each that ended while a sweep goes on: it is over long before the next is due. */
const SWEPT_AT_A_TIME = 16

interface Due {
  at: EpochMs
  item: Expiring
}

/**
 * Deadlines of millions of things that are refreshed far more often than they run out. An item waits in a slot of one
 * second; a refresh leaves it there, and when the slot comes it moves on to where its deadline is by then. Only the
 * items of the current second are kept in exact order.
 */
export class Deadlines {
  readonly #slots = new Map<number, Expiring[]>()
  readonly #near: Due[] = []
  /** Slots up to and including this one are in `#near`. */
  #reached = Number.NEGATIVE_INFINITY
  /** Entries of all slots, and how many of them may have ended before their time. */
  #filed = 0
  #ended = 0
  #sweep: Sweep | null = null
  /** Empty slots in a row. */
  #walked = 0

  /** Call when an item is new or its deadline came nearer. */
  schedule(item: Expiring): void {
    const at = item.dueAt()
    if (at === Number.POSITIVE_INFINITY) return
    const slot = Math.floor(at / SLOT_MS)
    // An earlier slot asks the item again, so nothing is lost by leaving it there.
    if (item.slot !== -1 && item.slot <= slot && item.slot > this.#reached) return
    item.slot = slot
    if (slot <= this.#reached) this.#pushNear({ at, item })
    else this.#file(slot, item)
  }

  /** The clock was set back: nothing waits any more. Each item is to be scheduled anew, with its slot -1. */
  clear(): void {
    this.#slots.clear()
    this.#near.length = 0
    this.#filed = 0
    this.#ended = 0
    this.#sweep = null
    this.#reached = Number.NEGATIVE_INFINITY
    this.#walked = 0
  }

  /**
   * Moves to `now` and hands over, in order of time, each item whose deadline is at or before it. `fire` may schedule.
   */
  advance(now: EpochMs, fire: (item: Expiring, at: EpochMs) => void): void {
    const target = Math.floor(now / SLOT_MS)
    if (this.#reached === Number.NEGATIVE_INFINITY) this.#reached = this.#firstSlot(target) - 1
    while (true) {
      const next = this.#near[0]
      if (next && next.at <= now) {
        this.#popNear()
        this.#release(next, fire)
      } else if (this.#reached < target) this.#openNext(target)
      else return
    }
  }

  #release({ at, item }: Due, fire: (item: Expiring, at: EpochMs) => void): void {
    if (item.slot > this.#reached) return // it was filed elsewhere in the meantime
    const due = item.dueAt()
    if (due === at) {
      item.slot = -1
      fire(item, at)
      if (item.slot === -1) this.schedule(item)
    } else if (due === Number.POSITIVE_INFINITY) item.slot = -1
    else if (due > at) {
      item.slot = -1
      this.schedule(item)
    }
    // due < at: it was scheduled again for the nearer time, and that entry does the work
  }

  /** An item ended before its time. Its entry goes when many are like it: a flood must not be remembered till then. */
  ended(): void {
    this.#ended += 1
    if (this.#sweep === null) {
      if (this.#ended < FIRST_SWEEP || this.#ended < SWEPT_SHARE * this.#filed) return
      this.#ended = 0
      // An empty slot stays: the walk over the slots looks for it.
      this.#sweep = new Sweep(this.#slots)
    }
    this.#filed -= this.#sweep.step(SWEPT_AT_A_TIME)
    if (this.#sweep.done) this.#sweep = null
  }

  #file(slot: number, item: Expiring): void {
    this.#filed += 1
    const items = this.#slots.get(slot)
    if (items) items.push(item)
    else this.#slots.set(slot, [item])
  }

  /** Opens the next slot that has items, at most up to `target`. A jump of the clock must not walk empty seconds. */
  #openNext(target: number): void {
    let slot = this.#reached + 1
    if (this.#walked > Math.max(WALK_SLOTS, this.#slots.size)) {
      this.#walked = 0
      slot = this.#firstSlot(target)
    }
    this.#reached = slot
    const items = this.#slots.get(slot)
    if (!items) {
      this.#walked += 1
      return
    }
    this.#walked = 0
    this.#filed -= this.#sweep?.leave(slot) ?? 0
    this.#slots.delete(slot)
    this.#filed -= items.length
    for (const item of items) {
      if (item.slot !== slot) continue
      item.slot = -1
      this.schedule(item)
    }
  }

  /** The first slot in use, at most `target`. All that are in use lie ahead. */
  #firstSlot(target: number): number {
    let first = target
    for (const slot of this.#slots.keys()) if (slot < first) first = slot
    return first
  }

  /* A binary heap by time, then rank. */
  #pushNear(due: Due): void {
    const heap = this.#near
    let i = heap.push(due) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(due, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = due
  }

  #popNear(): void {
    const heap = this.#near
    const last = heap.pop()!
    if (heap.length === 0) return
    let i = 0
    while (true) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1
      if (!before(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
  }
}

const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.item.rank < b.item.rank)
