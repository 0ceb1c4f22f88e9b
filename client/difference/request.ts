import { DAY, HOUR, MINUTE, type EpochMs } from '../../shared/time.ts'
import { readMoment, writeMoment } from '../past/moment.ts'

/* Which two moments are compared, from the address of the page and back. Pure. */
export interface DifferenceRequest {
  from: EpochMs
  /** null: now. */
  to: EpochMs | null
  filter: string
}

/** Without an address: since yesterday at this minute. */
export function readDifference(query: Readonly<Record<string, unknown>>, now: EpochMs): DifferenceRequest {
  const { from, to, filter } = query
  return {
    from: readMoment(from) ?? minuteOf(now) - DAY,
    // `now` is what a link says that means it.
    to: to === 'now' ? null : readMoment(to),
    filter: typeof filter === 'string' ? filter : '',
  }
}
export const writeDifference = ({ from, to, filter }: DifferenceRequest): Record<string, string> => ({
  from: writeMoment(from),
  ...(to === null ? {} : { to: writeMoment(to) }),
  ...(filter ? { filter } : {}),
})
const minuteOf = (at: EpochMs): EpochMs => Math.floor(at / MINUTE) * MINUTE

export const PAIRS = ['hour', 'day', 'yesterday', 'midnight'] as const
export type Pair = (typeof PAIRS)[number]

/**
 * The first moment of a usual pair; the second is now. A day has 23 or 25 hours where the clocks change, so that the same
 * time yesterday is not always 24 hours ago.
 */
export function pairBegins(pair: Pair, now: EpochMs, utc: boolean): EpochMs {
  switch (pair) {
    case 'hour':
      return minuteOf(now) - HOUR
    case 'day':
      return minuteOf(now) - DAY
    case 'yesterday':
      return utc ? minuteOf(now) - DAY : new Date(minuteOf(now)).setDate(new Date(now).getDate() - 1)
    case 'midnight':
      return utc ? new Date(now).setUTCHours(0, 0, 0, 0) : new Date(now).setHours(0, 0, 0, 0)
  }
}
