import type { QueryDot, SegmentRow } from '../shared/membership.ts'
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
  for (let at = row.lastQueryAt + interval; at + maxResponseMs <= now; at += interval) {
    missed.push(at)
    if (missed.length >= MOST_MISSED) break
  }
  return missed
}
/** Marks of one silence; a longer one needs no more marks to be seen. */
const MOST_MISSED = 500

/** Moments at which a query should have come within the gap before a dot, spread evenly over it. */
export function missedBefore({ at, gapMs, missed }: QueryDot): EpochMs[] {
  if (gapMs === null || missed <= 0) return []
  const shown = Math.min(missed, MOST_MISSED)
  return Array.from({ length: shown }, (_, i) => at - gapMs + ((i + 1) * gapMs) / (missed + 1))
}

/** The dots that count as the cadence of a segment: those of the elected querier. */
const elected = (row: SegmentRow): readonly QueryDot[] => row.cadence.filter((dot) => dot.elected)

/** The last `count` intervals as marks, the newest last. */
export function lastIntervals(row: SegmentRow, now: EpochMs, count: number): IntervalMark[] {
  const marks: IntervalMark[] = []
  for (const dot of elected(row).slice(-count)) {
    for (let i = 0; i < Math.min(dot.missed, count); i++) marks.push('missed')
    marks.push('query')
  }
  for (let i = missedSince(row, now).length; i > 0; i--) marks.push('missed')
  if (row.condition === 'source-stopped') marks.push('unseen')
  return marks.slice(-count)
}

export interface Span {
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
