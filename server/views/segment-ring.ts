import type { Totals, TrendPoint } from '../../shared/membership.ts'
import { HOUR, MINUTE, type EpochMs } from '../../shared/time.ts'
import { NO_TOTALS } from './totals.ts'

/** Minutes that are kept of a segment, as many as the wall shows; the oldest go first. */
export const SEGMENT_MINUTES = (6 * HOUR) / MINUTE
/** Minutes of which all totals are kept: the change over an hour is told from them. */
const TOTALS_MINUTES = HOUR / MINUTE + 2

const SIZES = 3
const TOTALS = 4
/** In the place of a number: nothing was captured. */
const UNKNOWN = 0xffff_ffff

type Sizes = Pick<TrendPoint, 'at'> & { groups: number; hosts: number; memberships: number }

/**
 * The last minutes of one segment in plain numbers, some kilobytes: there may be thousands. Its minutes count from 1970.
 * `totals` is a ring of its own, shorter.
 */
export class SegmentRing {
  readonly #sizes = new Uint32Array(SEGMENT_MINUTES * SIZES).fill(UNKNOWN)
  readonly #totals = new Uint32Array(TOTALS_MINUTES * TOTALS).fill(UNKNOWN)
  /** Of all it was ever told, also what it no longer has. */
  first = Infinity
  last = -Infinity

  put({ at, groups, hosts, memberships }: Sizes): void {
    const minute = Math.floor(at / MINUTE)
    if (minute <= this.last - SEGMENT_MINUTES) return
    this.#moveTo(minute)
    this.#sizes.set([groups, hosts, memberships], (minute % SEGMENT_MINUTES) * SIZES)
  }

  /** Of the table at the end of a minute that was put. */
  putTotals(at: EpochMs, { presumed, withoutMember, linkLocalGroups, queriers }: Totals): void {
    const minute = Math.floor(at / MINUTE)
    if (minute !== this.last) return
    this.#totals.set([presumed, withoutMember, linkLocalGroups, queriers], (minute % TOTALS_MINUTES) * TOTALS)
  }

  /** Minutes between the last one and this one are unknown: the ring still has those of its last round there. */
  #moveTo(minute: number): void {
    const passed = Math.min(minute - this.last, SEGMENT_MINUTES)
    for (let back = 0; back < passed; back += 1) {
      const skipped = minute - back
      this.#sizes.fill(UNKNOWN, (skipped % SEGMENT_MINUTES) * SIZES, (skipped % SEGMENT_MINUTES) * SIZES + SIZES)
      this.#totals.fill(UNKNOWN, (skipped % TOTALS_MINUTES) * TOTALS, (skipped % TOTALS_MINUTES) * TOTALS + TOTALS)
    }
    this.first = Math.min(this.first, minute)
    this.last = Math.max(this.last, minute)
  }

  /** Adds its sizes of a minute to `sum` from `index` on; false where they are not known. */
  add(minute: number, sum: Float64Array, index: number): boolean {
    if (minute > this.last || minute <= this.last - SEGMENT_MINUTES) return false
    const from = (minute % SEGMENT_MINUTES) * SIZES
    if (this.#sizes[from] === UNKNOWN) return false
    for (let i = 0; i < SIZES; i += 1) sum[index + i]! += this.#sizes[from + i]!
    return true
  }

  /** What it held at the end of a minute; null where that is not known. */
  totalsAt(minute: number): Totals | null {
    if (minute > this.last || minute <= this.last - TOTALS_MINUTES) return null
    const sizes = (minute % SEGMENT_MINUTES) * SIZES
    const [groups = UNKNOWN, hosts = 0, memberships = 0] = this.#sizes.subarray(sizes, sizes + SIZES)
    const from = (minute % TOTALS_MINUTES) * TOTALS
    const [presumed = UNKNOWN, withoutMember = 0, linkLocalGroups = 0, queriers = 0] = this.#totals.subarray(
      from,
      from + TOTALS,
    )
    if (groups === UNKNOWN || presumed === UNKNOWN) return null
    const confirmed = memberships - presumed
    return { ...NO_TOTALS, groups, withoutMember, linkLocalGroups, hosts, confirmed, presumed, queriers, segments: 1 }
  }
}
