import type { Totals, TrendPoint } from '../../shared/membership.ts'
import { HOUR, MINUTE, type DurationMs } from '../../shared/time.ts'
import type { Curve } from './segment-trends.ts'
import { addTotals, NO_TOTALS } from './totals.ts'

const TREND_SHOWN: DurationMs = 6 * HOUR
/** A tap tells a minute when it is over by its own clock: one that is so far behind the newest is about to tell it. */
const ABOUT_TO_TELL: DurationMs = MINUTE
const NONE: ReadonlySet<Curve> = new Set()

/**
 * The sum over the taps by minute of their clocks, up to the last minute that all have told. A minute that one of them
 * missed is unknown, not smaller; so is one that came after the last that one of `blind` told: it would see, and does not.
 */
export function trendOf(trends: readonly Curve[], blind: ReadonlySet<Curve> = NONE): TrendPoint[] {
  const fed = trends.flatMap((trend) => {
    const { first, last } = trend
    return first === null || last === null ? [] : [{ trend, first, last }]
  })
  if (fed.length === 0) return []
  const ahead = Math.max(...fed.map(({ last }) => last))
  const newest = Math.min(...fed.map(({ last }) => last).filter((last) => last >= ahead - ABOUT_TO_TELL))
  const count = TREND_SHOWN / MINUTE
  return Array.from({ length: count }, (_, i) => {
    const at = newest - (count - 1 - i) * MINUTE
    // Before a tap was there, and after it ended, it has nothing to say.
    const points = fed
      .filter(({ trend, first, last }) => at >= first && (at <= last || blind.has(trend)))
      .map(({ trend, last }) => (at <= last ? trend.point(at) : nothing(at)))
    return points.reduce<TrendPoint | null>((sum, point) => (sum ? addPoints(sum, point) : point), null) ?? nothing(at)
  })
}

const nothing = (at: number): TrendPoint => ({ at, groups: null, hosts: null, memberships: null })

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

const addPoints = (a: TrendPoint, b: TrendPoint): TrendPoint => ({
  at: a.at,
  groups: plus(a.groups, b.groups),
  hosts: plus(a.hosts, b.hosts),
  memberships: plus(a.memberships, b.memberships),
})

/** What the taps held an hour before the last whole minute of each; null when one of them cannot tell. */
export function hourAgo(trends: readonly Curve[]): Totals | null {
  let sum = NO_TOTALS
  let known = 0
  for (const trend of trends) {
    if (trend.last === null) continue
    const totals = trend.totalsAt(trend.last - HOUR)
    if (!totals) return null
    sum = addTotals(sum, totals)
    known += 1
  }
  return known > 0 ? sum : null
}
