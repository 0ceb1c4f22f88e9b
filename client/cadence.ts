import type { QueryDot, SegmentRow } from '../shared/segment.ts'
import type { DurationMs, EpochMs } from '../shared/time.ts'

/*
 * What a row of general queries says: which came, which did not. Pure; thresholds are multiples of the segment's own
 * timers.
 */

export type IntervalMark = 'query' | 'missed' | 'unseen'

/**
 * Moments at which a query should have come since the last one and did not. It is called missed when its answers are
 * due too: a max response time late.
 */
export function missedSince(row: SegmentRow, now: EpochMs): EpochMs[] {
  const { queryIntervalShownMs: interval, maxResponseMs } = row.timing
  if (row.lastQueryAt === null || row.condition === 'source-stopped' || interval <= 0) return []
  const missed: EpochMs[] = []
  // While the tap was blind nobody saw whether a query came.
  for (let at = Math.max(row.lastQueryAt, row.watchedSince) + interval; at + maxResponseMs <= now; at += interval) {
    missed.push(at)
    if (missed.length >= MOST_MISSED) break
  }
  return missed
}
/** Marks of one silence; a longer one needs no more marks to be seen. */
const MOST_MISSED = 500

/**
 * Moments at which a query should have come before each dot and did not, spread evenly over the silence. A querier that
 * comes back counts its gap from its own last query; while another one asked, nobody waited, so the silence begins with
 * the last query of anybody.
 */
function missedPerDot(row: SegmentRow): { dot: QueryDot; missed: EpochMs[] }[] {
  const interval = Math.max(1, row.timing.queryIntervalShownMs)
  return row.cadence.map((dot, index) => {
    if (dot.gapMs === null || dot.missed <= 0) return { dot, missed: [] }
    const own = dot.at - dot.gapMs
    const before = row.cadence[index - 1]?.at ?? own
    const silentFrom = Math.max(own, before)
    const silence = dot.at - silentFrom
    const fits = silentFrom === own ? dot.missed : Math.max(0, Math.round(silence / interval) - 1)
    const count = Math.min(dot.missed, fits, MOST_MISSED)
    return { dot, missed: Array.from({ length: count }, (_, i) => silentFrom + ((i + 1) * silence) / (count + 1)) }
  })
}

/** All moments at which a query was missed, those since the last one too. */
export const missedAt = (row: SegmentRow, now: EpochMs): EpochMs[] => [
  ...missedPerDot(row).flatMap(({ missed }) => missed),
  ...missedSince(row, now),
]

/** The last `count` intervals as marks, the newest last. */
export function lastIntervals(row: SegmentRow, now: EpochMs, count: number): IntervalMark[] {
  const marks: IntervalMark[] = []
  for (const { dot, missed } of missedPerDot(row)) {
    // The dots that count are those of the elected querier.
    if (!dot.elected) continue
    for (let i = Math.min(missed.length, count); i > 0; i--) marks.push('missed')
    marks.push('query')
  }
  for (let i = missedSince(row, now).length; i > 0; i--) marks.push('missed')
  if (row.condition === 'source-stopped') marks.push('unseen')
  return marks.slice(-count)
}

/** Since when the queries of a segment are all here: older ones were not kept, or not watched. */
export function knownSince({ cadence: [first], firstSeenAt }: SegmentRow): EpochMs {
  // The first query ever has no gap; before it there was none.
  return first === undefined || first.gapMs === null ? firstSeenAt : first.at - first.gapMs
}

interface Span {
  from: EpochMs
  to: EpochMs
}

/**
 * When two queriers asked at once: where the spans overlap in which each address kept asking. An address keeps asking
 * while its queries are no further apart than one and a half intervals.
 */
export function twoAtOnce(dots: readonly QueryDot[], intervalMs: DurationMs): Span[] {
  const active = new Map<string, Span[]>()
  for (const { ip, at } of dots) {
    const spans = active.get(ip) ?? []
    const last = spans.at(-1)
    if (last && at - last.to <= 1.5 * intervalMs) last.to = at
    else spans.push({ from: at, to: at })
    active.set(ip, spans)
  }
  const all = [...active.values()]
  const overlaps: Span[] = []
  all.forEach((mine, i) => {
    for (const theirs of all.slice(i + 1)) {
      for (const a of mine) {
        for (const b of theirs) {
          const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)]
          if (from < to || (from === to && a.from !== a.to)) overlaps.push({ from, to })
        }
      }
    }
  })
  return overlaps.sort((a, b) => a.from - b.from)
}
