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
    const passed = this.last === -Infinity ? 0 : minute - this.last
    if (passed >= SEGMENT_MINUTES) {
      this.#sizes.fill(UNKNOWN)
      this.#totals.fill(UNKNOWN)
    } else {
      for (let skipped = minute; skipped > minute - passed; skipped -= 1) {
        const [size, total] = [(skipped % SEGMENT_MINUTES) * SIZES, (skipped % TOTALS_MINUTES) * TOTALS]
        this.#sizes.fill(UNKNOWN, size, size + SIZES)
        this.#totals.fill(UNKNOWN, total, total + TOTALS)
      }
    }
    this.first = Math.min(this.first, minute)
    this.last = Math.max(this.last, minute)
  }

  /**
   * Adds its sizes of the minutes `from` to `to` to `sums`, which begins at the minute `begin`, and notes in `unknown` of
   * which it has none. In one loop over plain numbers: thousands of segments may be summed.
   */
  addTo(sums: Float64Array, unknown: Uint8Array, begin: number, from: number, to: number): void {
    const sizes = this.#sizes
    const [oldest, newest] = [this.last - SEGMENT_MINUTES + 1, this.last]
    for (let minute = from; minute <= to; minute += 1) {
      const at = minute - begin
      const place = (minute % SEGMENT_MINUTES) * SIZES
      if (minute < oldest || minute > newest || sizes[place] === UNKNOWN) unknown[at] = 1
      else for (let i = 0; i < SIZES; i += 1) sums[at * SIZES + i]! += sizes[place + i]!
    }
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
