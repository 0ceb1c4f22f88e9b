import { LONGEST, PackedNumbers } from './packed-numbers.ts'

/*
 * One hour of one segment in some 290 octets: which minutes there are (eight octets of bits), their sizes (each the
 * difference to the one before), and what happened by ten minutes. Messages by kind come last: hours of an older version
 * end before them. So a month is read quickly, and the least and the most
 * of any choice of segments are still those of its minutes.
 */

export const MINUTES_OF_HOUR = 60
/** Groups, hosts, memberships. */
export const SIZE_COLUMNS = 3
/** What happened is kept by so many minutes. */
export const SLOT_MINUTES = 10
export const SLOTS = MINUTES_OF_HOUR / SLOT_MINUTES
/** Joins, leaves, expiries, queries, reports of three versions, problems. */
export const FLOW_COLUMNS = 8
/** General queries of three versions, specific ones of two, leaves. */
export const MESSAGE_COLUMNS = 6

const BITS = 8
const PRESENT_OCTETS = 8
const CAPACITY = PRESENT_OCTETS + (MINUTES_OF_HOUR * SIZE_COLUMNS + SLOTS * (FLOW_COLUMNS + MESSAGE_COLUMNS)) * LONGEST

/** The numbers of an hour, for writing and for reading; made once and filled again and again. */
export class Hour extends PackedNumbers {
  readonly present = new Uint8Array(MINUTES_OF_HOUR)
  /** By minute, three each. */
  readonly sizes = new Float64Array(MINUTES_OF_HOUR * SIZE_COLUMNS)
  /** By ten minutes, eight each. */
  readonly flows = new Float64Array(SLOTS * FLOW_COLUMNS)
  /** By ten minutes, six each. */
  readonly messages = new Float64Array(SLOTS * MESSAGE_COLUMNS)
  /** Messages were counted by kind. */
  byKind = true

  constructor() {
    super(CAPACITY)
  }

  clear(): void {
    this.present.fill(0)
    this.sizes.fill(0)
    this.flows.fill(0)
    this.messages.fill(0)
    this.byKind = true
  }

  pack(): Buffer {
    const octets = this.octets
    octets.fill(0, 0, PRESENT_OCTETS)
    this.at = PRESENT_OCTETS
    const before = new Array<number>(SIZE_COLUMNS).fill(0)
    for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
      if (this.present[minute] !== 1) continue
      octets[Math.floor(minute / BITS)]! |= 1 << (minute % BITS)
      for (let column = 0; column < SIZE_COLUMNS; column += 1) {
        const value = this.sizes[minute * SIZE_COLUMNS + column]!
        this.putChange(value - before[column]!)
        before[column] = value
      }
    }
    for (const count of this.flows) this.put(count)
    for (const count of this.messages) this.put(count)
    return Buffer.from(octets.subarray(0, this.at))
  }

  unpack(packed: Uint8Array): void {
    this.clear()
    this.from = packed
    this.at = PRESENT_OCTETS
    let [groups, hosts, memberships] = [0, 0, 0]
    for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
      if ((packed[Math.floor(minute / BITS)]! & (1 << (minute % BITS))) === 0) continue
      this.present[minute] = 1
      groups += this.takeChange()
      hosts += this.takeChange()
      memberships += this.takeChange()
      this.sizes[minute * SIZE_COLUMNS] = groups
      this.sizes[minute * SIZE_COLUMNS + 1] = hosts
      this.sizes[minute * SIZE_COLUMNS + 2] = memberships
    }
    for (let i = 0; i < this.flows.length; i += 1) this.flows[i] = this.take()
    this.byKind = this.at < packed.length
    if (!this.byKind) return
    for (let i = 0; i < this.messages.length; i += 1) this.messages[i] = this.take()
  }
}
