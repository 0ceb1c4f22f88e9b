import type { Family } from '../../shared/address.ts'
import type { Segment } from '../decode/segment.ts'
import { SegmentMeter } from './segment-meter.ts'

/** Segments that are counted one by one, over all taps that share this; those that come later are counted together. */
export const METERED_SEGMENTS = 1_000

/** How many segments more may have a meter of their own. */
export class MeterRoom {
  #left: number

  constructor(segments = METERED_SEGMENTS) {
    this.#left = segments
  }

  take(): boolean {
    if (this.#left === 0) return false
    this.#left -= 1
    return true
  }
}

/**
 * The meters of one tap. They outlive its tables: when the clock is set back all is learnt anew, but what was counted
 * was counted. Whether a segment has its own is settled when it is first heard, so that no count ever moves.
 */
export class Meters {
  readonly own = new Map<Segment, SegmentMeter>()
  /** Of all segments that found no room, and of messages whose segment has no table. */
  readonly others: Readonly<Record<Family, SegmentMeter>> = { ipv4: new SegmentMeter(), ipv6: new SegmentMeter() }
  readonly #room: MeterRoom

  constructor(room: MeterRoom = new MeterRoom()) {
    this.#room = room
  }

  /** Of a segment that has a table now, or had one. */
  of(segment: Segment): SegmentMeter {
    const known = this.own.get(segment)
    if (known) return known
    if (!this.#room.take()) return this.others[segment.family]
    const meter = new SegmentMeter()
    this.own.set(segment, meter)
    return meter
  }
}
