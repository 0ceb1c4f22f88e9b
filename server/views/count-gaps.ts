import { GAP_REASONS, MAX_GAPS, type CountGap, type GapReason } from '../../shared/counts.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { CountMinutes } from './count-minutes.ts'

/** A time that the history knows to be missing. */
export interface KnownGap {
  from: EpochMs
  /** null while it lasts */
  to: EpochMs | null
  why: string
}

/** The spans of [from, to) of which nothing is known. */
export function gapsOf(
  known: Uint8Array,
  minutes: CountMinutes,
  { from, to }: { from: EpochMs; to: EpochMs },
  why: readonly KnownGap[],
): { gaps: CountGap[]; left: number } {
  const spans: { from: EpochMs; to: EpochMs }[] = []
  const end = to / MINUTE - minutes.first
  for (let at = from / MINUTE - minutes.first; at < end; at += 1) {
    if (known[at] === 1) continue
    const begin = at
    while (at < end && known[at] !== 1) at += 1
    spans.push({ from: (minutes.first + begin) * MINUTE, to: (minutes.first + at) * MINUTE })
  }
  const begun = minutes.begun === null ? Infinity : minutes.begun * MINUTE
  const shown = spans.length > MAX_GAPS ? longest(spans) : spans
  const gaps = shown.map((span): CountGap => ({ ...span, why: span.to <= begun ? 'before' : reasonOf(span, why) }))
  return { gaps, left: spans.length - shown.length }
}

const longest = <Span extends { from: EpochMs; to: EpochMs }>(spans: readonly Span[]): Span[] =>
  [...spans]
    .sort((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MAX_GAPS)
    .sort((a, b) => a.from - b.from)

/** Of the known gap that covers most of it. */
function reasonOf({ from, to }: { from: EpochMs; to: EpochMs }, why: readonly KnownGap[]): GapReason | null {
  let most = 0
  let reason: string | null = null
  for (const gap of why) {
    const covered = Math.min(to, gap.to ?? Infinity) - Math.max(from, gap.from)
    if (covered <= most) continue
    most = covered
    reason = gap.why
  }
  return GAP_REASONS.find((known) => known === reason) ?? null
}
