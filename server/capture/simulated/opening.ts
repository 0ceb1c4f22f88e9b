import { type DurationMs, HOUR, MINUTE } from '../../../shared/time.ts'

/** How old the story is when a page opens on it: six hours of trend, and something worth seeing going on just then. */
export const OPENING: DurationMs = 6 * HOUR + 10 * MINUTE
