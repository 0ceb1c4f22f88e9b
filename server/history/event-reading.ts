import type { EventName } from '../../shared/export.ts'
import { SEVERITIES, type FindingEventLine } from '../../shared/finding.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import { eventFilter } from './filter.ts'
import { timeOf } from './key.ts'
import type { Names } from './names.ts'
import { idRange, ROWS_AT_A_TIME, type EventRecord, type Reading } from './reading.ts'
import type { EventRow, HistoryQuery } from './row.ts'
import type { Db } from './sqlite.ts'
import { readWhat, slipOf, type What } from './what.ts'

/** Events in the order of time. */
export function* readEvents(db: Db, names: Names, query: HistoryQuery): Reading<EventRow> {
  const { matches, error } = eventFilter(query.filter ?? '')
  if (!matches) throw new Error(error.message)
  const { from = Number.NEGATIVE_INFINITY, to = Infinity } = query
  const range = idRange(db, query)
  const next = db.prepare('SELECT * FROM event WHERE id > ? AND id < ? ORDER BY id LIMIT ?')
  const gap = db.prepare(
    'SELECT r.name AS source, g.until, g.why, g.lost FROM gap g JOIN source r ON r.id = g.source WHERE g.id = ?',
  )
  const found = db.prepare(FOUND)
  for (let after = range.after; ;) {
    const records = next.all(after, range.before, ROWS_AT_A_TIME) as EventRecord[]
    const last = records.at(-1)
    if (!last) return
    const rows: EventRow[] = []
    for (const record of records) {
      const what = readWhat(record.what)
      const at = timeOf(record.id, slipOf(record.what))
      if (what.kind === 'stopped' || at < from || at >= to) continue
      const row =
        what.kind === 'gap'
          ? gapRow(record.id, at, gap.get(record.id))
          : isFinding(what.kind)
            ? findingRow(record, what.kind, at, names, found.get(record.id))
            : eventRow(record, what, what.kind, at, names)
      if (matches(row)) rows.push(row)
    }
    yield { rows }
    after = last.id
  }
}

function eventRow(record: EventRecord, what: What, event: EventName, at: EpochMs, names: Names): EventRow {
  const { version, mode, reason } = what
  const host = record.host === null ? null : names.host(record.host)
  const group = record.grp === null ? null : names.group(record.grp)
  const place = (group ?? host)?.place
  return {
    at,
    sequence: record.id,
    event,
    source: place?.source ?? '',
    segment: place?.segment ?? '',
    family: place?.family ?? null,
    vlan: place?.vlan ?? '',
    segmentName: place?.called ?? null,
    group: group?.group ?? null,
    groupName: group?.called ?? null,
    host: host?.host ?? null,
    hostName: host?.called ?? null,
    mac: host?.mac ?? null,
    vendor: host?.vendor ?? null,
    version: host ? wireVersion(host.place.family, version) : null,
    mode: group ? mode : null,
    sources: names.list(record.sources),
    reason: reason === 'none' ? null : reason,
  }
}

const FOUND = `
  SELECT f.code, e.severity, f.segment, r.name AS source
  FROM finding_event e JOIN finding f ON f.id = e.finding JOIN source r ON r.id = f.source WHERE e.id = ?`

type FindingKind = FindingEventLine['event']
const isFinding = (kind: What['kind']): kind is FindingKind => kind.startsWith('finding-')

/** `reason` has its code and how bad it was. */
function findingRow(record: EventRecord, event: FindingKind, at: EpochMs, names: Names, found: unknown): EventRow {
  const finding = found as { code: string; severity: number; segment: number | null; source: string } | undefined
  const place = finding?.segment == null ? null : names.segment(finding.segment)
  const host = record.host === null ? null : names.host(record.host)
  const group = record.grp === null ? null : names.group(record.grp)
  return {
    at,
    sequence: record.id,
    event,
    source: finding?.source ?? '',
    segment: place?.segment ?? finding?.source ?? '',
    family: place?.family ?? null,
    vlan: place?.vlan ?? '',
    segmentName: place?.called ?? null,
    group: group?.group ?? null,
    groupName: group?.called ?? null,
    host: host?.host ?? null,
    hostName: host?.called ?? null,
    mac: host?.mac ?? null,
    vendor: host?.vendor ?? null,
    version: null,
    mode: null,
    sources: [],
    reason: finding ? `${finding.code} ${SEVERITIES[finding.severity] ?? ''}` : null,
  }
}

function gapRow(sequence: number, at: EpochMs, found: unknown): EventRow {
  const gap = found as { source: string; until: EpochMs | null; why: string; lost: number } | undefined
  const until = gap?.until == null ? '' : ` until ${new Date(gap.until).toISOString()}`
  const lost = gap && gap.lost > 0 ? `, ${gap.lost} changes lost` : ''
  return {
    at,
    sequence,
    event: 'gap',
    source: gap?.source ?? '',
    segment: gap?.source ?? '',
    family: null,
    vlan: '',
    segmentName: null,
    group: null,
    groupName: null,
    host: null,
    hostName: null,
    mac: null,
    vendor: null,
    version: null,
    mode: null,
    sources: [],
    reason: gap ? gap.why + until + lost : null,
  }
}
