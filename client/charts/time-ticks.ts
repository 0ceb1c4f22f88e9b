import { DAY, HOUR, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'

const STEPS: readonly DurationMs[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
]

/**
 * Round moments between `from` and `to`, at most `most` of them: full hours of the zone, not of UTC.
 * `offset` is what the zone's clock is ahead of UTC (BRT: -3 h).
 */
export function timeTicks(from: EpochMs, to: EpochMs, most: number, offset: DurationMs): EpochMs[] {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? Math.ceil((to - from) / most / DAY) * DAY
  const ticks: EpochMs[] = []
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) ticks.push(at)
  return ticks
}

/** What the zone's clock is ahead of UTC at a moment. */
export const zoneOffset = (at: EpochMs, zone: 'UTC' | undefined): DurationMs =>
  zone === 'UTC' ? 0 : -new Date(at).getTimezoneOffset() * MINUTE
