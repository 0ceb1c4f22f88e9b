import type { Totals, TrendPoint } from '../../shared/membership.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { MinuteCounts } from '../membership/step.ts'
import type { MembershipTable } from '../membership/table.ts'
import { TABLE_LIMITS } from '../membership/limits.ts'
import { segmentKey } from './segment-key.ts'
import { SEGMENT_MINUTES, SegmentRing } from './segment-ring.ts'
import { addTotals, NO_TOTALS, totalsOf } from './totals.ts'

/** Segments of one tap that are kept by the minute, as many as its table has; of a further one nothing is known. */
export const MAX_RINGS = TABLE_LIMITS.segments
/** Segments that are gone are kept up to here, or as many as there are others; a flood of made-up VLANs leaves no more. */
const RINGS_OF_GONE = 256
/** A segment is gone when nothing was told of it for so long: after a start those that are there are heard by then. */
const GONE_AFTER = 10
/** Choices of segments whose sum is kept until the next minute; the oldest goes first. */
const SUMS_KEPT = 16

/** Sizes over time, of a tap or of some of its segments; times are the beginnings of minutes. */
export interface Curve {
  readonly first: EpochMs | null
  readonly last: EpochMs | null
  point(at: EpochMs): TrendPoint
  /** What was held at the end of that minute; null when that is not known. */
  totalsAt(at: EpochMs): Totals | null
}

/** The last hours of each segment of a tap, so that a wall about some of them has a trend of its own. */
export class SegmentTrends {
  readonly #rings = new Map<string, SegmentRing>()
  /** The minute that was fed first. */
  #begun: number | null = null
  #sums: { segments: readonly Segment[]; curve: Curve }[] = []

  feed(minutes: readonly MinuteCounts[], table: MembershipTable): void {
    this.#forgetGone(minutes)
    for (const minute of minutes) this.#ringOf(segmentKey(minute.segment))?.put(minute)
    const at = minutes.at(-1)?.at ?? 0
    for (const segment of table.segments.values()) {
      this.#rings.get(segmentKey(segment.segment))?.putTotals(at, totalsOf([segment]))
    }
    this.#sums = []
  }

  /** `minutes`: of all segments that are there. */
  #forgetGone(minutes: readonly MinuteCounts[]): void {
    const now = Math.floor((minutes.at(-1)?.at ?? 0) / MINUTE)
    this.#begun ??= now
    if (this.#rings.size <= minutes.length + Math.max(RINGS_OF_GONE, minutes.length)) return
    for (const [key, { last }] of this.#rings) {
      if (now - Math.max(last, this.#begun) >= GONE_AFTER) this.#rings.delete(key)
    }
  }

  /** One minute of an earlier run; in order, and before anything is fed. */
  restore(segment: Pick<Segment, 'name' | 'family'>, sizes: Parameters<SegmentRing['put']>[0]): void {
    this.#ringOf(segmentKey(segment))?.put(sizes)
  }

  #ringOf(key: string): SegmentRing | null {
    let ring = this.#rings.get(key)
    if (ring) return ring
    if (this.#rings.size >= MAX_RINGS) return null
    this.#rings.set(key, (ring = new SegmentRing()))
    return ring
  }

  /** The sum over some segments of the tap whose whole is `tap`. Made once a minute for all who ask for the same. */
  sumOf(segments: readonly Segment[], tap: Curve): Curve {
    const known = this.#sums.find((sum) => sameSegments(sum.segments, segments))
    if (known) return known.curve
    const curve = sumOf(
      segments.map((segment) => this.#rings.get(segmentKey(segment)) ?? null),
      tap,
    )
    this.#sums.push({ segments, curve })
    if (this.#sums.length > SUMS_KEPT) this.#sums.shift()
    return curve
  }
}

const sameSegments = (a: readonly Segment[], b: readonly Segment[]): boolean =>
  a.length === b.length && a.every((segment, i) => segment === b[i])

/** Before a segment was there it has nothing to say; a minute of it that is missing makes the sum unknown. */
function sumOf(rings: readonly (SegmentRing | null)[], tap: Curve): Curve {
  const last = tap.last === null ? null : tap.last / MINUTE
  const there = rings.filter((ring) => ring !== null)
  if (last === null || there.length === 0) return NOTHING
  const begin = last - SEGMENT_MINUTES + 1
  const first = Math.max(begin, Math.min(...there.map((ring) => ring.first)))
  const sizes = new Float64Array(SEGMENT_MINUTES * 3)
  const unknown = new Uint8Array(SEGMENT_MINUTES)
  for (const ring of rings) {
    if (ring) ring.addTo(sizes, unknown, begin, Math.max(first, ring.first), last)
    else unknown.fill(1)
  }
  return {
    first: first * MINUTE,
    last: tap.last,
    point: (at) => {
      const index = Math.floor(at / MINUTE) - begin
      const isKnown = index >= first - begin && index < SEGMENT_MINUTES && unknown[index] === 0
      if (!isKnown) return { at, groups: null, hosts: null, memberships: null }
      const [groups = 0, hosts = 0, memberships = 0] = sizes.subarray(index * 3, index * 3 + 3)
      return { at, groups, hosts, memberships }
    },
    totalsAt: (at) => {
      if (tap.totalsAt(at) === null) return null
      const minute = Math.floor(at / MINUTE)
      let sum = NO_TOTALS
      for (const ring of rings) {
        if (ring !== null && minute < ring.first) continue
        const totals = ring === null ? null : ring.totalsAt(minute)
        if (totals === null) return null
        sum = addTotals(sum, totals)
      }
      return sum
    },
  }
}

const NOTHING: Curve = {
  first: null,
  last: null,
  point: (at) => ({ at, groups: null, hosts: null, memberships: null }),
  totalsAt: () => null,
}
