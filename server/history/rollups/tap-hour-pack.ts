import { FLOWS, SIZES } from '../../../shared/counts.ts'
import { MINUTES_OF_HOUR } from './hour-pack.ts'
import { LONGEST, PackedNumbers } from './packed-numbers.ts'

/*
 * One hour of a whole source, all its segments together, by the minute: which minutes there are (eight octets of bits),
 * their sizes (each the difference to the one before), and what happened in each, in the order of `SIZES` and of `FLOWS`.
 * What everything held over a month is some hundred of these, and not ten thousands of rows of segments.
 */

const BITS = 8
const PRESENT_OCTETS = 8
export const TAP_SIZES = SIZES.length
export const TAP_FLOWS = FLOWS.length
const CAPACITY = PRESENT_OCTETS + MINUTES_OF_HOUR * (TAP_SIZES + TAP_FLOWS) * LONGEST

/** The numbers of an hour, for writing and for reading. */
export class TapHour extends PackedNumbers {
  readonly present = new Uint8Array(MINUTES_OF_HOUR)
  /** By minute, `TAP_SIZES` each. */
  readonly sizes = new Float64Array(MINUTES_OF_HOUR * TAP_SIZES)
  /** By minute, `TAP_FLOWS` each. */
  readonly flows = new Float64Array(MINUTES_OF_HOUR * TAP_FLOWS)

  constructor() {
    super(CAPACITY)
  }

  clear(): void {
    this.present.fill(0)
    this.sizes.fill(0)
    this.flows.fill(0)
  }

  pack(): Buffer {
    const { octets, present } = this
    octets.fill(0, 0, PRESENT_OCTETS)
    this.at = PRESENT_OCTETS
    const before = new Array<number>(TAP_SIZES).fill(0)
    for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
      if (present[minute] !== 1) continue
      octets[Math.floor(minute / BITS)]! |= 1 << (minute % BITS)
      for (let column = 0; column < TAP_SIZES; column += 1) {
        const value = this.sizes[minute * TAP_SIZES + column]!
        this.putChange(value - before[column]!)
        before[column] = value
      }
      for (let column = 0; column < TAP_FLOWS; column += 1) this.put(this.flows[minute * TAP_FLOWS + column]!)
    }
    return Buffer.from(octets.subarray(0, this.at))
  }

  unpack(packed: Uint8Array): void {
    this.clear()
    this.from = packed
    this.at = PRESENT_OCTETS
    const stands = new Array<number>(TAP_SIZES).fill(0)
    for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
      if ((packed[Math.floor(minute / BITS)]! & (1 << (minute % BITS))) === 0) continue
      this.present[minute] = 1
      for (let column = 0; column < TAP_SIZES; column += 1) {
        stands[column]! += this.takeChange()
        this.sizes[minute * TAP_SIZES + column] = stands[column]!
      }
      for (let column = 0; column < TAP_FLOWS; column += 1) this.flows[minute * TAP_FLOWS + column] = this.take()
    }
  }
}
