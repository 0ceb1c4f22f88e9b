import type { Address } from '../../shared/address.ts'
import type { ChurnMinute, GroupChurn } from '../../shared/membership.ts'
import { HOUR, MINUTE, type EpochMs } from '../../shared/time.ts'
import type { EventLog } from './event-log.ts'

/**
 * Joins, leaves and expiries of one group in each minute of the hour up to `now`, the oldest first. `watchedSince`: when
 * its segment was first seen in this run.
 */
export function minuteChurn(
  log: EventLog,
  { segment, group, watchedSince }: { segment: string; group: Address; watchedSince: EpochMs },
  now: EpochMs,
): GroupChurn {
  const from = Math.floor((now - HOUR) / MINUTE) * MINUTE + MINUTE
  const minutes = new Map<EpochMs, ChurnMinute>()
  let oldest = Number.POSITIVE_INFINITY
  for (const event of log.newest()) {
    oldest = event.at
    if (event.at < from) break
    if (!('group' in event) || event.group !== group || event.segment.name !== segment) continue
    if (event.event !== 'joined' && event.event !== 'left' && event.event !== 'expired') continue
    const at = Math.floor(event.at / MINUTE) * MINUTE
    let minute = minutes.get(at)
    if (!minute) minutes.set(at, (minute = { at, joined: 0, left: 0, expired: 0 }))
    minute[event.event] += 1
  }
  return {
    from,
    to: Math.floor(now / MINUTE) * MINUTE + MINUTE,
    // Events that made room for newer ones are not counted, and those before this run were never here.
    knownFrom: Math.max(from, watchedSince, log.dropped > 0 && oldest > from ? oldest : from),
    minutes: [...minutes.values()].reverse(),
  }
}
