/** Milliseconds since 1970-01-01T00:00:00Z, with a fraction (a capture carries micro- or nanoseconds). */
export type EpochMs = number
/** ECMA-262 s21.4.1.1: no time is later, and `Date` throws there. */
export const LAST_INSTANT: EpochMs = 8.64e15
/** A span in milliseconds. */
export type DurationMs = number

export const SECOND: DurationMs = 1_000
export const MINUTE: DurationMs = 60 * SECOND
export const HOUR: DurationMs = 60 * MINUTE
export const DAY: DurationMs = 24 * HOUR
