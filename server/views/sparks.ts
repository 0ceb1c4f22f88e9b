import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { Group } from '../membership/group.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

/** Minutes of a spark line. */
export const SPARK_MINUTES = 60
/** Groups of one tap that have one (240 octets each); further ones have none until others end. */
const GROUPS_DRAWN = 65_536
const FIRST_ROOM = 256
/** A minute in which the group was not there, or nobody looked. */
const UNKNOWN = 0xffffffff

/** How many hosts each group of a tap had at the end of the last minutes. Unknown before this run. */
export class Sparks {
  readonly #most: number
  readonly #slots = new Map<Group, number>()
  readonly #free: number[] = []
  /** By slot, sixty each; a minute always has the same place. */
  #cells = new Uint32Array(0)
  /** The minute at which the group of a slot was there last. */
  #seenAt = new Float64Array(0)
  #newest: number | null = null
  /** Lines that were asked for since the last minute: the same ones, so that a view need not compare them. */
  #told = new Map<Group, readonly (number | null)[]>()
  /** Groups that found no room at the last minute. */
  undrawn = 0

  constructor(most = GROUPS_DRAWN) {
    this.#most = most
  }

  /** The table as it stands at the end of the minute that begins at `at`. */
  feed(at: EpochMs, segments: Iterable<SegmentTable>): void {
    const minute = Math.floor(at / MINUTE)
    if (this.#newest !== null && minute <= this.#newest) return
    this.#forget(minute)
    this.#told = new Map()
    this.#newest = minute
    this.undrawn = 0
    const place = minute % SPARK_MINUTES
    for (const { groups } of segments) {
      for (const group of groups.values()) {
        const slot = this.#slots.get(group) ?? this.#take(group)
        if (slot === null) {
          this.undrawn += 1
          continue
        }
        this.#cells[slot * SPARK_MINUTES + place] = group.members.length
        this.#seenAt[slot] = minute
      }
    }
    for (const [group, slot] of this.#slots) {
      if (this.#seenAt[slot] === minute) continue
      this.#slots.delete(group)
      this.#free.push(slot)
    }
  }

  /** The newest minute last; from the first that is known on, at most sixty. */
  of(group: Group): readonly (number | null)[] {
    let line = this.#told.get(group)
    if (!line) this.#told.set(group, (line = this.#line(group)))
    return line
  }

  #line(group: Group): (number | null)[] {
    const slot = this.#slots.get(group)
    const newest = this.#newest
    if (slot === undefined || newest === null) return []
    const line = Array.from({ length: SPARK_MINUTES }, (_, i) => {
      const minute = newest - SPARK_MINUTES + 1 + i
      const value = this.#cells[slot * SPARK_MINUTES + (((minute % SPARK_MINUTES) + SPARK_MINUTES) % SPARK_MINUTES)]
      return value === undefined || value === UNKNOWN ? null : value
    })
    const first = line.findIndex((value) => value !== null)
    return first < 0 ? [] : line.slice(first)
  }

  /** What lies in the places of the minutes that come is an hour old, or older. */
  #forget(until: number): void {
    const from = this.#newest === null ? until - SPARK_MINUTES : Math.max(this.#newest, until - SPARK_MINUTES)
    for (let minute = from + 1; minute <= until; minute += 1) {
      const place = ((minute % SPARK_MINUTES) + SPARK_MINUTES) % SPARK_MINUTES
      for (let at = place; at < this.#cells.length; at += SPARK_MINUTES) this.#cells[at] = UNKNOWN
    }
  }

  #take(group: Group): number | null {
    const slot = this.#free.pop() ?? (this.#slots.size < this.#most ? this.#slots.size : null)
    if (slot === null) return null
    if (slot >= this.#seenAt.length) this.#grow()
    this.#cells.fill(UNKNOWN, slot * SPARK_MINUTES, (slot + 1) * SPARK_MINUTES)
    this.#slots.set(group, slot)
    return slot
  }

  #grow(): void {
    const room = Math.min(this.#most, Math.max(FIRST_ROOM, this.#seenAt.length * 2))
    const cells = new Uint32Array(room * SPARK_MINUTES).fill(UNKNOWN)
    cells.set(this.#cells)
    const seenAt = new Float64Array(room)
    seenAt.set(this.#seenAt)
    this.#cells = cells
    this.#seenAt = seenAt
  }
}
