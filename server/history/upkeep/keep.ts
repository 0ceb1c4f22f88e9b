import { DAY, type DurationMs } from '../../../shared/time.ts'

/** How long each kind is kept: from the newest moment of the sources back. */
export interface KeepFor {
  /** Events, intervals, queries, gaps, closed findings. */
  readonly changes: DurationMs
  /** Counts by the minute. */
  readonly minutes: DurationMs
  /** Counts by the hour, of segments and of groups. */
  readonly rollups: DurationMs
}
export interface Keep extends KeepFor {
  /** Of the file, its free pages not counted. */
  readonly maxBytes: number
}

export const KEEP: Keep = {
  changes: 90 * DAY,
  minutes: 90 * DAY,
  rollups: 730 * DAY,
  maxBytes: 10 * 1_024 ** 3,
}
