import type { SegmentRow } from '../../shared/segment.ts'
import type { EpochMs } from '../../shared/time.ts'
import { missedAt } from '../cadence.ts'

/*
 * The cadence of general queries as a strip that is read from afar: right is now, up is longer. Pure. Scales follow the
 * learnt interval, so that a healthy segment looks the same at 60 s and at 125 s.
 */

/** Intervals that the strip looks back on, and the highest wait it tells apart, in intervals. */
export const INTERVALS = 12
const TOP = 2.4
/** Further off than this from the learnt interval a query was late. */
const LATE = 1.5

export interface CadencePoint {
  kind: 'query' | 'late' | 'other' | 'missed'
  /** 0 to 1, from the left and from the bottom. A missed query has a lane of its own. */
  x: number
  y: number
}

export function cadencePoints(row: SegmentRow, now: EpochMs): CadencePoint[] {
  const interval = Math.max(1, row.timing.queryIntervalShownMs)
  const from = now - INTERVALS * interval
  const x = (at: EpochMs): number => (at - from) / (now - from)
  const within = (at: EpochMs): boolean => at >= from && at <= now
  const queries = row.cadence.flatMap(({ at, gapMs, elected }): CadencePoint[] => {
    if (gapMs === null || !within(at)) return []
    const waited = gapMs / interval
    return [{ kind: !elected ? 'other' : waited > LATE ? 'late' : 'query', x: x(at), y: Math.min(waited, TOP) / TOP }]
  })
  const missed = missedAt(row, now)
    .filter(within)
    .map((at): CadencePoint => ({ kind: 'missed', x: x(at), y: 1 }))
  return [...queries, ...missed]
}

/** Where the learnt interval lies. */
export const EXPECTED_AT = 1 / TOP
