import type { Family } from '../shared/address.ts'
import type { StateCounts } from '../shared/view-heads.ts'
import type { SegmentRow, SegmentState } from '../shared/segment.ts'
import type { Name } from '../shared/names.ts'
import { byQuerier, byShown, noStates } from '../shared/segment-order.ts'
import type { DurationMs, EpochMs } from '../shared/time.ts'

/** What the wall says first. The texts are in the catalogue under `wall.verdict`. */
export type Verdict =
  | { kind: 'empty'; state: SegmentState }
  | { kind: 'ok'; state: SegmentState; segments: number }
  | {
      kind: 'no-querier'
      state: SegmentState
      segment: string
      family: Family
      /** Since the last general query, or since the segment was first seen when there never was one. */
      lasts: DurationMs
      ever: boolean
      /** Until the first group ends; null when no group is left that could. */
      stopsIn: DurationMs | null
      /** What that group is called. */
      stream: Name | null
      others: number
    }
  | { kind: 'query-late'; state: SegmentState; segment: string; family: Family; lasts: DurationMs; others: number }
  | { kind: 'queries-unseen'; state: SegmentState; segment: string; family: Family; others: number }
  | {
      kind: 'source-stopped'
      state: SegmentState
      segment: string
      family: Family
      lasts: DurationMs | null
      /** When its tap went blind; null: it has never seen. */
      blindSince: EpochMs | null
      others: number
    }
  | {
      kind: 'warming-up'
      state: SegmentState
      segment: string
      family: Family
      judgedIn: DurationMs
      judged: number
      warming: number
    }

/** The moment at a source, and how long ago its last frame came (null when none did). */
export interface Moments {
  now: (source: string) => EpochMs
  unseen: (source: string) => DurationMs | null
}

const stopsIn =
  (now: Moments['now']) =>
  ({ nextExpiry, source }: SegmentRow): DurationMs =>
    nextExpiry ? nextExpiry.at - now(source) : Infinity

/** As `worstFirst`, by what the strip shows. */
export const shownFirst = (segments: readonly SegmentRow[], now: Moments['now']): SegmentRow[] =>
  [...segments].sort(byShown(stopsIn(now)))

/** Worst first; among equals the one whose first stream stops sooner; else as the server has them. */
export const worstFirst = (segments: readonly SegmentRow[], now: Moments['now']): SegmentRow[] =>
  [...segments].sort(byQuerier(stopsIn(now)))

/** When a segment that is warming up can be judged: one query interval and response time after the tap began to watch it. */
export const judgedAt = (row: SegmentRow): EpochMs =>
  row.watchedSince + row.timing.queryIntervalMs + row.timing.maxResponseMs

/** Segments by what their queriers do alone. */
export function judgedStates(segments: readonly SegmentRow[]): StateCounts {
  const counts = noStates()
  for (const { state } of segments) counts[state] += 1
  return counts
}

/**
 * The one sentence for all segments: the worst of them, or that all is well. `segments` are the worst ones, `counts` are
 * of all that there are.
 */
export function verdict(
  segments: readonly SegmentRow[],
  moments: Moments,
  counts: StateCounts = judgedStates(segments),
): Verdict {
  const [worst] = worstFirst(segments, moments.now)
  if (!worst) return { kind: 'empty', state: 'warming' }
  const now = moments.now(worst.source)
  const { state, segment, family } = worst
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const others = counts.critical + counts.warning + counts.stale - 1
  const since = Math.max(0, now - (worst.lastQueryAt ?? worst.firstSeenAt))
  switch (worst.condition) {
    case 'querier-lost':
    case 'no-querier':
      return {
        kind: 'no-querier',
        state,
        segment,
        family,
        lasts: since,
        ever: worst.lastQueryAt !== null,
        stopsIn: worst.nextExpiry ? Math.max(0, worst.nextExpiry.at - now) : null,
        stream: worst.nextExpiry?.name ?? null,
        others,
      }
    case 'query-late':
      return { kind: 'query-late', state, segment, family, lasts: since, others }
    case 'queries-unseen':
      return { kind: 'queries-unseen', state, segment, family, others }
    case 'source-stopped':
      return {
        kind: 'source-stopped',
        state,
        segment,
        family,
        lasts: moments.unseen(worst.source),
        blindSince: worst.unknown?.since ?? null,
        others,
      }
    case 'warming-up': {
      const { warming } = counts
      const judgedIn = Math.max(0, judgedAt(worst) - now)
      return { kind: 'warming-up', state, segment, family, judgedIn, judged: all - warming, warming }
    }
    case 'not-needed':
    case 'queried':
      return { kind: 'ok', state, segments: all }
  }
}
