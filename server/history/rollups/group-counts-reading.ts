import { parseAddress } from '../../../shared/address.ts'
import type { GroupCounts } from '../../../shared/past.ts'
import { DAY, HOUR, MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { GroupSeries } from './group-series.ts'
import type { Names } from '../file/names.ts'
import type { Db } from '../file/sqlite.ts'

/** Up to here a range is told by the minute. */
const BY_MINUTE_AT_MOST: DurationMs = 2 * DAY

/** How many were in a group: by hour from its roll-ups, or by minute from the events. Of one that was never seen no points. */
export function readGroupPoints(
  db: Db,
  names: Names,
  { segment, group, from, to }: { segment: string; group: string; from: EpochMs; to: EpochMs },
): Omit<GroupCounts, 'name'> {
  const id = groupNumber(db, names, segment, group)
  const step = to - from <= BY_MINUTE_AT_MOST ? MINUTE : HOUR
  if (id === null) return { segment, group, from, to, step, points: [] }
  const series = new GroupSeries(db)
  const points = step === MINUTE ? series.minutes(id, from, to) : series.hours(id, from, to)
  return { segment, group: names.group(id).group, from, to, step, points }
}

/** Of several taps that had a segment of this name the group that was seen last. */
function groupNumber(db: Db, names: Names, segment: string, group: string): number | null {
  const address = parseAddress(group)
  if (address === null) return null
  const numbers = db
    .prepare(
      `SELECT g.id FROM segment_group g JOIN segment s ON s.id = g.segment JOIN source r ON r.id = s.source
       LEFT JOIN ipv6 a ON a.id = g.address - 4294967296
       WHERE s.name = ? AND (g.address = ? OR a.address = ?) ORDER BY r.last_at DESC, g.id DESC LIMIT 1`,
    )
    .pluck()
  const isText = typeof address === 'string'
  const id = numbers.get(segment, isText ? null : address, isText ? address : null) as number | undefined
  return id === undefined || names.group(id).address !== address ? null : id
}
