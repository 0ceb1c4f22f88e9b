import { wireVersion } from '../../shared/igmp.ts'
import { SECOND, type EpochMs } from '../../shared/time.ts'
import { membershipFilter } from './filter.ts'
import { IDS_PER_MS, slotOf, timeOf } from './key.ts'
import type { Names } from './names.ts'
import type { Ended } from './open-intervals.ts'
import type { MemberKey } from './protocol.ts'
import { idRange, ROWS_AT_A_TIME, type EventRecord, type Reading } from './reading.ts'
import type { HistoryQuery, MembershipRow } from './row.ts'
import type { Db } from './sqlite.ts'
import { readWhat, slipOf, versionList } from './what.ts'

/** Lasting memberships that the monitor is asked about at a time: its thread looks them up. */
const ASKED_AT_A_TIME = 500
/** The clocks of live sources are not further apart than this. */
const CLOCKS_APART = 60 * SECOND

/**
 * Intervals that touch the range, in the order of their end; those that last come last. What lasts is set aside first,
 * in one short transaction, so that what ends meanwhile is neither missed nor told twice.
 */
export function* readMemberships(db: Db, names: Names, query: HistoryQuery, aside: string): Reading<MembershipRow> {
  const { matches, error } = membershipFilter(query.filter ?? '')
  if (!matches) throw new Error(error.message)
  const { from = Number.NEGATIVE_INFINITY, to = Infinity } = query
  db.exec('BEGIN')
  db.exec(`CREATE TEMP TABLE ${aside} (
    id INTEGER PRIMARY KEY, what INTEGER, grp INTEGER, host INTEGER, sources INTEGER, reports INTEGER)`)
  db.exec(`INSERT INTO ${aside} SELECT * FROM open`)
  const range = idRange(db, { ...(query.from === undefined ? {} : { from: query.from }) })
  db.exec('COMMIT')
  try {
    const lasting = db.prepare(`SELECT 1 FROM ${aside} WHERE id >= ? AND id < ? AND grp = ? AND host = ?`).pluck()
    const next = db.prepare('SELECT * FROM event WHERE id > ? AND id < ? AND lasted IS NOT NULL ORDER BY id LIMIT ?')
    const late = range.before - CLOCKS_APART * IDS_PER_MS
    for (let after = range.after; ;) {
      const records = next.all(after, range.before, ROWS_AT_A_TIME) as EventRecord[]
      const last = records.at(-1)
      if (!last) break
      const rows: MembershipRow[] = []
      for (const record of records) {
        const row = endedRow(record, names)
        if (row === null || (row.endedAt ?? 0) < from || row.firstJoinAt >= to || !matches(row)) continue
        // It lasted when this reading began, and its source's clock is behind: it is told as lasting.
        const slot = slotOf(row.firstJoinAt)
        if (record.id > late && lasting.get(slot, slot + IDS_PER_MS, record.grp, record.host) !== undefined) continue
        rows.push(row)
      }
      yield { rows }
      after = last.id
    }
    yield* readLasting(db, names, aside, to, matches)
  } finally {
    db.exec(`DROP TABLE ${aside}`)
  }
}

type OpenRecord = { id: number; what: number; grp: number; host: number; sources: number | null; reports: number }

function* readLasting(
  db: Db,
  names: Names,
  aside: string,
  to: EpochMs,
  matches: (row: MembershipRow) => boolean,
): Reading<MembershipRow> {
  const clocks = db.prepare('SELECT name, last_at FROM source').raw().all() as [string, EpochMs | null][]
  const clockOf = new Map(clocks)
  const next = db.prepare(`SELECT * FROM ${aside} WHERE id > ? AND id < ? ORDER BY id LIMIT ?`)
  const before = to === Infinity ? Number.MAX_SAFE_INTEGER : slotOf(to)
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const records = next.all(after, before, ASKED_AT_A_TIME) as OpenRecord[]
    const last = records.at(-1)
    if (!last) return
    const keys = records.map((record): MemberKey => {
      const host = names.host(record.host)
      const { address } = names.group(record.grp)
      const { source, segment } = host.place
      return { source, segment, group: address, ip: host.ip, mac: host.macNumber }
    })
    const answers = (yield { ask: keys }) ?? []
    const rows: MembershipRow[] = []
    records.forEach((record, i) => {
      const row = openRow(record, names, clockOf, answers[i] ?? null)
      if (matches(row)) rows.push(row)
    })
    yield { rows }
    after = last.id
  }
}

function endedRow(record: EventRecord, names: Names): MembershipRow | null {
  const { grp, host, lasted, silent, reports } = record
  if (grp === null || host === null || lasted === null) return null
  const what = readWhat(record.what)
  const endedAt = timeOf(record.id, slipOf(record.what))
  const changed = what.kind === 'changed'
  const { mac, vendor, host: address, called: hostName } = names.host(host)
  const { place, group, called: groupName } = names.group(grp)
  return {
    source: place.source,
    segment: place.segment,
    family: place.family,
    vlan: place.vlan,
    segmentName: place.called,
    group,
    groupName,
    host: address,
    hostName,
    mac,
    vendor,
    firstJoinAt: endedAt - lasted,
    lastReportAt: endedAt - (silent ?? 0),
    endedAt,
    endReason: endReason(what),
    duration: lasted,
    reports: reports ?? 0,
    versions: versionList(place.family, what.versions),
    mode: what.wasMode,
    sources: names.list(changed ? record.was : record.sources),
    confidence: what.wasState,
  }
}

function endReason({ kind, reason }: ReturnType<typeof readWhat>): MembershipRow['endReason'] {
  if (kind === 'left' || kind === 'expired') return kind
  if (kind === 'changed') return 'source-changed'
  return reason === 'gap' || reason === 'evicted' ? reason : 'monitor-stopped'
}

function openRow(
  record: OpenRecord,
  names: Names,
  clockOf: ReadonlyMap<string, EpochMs | null>,
  live: Ended | null,
): MembershipRow {
  const { version, mode } = readWhat(record.what)
  const began = timeOf(record.id, slipOf(record.what))
  const { mac, vendor, host, called: hostName } = names.host(record.host)
  const { place, group, called: groupName } = names.group(record.grp)
  return {
    source: place.source,
    segment: place.segment,
    family: place.family,
    vlan: place.vlan,
    segmentName: place.called,
    group,
    groupName,
    host,
    hostName,
    mac,
    vendor,
    firstJoinAt: began,
    lastReportAt: live ? Math.floor(Math.max(live.lastReportAt, began)) : null,
    endedAt: null,
    endReason: 'still-member',
    duration: Math.max((clockOf.get(place.source) ?? began) - began, 0),
    reports: live ? Math.max(live.reports - record.reports, 0) : null,
    versions: live ? versionList(place.family, live.versions) : [wireVersion(place.family, version)],
    mode,
    sources: names.list(record.sources),
    confidence: live?.state ?? 'confirmed',
  }
}
