import { DAY, HOUR, MINUTE, type DurationMs, type EpochMs } from './time.ts'

/*
 * Counts over time: how many groups, hosts and memberships there were, and what came and went. A range is cut into steps;
 * each list has one entry a step, null where nothing was captured. Steps are multiples of a minute, from 1970 on.
 */

export const COUNT_SPANS = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
} as const satisfies Record<string, DurationMs>
export type CountSpan = keyof typeof COUNT_SPANS

/** Steps there are, in minutes; each fits into an hour a whole number of times. */
export const COUNT_STEPS = [1, 2, 5, 10, 30, 60] as const
/** Entries of an answer: a finer step than this is refused. */
export const MAX_POINTS = 1_500
/** The same of everything, without a filter: that has a roll-up of its own by the minute. */
export const MAX_POINTS_OF_ALL = 31 * 1_440
/** The longest range. */
export const MAX_COUNTED: DurationMs = 31 * DAY

/** The finest step of a range. */
export function countStep(range: DurationMs): DurationMs {
  const minutes = COUNT_STEPS.find((step) => range / (step * MINUTE) <= MAX_POINTS) ?? 60
  return minutes * MINUTE
}

/** What is there at a moment; link-local groups apart. */
export const SIZES = ['groups', 'hosts', 'memberships'] as const
export type SizeName = (typeof SIZES)[number]

/** What happened within a step. IGMP and MLD are counted apart: their versions have different numbers. */
export const FLOWS = [
  'joins',
  'leaves',
  'expiries',
  'queries',
  'reportsV1',
  'reportsV2',
  'reportsV3',
  'mldV1',
  'mldV2',
  'problems',
] as const
export type FlowName = (typeof FLOWS)[number]

export type CountLine = readonly (number | null)[]
/** The least and the most. */
export interface CountRange {
  low: CountLine
  high: CountLine
}
export interface SizeLine {
  /** At the end of the step, as far as it was captured. */
  value: CountLine
  /** Within the step; null where steps are minutes: then each has one value. */
  within: CountRange | null
}

/** Why nothing was captured, where that was kept. */
export const GAP_REASONS = [
  'before',
  'monitor-stopped',
  'asleep',
  'waiting',
  'failed',
  'ended',
  'history-behind',
  'clock-set-back',
] as const
export type GapReason = (typeof GAP_REASONS)[number]

/** A span of whole minutes of which nothing is known, or not of every tap. */
export interface CountGap {
  from: EpochMs
  to: EpochMs
  why: GapReason | null
}
/** Gaps of an answer; the shortest are left out first. */
export const MAX_GAPS = 500

/** Days that the usual range looks back on, and without how many there is none. */
export const BAND_DAYS = 7
export const BAND_LEAST_DAYS = 2
/** How far around the same time of day it looks. */
export const BAND_AROUND: DurationMs = 30 * MINUTE

export interface Counts {
  /** Where the first step begins, and where the last one that is known ends. */
  from: EpochMs
  to: EpochMs
  step: DurationMs
  /** Segments that were counted: those of the filter. */
  segments: number
  sizes: Readonly<Record<SizeName, SizeLine>>
  flows: Readonly<Record<FlowName, CountLine>>
  gaps: readonly CountGap[]
  gapsLeftOut: number
  /** What was there at the same time of the last days; null with fewer than `BAND_LEAST_DAYS` of them. */
  band: Readonly<Record<SizeName, CountRange>>
  /** Days that each step of the band knows. */
  days: readonly number[]
}
