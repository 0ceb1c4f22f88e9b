import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Segment } from '../../decode/segment.ts'
import type { MemberRecord, TableEvent } from '../../membership/event.ts'
import type { Work } from '../../views/work.ts'
import { slotOf, timeOf } from '../file/key.ts'
import { readSegmentSizes, SIZES_OF_MINUTE, UNKNOWN_SIZE, type SegmentSizes } from '../rollups/segment-sizes.ts'
import type { EventRecord } from '../file/reading.ts'
import type { Db } from '../file/sqlite.ts'
import { readWhat, slipOf, type What } from '../file/what.ts'
import type { Addresses } from './addresses.ts'
import type { PastSubject } from './subject.ts'
import type { PastTap } from './tap.ts'

/* What came before a moment, for the pages that show it: events of the last hour, and sizes by the minute. */

/** Events that are read; of an hour with more of them the oldest are left out, and the pages say so. */
const EVENTS_AT_MOST = 50_001
const ROWS_READ = 2_000
const EVENTS_OF: DurationMs = HOUR
const SIZES_OF: DurationMs = 6 * HOUR
/** Minutes that are read at a time. */
const SIZES_READ: DurationMs = 30 * MINUTE
const SLIPPED: DurationMs = MINUTE

/** Tells the taps of a subject the events of the hour before it. */
export function* tellEvents(db: Db, { subject, addresses, moment }: PastSubject): Work<void> {
  const { at } = moment
  const records = yield* readRecords(db, at)
  const places = placesOf(subject.taps)
  let told = 0
  for (const record of records) {
    const place = places.get(segmentOf(record, addresses) ?? -1)
    const event = place && eventOf(record, place.segment, addresses)
    if (event && event.at <= at) place.tap.log.push([event])
    told += 1
    if (told % ROWS_READ === 0) yield
  }
}

function* readRecords(db: Db, at: EpochMs): Work<EventRecord[]> {
  const next = db.prepare(
    `SELECT * FROM event WHERE id > ? AND id < ? AND (what & 15) <= 7 ORDER BY id DESC LIMIT ${ROWS_READ}`,
  )
  const first = slotOf(at - EVENTS_OF) - 1
  const records: EventRecord[] = []
  for (let before = slotOf(at + SLIPPED); records.length < EVENTS_AT_MOST;) {
    const rows = next.all(first, before) as EventRecord[]
    for (const row of rows) records.push(row)
    const last = rows.at(-1)
    if (!last) break
    before = last.id
    yield
  }
  return records.reverse()
}

function placesOf(taps: readonly PastTap[]): Map<number, { tap: PastTap; segment: Segment }> {
  const places = new Map<number, { tap: PastTap; segment: Segment }>()
  for (const tap of taps) for (const { id, segment } of tap.tap.segments) places.set(id, { tap, segment })
  return places
}

const segmentOf = ({ grp, host }: EventRecord, addresses: Addresses): number | undefined =>
  grp === null ? (host === null ? undefined : addresses.host(host)?.segment) : addresses.group(grp)?.segment

function eventOf(record: EventRecord, segment: Segment, addresses: Addresses): TableEvent | null {
  const at = timeOf(record.id, slipOf(record.what))
  const what = readWhat(record.what)
  const { kind, version, mode } = what
  const host = record.host === null ? null : (addresses.host(record.host)?.key ?? null)
  const group = record.grp === null ? null : (addresses.group(record.grp)?.address ?? null)
  const sources = addresses.list(record.sources)
  switch (kind) {
    case 'joined':
    case 'changed':
    case 'left':
    case 'expired': {
      if (!host || group === null) return null
      const before = beforeOf(record, what, at, addresses)
      return { event: kind, at, segment, group, host, version, mode, sources, frame: null, before }
    }
    case 'group-started':
    case 'group-ended': {
      if (group === null) return null
      const reason =
        what.reason === 'leave' || what.reason === 'timeout' || what.reason === 'evicted' ? what.reason : null
      return { event: kind, at, segment, group, mode, sources, blocked: addresses.list(record.was), reason }
    }
    case 'querier-elected':
    case 'querier-lost':
      return host && { event: kind, at, segment, querier: host, version }
    case 'gap':
    case 'stopped':
    case 'finding-opened':
    case 'finding-closed':
    case 'finding-changed':
      return null
  }
}

/** Of the interval that it ended. */
function beforeOf(record: EventRecord, what: What, at: EpochMs, addresses: Addresses): MemberRecord | null {
  const { lasted, silent, reports } = record
  if (lasted === null) return null
  return {
    since: at - lasted,
    lastReportAt: at - (silent ?? 0),
    reports: reports ?? 0,
    versions: what.versions,
    state: what.wasState,
    mode: what.wasMode,
    sources: addresses.list(what.kind === 'changed' ? record.was : record.sources),
  }
}

/** Tells the taps of a subject how large they were by the minute. */
export function* tellSizes(db: Db, { subject, moment }: PastSubject): Work<void> {
  const end = Math.floor(moment.at / MINUTE) * MINUTE
  const byName = new Map(subject.taps.map((tap) => [tap.name, tap]))
  for (let from = end - SIZES_OF; from < end; from += SIZES_READ) {
    const sums = new Map<PastTap, Map<EpochMs, { groups: number; hosts: number; memberships: number }>>()
    for (const segment of readSegmentSizes(db, from, Math.min(from + SIZES_READ, end))) {
      const tap = byName.get(segment.source)
      if (!tap) continue
      let sum = sums.get(tap)
      if (!sum) sums.set(tap, (sum = new Map()))
      tellSegment(tap, segment, sum)
    }
    for (const [{ trend }, sum] of sums) {
      trend.restore([...sum].sort(([a], [b]) => a - b).map(([at, sizes]) => ({ at, ...sizes })))
    }
    yield
  }
}

function tellSegment(
  { trend }: PastTap,
  { name, family, from, sizes }: SegmentSizes,
  sum: Map<EpochMs, { groups: number; hosts: number; memberships: number }>,
): void {
  for (let i = 0; i < sizes.length; i += SIZES_OF_MINUTE) {
    const [groups = UNKNOWN_SIZE, hosts = 0, memberships = 0] = sizes.subarray(i, i + SIZES_OF_MINUTE)
    if (groups === UNKNOWN_SIZE) continue
    const at = from + (i / SIZES_OF_MINUTE) * MINUTE
    trend.segments.restore({ name, family }, { at, groups, hosts, memberships })
    const known = sum.get(at) ?? { groups: 0, hosts: 0, memberships: 0 }
    known.groups += groups
    known.hosts += hosts
    known.memberships += memberships
    sum.set(at, known)
  }
}
