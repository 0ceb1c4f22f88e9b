/** Milliseconds since 1970-01-01T00:00:00Z, with a fraction (a capture carries micro- or nanoseconds). */
export type EpochMs = number
/** ECMA-262 s21.4.1.1: no time is later, and `Date` throws there. */
export const LAST_INSTANT: EpochMs = 8.64e15
/** The nearest that is: of larger numbers the next second may be no other one, so that no walk there would end. */
export const instantOf = (at: EpochMs): EpochMs => Math.min(Math.max(at, -LAST_INSTANT), LAST_INSTANT)
/** The history keeps times from 1900 to 2200. A clock that says another is broken. */
export const EARLIEST: EpochMs = Date.UTC(1900, 0, 1)
export const LATEST: EpochMs = Date.UTC(2200, 0, 1)
/** False for what is no number, too. */
export const isKeptTime = (at: EpochMs): boolean => at >= EARLIEST && at <= LATEST
/** A span in milliseconds. */
export type DurationMs = number

export const SECOND: DurationMs = 1_000
export const MINUTE: DurationMs = 60 * SECOND
export const HOUR: DurationMs = 60 * MINUTE
export const DAY: DurationMs = 24 * HOUR
