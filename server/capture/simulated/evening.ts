import { type EpochMs, HOUR } from '../../../shared/time.ts'

/** The peak of the evening comes so many hours after the story begins, and every day. */
const PEAK = 7
const WIDTH = 2.6
const DAY_SHARE = 0.35
const PEAK_SHARE = 0.5
/** The match on the first channel. */
const MATCH = { from: 5.25, to: 7, boost: 3 }

/** Hours of the story's own day. */
const hourOf = (startAt: EpochMs, now: EpochMs): number => ((now - startAt) / HOUR) % 24

/** The share of viewers that watch: a quiet afternoon, an evening, a night. */
export function audienceOf(startAt: EpochMs): (now: EpochMs) => number {
  return (now) => {
    const away = Math.abs(hourOf(startAt, now) - PEAK)
    const fromPeak = Math.min(away, 24 - away) / WIDTH
    return DAY_SHARE + PEAK_SHARE * Math.exp(-fromPeak * fromPeak)
  }
}

/** Few channels have most of the viewers (a power law), and the first one has a match in the evening. */
export function popularityOf(startAt: EpochMs, channels: number): (now: EpochMs) => readonly number[] {
  const usual = Array.from({ length: channels }, (_, rank) => (rank + 1) ** -0.9)
  const match = usual.map((weight, rank) => (rank === 0 ? weight * MATCH.boost : weight))
  return (now) => {
    const hour = hourOf(startAt, now)
    return hour >= MATCH.from && hour < MATCH.to ? match : usual
  }
}
