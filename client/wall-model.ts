import type { RecentChange, TopGroup, TrendPoint } from '../shared/membership.ts'
import type { SegmentRow } from '../shared/segment.ts'
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../shared/time.ts'
import { segmentName } from './format/segment.ts'
import { labelOf } from './names/text.ts'
import { judgedAt, type Moments } from './verdict.ts'

/* What the parts of the wall show, as data. Pure. */

/** What a segment of the strip counts, and under which caption. */
interface CellCount {
  caption: 'next' | 'due' | 'late' | 'none' | 'never' | 'unseen' | 'judged' | 'hidden'
  ms: DurationMs | null
  counts: 'up' | 'down'
}
export function cellCount(row: SegmentRow, moments: Moments): CellCount {
  const now = moments.now(row.source)
  const since = Math.max(0, now - (row.lastQueryAt ?? row.firstSeenAt))
  switch (row.condition) {
    case 'querier-lost':
      return { caption: 'none', ms: since, counts: 'up' }
    case 'no-querier':
    case 'not-needed':
      return { caption: row.lastQueryAt === null ? 'never' : 'none', ms: since, counts: 'up' }
    case 'query-late':
      return { caption: 'late', ms: since, counts: 'up' }
    case 'queries-unseen':
      return { caption: 'hidden', ms: null, counts: 'up' }
    case 'source-stopped':
      return { caption: 'unseen', ms: moments.unseen(row.source), counts: 'up' }
    case 'warming-up':
      return { caption: 'judged', ms: Math.max(0, judgedAt(row) - now), counts: 'down' }
    case 'queried': {
      if (row.nextQueryAt === null) return { caption: 'next', ms: null, counts: 'down' }
      const left = row.nextQueryAt - now
      return left >= 0 ? { caption: 'next', ms: left, counts: 'down' } : { caption: 'due', ms: -left, counts: 'up' }
    }
  }
}

const TREND_SPANS = [
  { name: 'm30', span: 30 * MINUTE },
  { name: 'h1', span: HOUR },
  { name: 'h2', span: 2 * HOUR },
  { name: 'h6', span: 6 * HOUR },
] as const
type TrendSpan = (typeof TREND_SPANS)[number]

/**
 * The window of the trend: six hours, or while the monitor is younger the least span that holds all it knows, so that
 * the first hour is not one column at the edge. It changes three times in a life, never with a tick.
 */
export function trendWindow(
  points: readonly TrendPoint[],
  now: EpochMs,
): { from: EpochMs; to: EpochMs; span: TrendSpan } {
  const to = (points.at(-1)?.at ?? now - MINUTE) + MINUTE
  const first = points.find((point) => point.groups !== null)?.at ?? to
  const span = TREND_SPANS.find((candidate) => to - first <= candidate.span) ?? TREND_SPANS[TREND_SPANS.length - 1]
  const chosen = span ?? { name: 'h6', span: 6 * HOUR }
  return { from: to - chosen.span, to, span: chosen }
}

/** Of groups that are called the same, where each is: the segment's last part; else nothing. */
export function placesOf(top: readonly TopGroup[]): (string | null)[] {
  const called = top.map(({ group, name }) => labelOf(group, name))
  return top.map(({ segment }, index) =>
    called.filter((label) => label === called[index]).length > 1 ? segmentName(segment).last : null,
  )
}

/** What changed most first: groups that began or ended, then by the hosts that came and went. */
export function changesByWeight(recent: readonly RecentChange[]): RecentChange[] {
  const weight = (change: RecentChange) =>
    change.joined + change.left + change.expired + (change.started || change.ended ? 3 : 0)
  return [...recent].sort((a, b) => weight(b) - weight(a))
}
