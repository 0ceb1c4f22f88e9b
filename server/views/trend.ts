import type { Totals, TrendPoint } from '../../shared/membership.ts'
import { DAY, MINUTE, type EpochMs } from '../../shared/time.ts'
import type { MinuteCounts } from '../membership/step.ts'
import type { MembershipTable } from '../membership/table.ts'
import { SegmentTrends, type Curve } from './segment-trends.ts'
import { totalsOf } from './totals.ts'

/** Minutes that are kept; the oldest go first. */
export const MINUTES_KEPT = DAY / MINUTE

interface Kept {
  minute: number
  groups: number
  hosts: number
  memberships: number
  /** Of the table at the end of the minute. */
  totals: Totals | null
}

/** Sizes of one tap by the minute, over its segments. A minute in which nothing was captured is not there: a gap. */
export class Trend implements Curve {
  /** The same by segment, of fewer hours. */
  readonly segments = new SegmentTrends()
  readonly #ring: (Kept | undefined)[] = Array.from({ length: MINUTES_KEPT }, () => undefined)
  /** The first and the last minute that was fed, in minutes since 1970; null before. */
  #first: number | null = null
  #last: number | null = null

  get first(): EpochMs | null {
    return this.#first === null ? null : this.#first * MINUTE
  }
  get last(): EpochMs | null {
    return this.#last === null ? null : this.#last * MINUTE
  }

  /** The minutes of a step, and the table that made the step. */
  feed(minutes: readonly MinuteCounts[], table: MembershipTable): void {
    if (minutes.length === 0) return
    let newest: Kept | null = null
    for (const { at, groups, hosts, memberships } of minutes) {
      const kept = this.#at(Math.floor(at / MINUTE))
      kept.groups += groups
      kept.hosts += hosts
      kept.memberships += memberships
      newest = kept
    }
    if (newest) newest.totals = totalsOf(table.segments.values())
    this.segments.feed(minutes, table)
  }

  /** Minutes of an earlier run, from the history; call before anything is fed. */
  restore(minutes: readonly Pick<MinuteCounts, 'at' | 'groups' | 'hosts' | 'memberships'>[]): void {
    for (const { at, groups, hosts, memberships } of minutes) {
      Object.assign(this.#at(Math.floor(at / MINUTE)), { groups, hosts, memberships })
    }
  }

  #at(minute: number): Kept {
    const index = minute % MINUTES_KEPT
    const known = this.#ring[index]
    if (known?.minute === minute) return known
    const kept = { minute, groups: 0, hosts: 0, memberships: 0, totals: null }
    this.#ring[index] = kept
    this.#first ??= minute
    this.#last = Math.max(this.#last ?? minute, minute)
    return kept
  }

  /** One minute; values are null where nothing was captured. */
  point(at: EpochMs): TrendPoint {
    const kept = this.#kept(at)
    if (!kept) return { at, groups: null, hosts: null, memberships: null }
    return { at, groups: kept.groups, hosts: kept.hosts, memberships: kept.memberships }
  }

  /** The last `lastMinutes` minutes, the newest last; the newest is the last whole minute before `until`. */
  points(lastMinutes: number, until: EpochMs | null = this.last === null ? null : this.last + MINUTE): TrendPoint[] {
    if (until === null) return []
    const count = Math.min(lastMinutes, MINUTES_KEPT)
    const newest = Math.floor(until / MINUTE) - 1
    return Array.from({ length: count }, (_, i) => this.point((newest - count + 1 + i) * MINUTE))
  }

  /** What the tap held at the end of the minute that begins at `at`; null when that is not known. */
  totalsAt(at: EpochMs): Totals | null {
    return this.#kept(at)?.totals ?? null
  }

  #kept(at: EpochMs): Kept | null {
    const minute = Math.floor(at / MINUTE)
    const kept = this.#ring[((minute % MINUTES_KEPT) + MINUTES_KEPT) % MINUTES_KEPT]
    return kept?.minute === minute ? kept : null
  }
}
