import { MINUTE, SECOND, type EpochMs } from '../../shared/time.ts'

/** What a field for a moment holds: `2025-11-26T20:43:00`, in the browser's zone or in UTC. */
export function toSeconds(at: EpochMs | null, utc: boolean): string {
  if (at === null) return ''
  const shift = utc ? 0 : new Date(at).getTimezoneOffset() * MINUTE
  return new Date(Math.floor((at - shift) / SECOND) * SECOND).toISOString().slice(0, 19)
}

/** Back from the field; null when it is empty or no time. */
export function fromSeconds(written: string, utc: boolean): EpochMs | null {
  if (written === '') return null
  const at = Date.parse(utc ? `${written}Z` : written)
  return Number.isNaN(at) ? null : at
}
