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

/** A meter with its segment, as that was heard last: one that was forgotten comes back as another object. */
export interface OwnMeter {
  segment: Segment
  readonly meter: SegmentMeter
}

/**
 * The meters of one tap. They outlive its tables: when the clock is set back all is learnt anew, but what was counted
 * was counted. Whether a segment has its own is settled when it is first heard, so that no count ever moves.
 */
export class Meters {
  readonly #own = new Map<string, OwnMeter>()
  /** Of all segments that found no room, and of messages whose segment has no table. */
  readonly others: Readonly<Record<Family, SegmentMeter>> = { ipv4: new SegmentMeter(), ipv6: new SegmentMeter() }
  readonly #room: MeterRoom

  constructor(room: MeterRoom = new MeterRoom()) {
    this.#room = room
  }

  own(): Iterable<Readonly<OwnMeter>> {
    return this.#own.values()
  }
  hasOwn(segment: Segment): boolean {
    return this.#own.has(keyOf(segment))
  }

  /** Of a segment that is heard for the first time, or again after it was forgotten. */
  of(segment: Segment): SegmentMeter {
    const key = keyOf(segment)
    const known = this.#own.get(key)
    if (known) {
      known.segment = segment
      return known.meter
    }
    if (!this.#room.take()) return this.others[segment.family]
    const meter = new SegmentMeter()
    this.#own.set(key, { segment, meter })
    return meter
  }
}

const keyOf = ({ family, name }: Segment): string => `${family} ${name}`
