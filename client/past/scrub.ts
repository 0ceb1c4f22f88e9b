import { DAY, HOUR, type DurationMs, type EpochMs } from '../../shared/time.ts'

/* The range of the scrubber and places on it. Pure. */
export const SCRUBS = ['1h', '6h', '24h', '7d', '30d'] as const
export type Scrub = (typeof SCRUBS)[number]
export const SCRUB_MS: Readonly<Record<Scrub, DurationMs>> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
}

/** The marks lie over the bars: a press there is one on a mark. */
export const MARKS_PX = 14

export interface ScrubRange {
  from: EpochMs
  to: EpochMs
}

/** A range that ends now moves on by so much at a time: its marks are asked for anew each time. */
const NOW_STEPS = 240

/**
 * What the scrubber shows: the last `span` while the moment lies in it, else a range with the moment in its middle. The one
 * before is kept while the moment is in it, so that nothing moves under the pointer.
 */
export function scrubRange(at: EpochMs | null, now: EpochMs, span: DurationMs, before: ScrubRange | null): ScrubRange {
  const step = span / NOW_STEPS
  const end = Math.ceil(now / step) * step
  if (at === null || at >= end - span) return { from: end - span, to: end }
  const held = before !== null && before.to - before.from === span && at >= before.from && at <= before.to
  if (held && before.to <= end) return before
  const from = Math.floor((at - span / 2) / step) * step
  return { from, to: from + span }
}

/** 0 to 1 across the range. */
export const shareOf = (at: EpochMs, { from, to }: ScrubRange): number =>
  Math.min(1, Math.max(0, (at - from) / (to - from)))

export const momentAt = (share: number, { from, to }: ScrubRange): EpochMs =>
  from + Math.min(1, Math.max(0, share)) * (to - from)

/** A moment as a hand sets it: whole seconds, or what a pixel is worth where that is more. */
export function rounded(at: EpochMs, range: ScrubRange, pixels: number): EpochMs {
  const worth = (range.to - range.from) / Math.max(1, pixels)
  const grain = worth >= 60_000 ? 60_000 : 1_000
  return Math.round(at / grain) * grain
}

/** What of `items` is within `reach` of a place on the range: the nearest one. */
export function nearest<T extends { at: EpochMs }>(items: readonly T[], at: EpochMs, reach: DurationMs): T | null {
  let found: T | null = null
  for (const item of items) {
    const distance = Math.abs(item.at - at)
    if (distance <= reach && (found === null || distance < Math.abs(found.at - at))) found = item
  }
  return found
}
