import { DAY, MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'

const FIRST: DurationMs = 5 * SECOND
const LONGEST: DurationMs = 15 * MINUTE
/** A message that could not be delivered within this time is given up. */
export const GIVES_UP: DurationMs = DAY

/**
 * How long a receiver is left alone after `failures` in a row: twice as long each time, and not all at the same moment.
 * `random`: 0 to 1. What the receiver asks for itself counts, up to a day (RFC 9110 s10.2.3).
 */
export function backOff(failures: number, random: number, asked: DurationMs | null): DurationMs {
  const usual = Math.min(LONGEST, FIRST * 2 ** Math.min(20, Math.max(0, failures - 1))) * (0.5 + random / 2)
  return Math.max(usual, Math.min(asked ?? 0, GIVES_UP))
}

/** `Retry-After`: seconds, or a date. null: it says nothing that can be read. */
export function retryAfter(text: string | undefined, now: EpochMs): DurationMs | null {
  if (text === undefined) return null
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND
  // RFC 9110 s5.6.7: every form of a date ends so, or is older than this product.
  const at = text.endsWith(' GMT') ? Date.parse(text) : NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
