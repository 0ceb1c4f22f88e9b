import type { EpochMs } from '../../shared/time.ts'

/** Beyond it there is no date (ECMA-262 s21.4.1.1). */
const LAST_DATE = 8.64e15

/** The moment that an address names, ISO 8601 or epoch milliseconds; null: none, so the page is live. */
export function readMoment(text: unknown): EpochMs | null {
  if (typeof text !== 'string' || text === '') return null
  const at = /^\d{1,16}$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(at) && Math.abs(at) <= LAST_DATE ? at : null
}

/** As an address says it: `2025-11-26T20:43:00Z`, with milliseconds only where there are some. */
export const writeMoment = (at: EpochMs): string => new Date(at).toISOString().replace('.000Z', 'Z')
