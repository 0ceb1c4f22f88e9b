import { SEVERITIES, type Evidence, type FindingCode, type FindingValues } from '../../../shared/finding.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { findingFilter } from './filter.ts'
import { slotOf, timeOf } from '../file/key.ts'
import type { Names } from '../file/names.ts'
import type { Pin } from '../file/pin.ts'
import { ROWS_AT_A_TIME, type Reading } from '../file/reading.ts'
import type { FindingsQuery, HistoryQuery, PastFinding } from '../file/row.ts'
import type { Db } from '../file/sqlite.ts'
import { slipOf } from '../file/what.ts'

type FindingRecord = {
  id: number
  what: number
  source: string
  source_id: number
  segment: number | null
  grp: number | null
  host: number | null
  code: string
  severity: number
  last_at: EpochMs
  closed_at: EpochMs | null
  stopped: number
  count: number
  sentence: string
  vals: string
  evidence: string
}
const SELECT = 'SELECT f.*, r.id AS source_id, r.name AS source FROM finding f JOIN source r ON r.id = f.source'

/**
 * Findings that were open at some moment of the range, in the order in which they opened. What closed after the pin is told
 * as open; how often it was seen and when last may be newer.
 */
export function* readFindings(db: Db, names: Names, query: HistoryQuery, pin: Pin): Reading<PastFinding> {
  const { matches, error } = findingFilter(query.filter ?? '')
  if (!matches) throw new Error(error.message)
  const { from = Number.NEGATIVE_INFINITY, to = Infinity } = query
  const next = db.prepare(`${SELECT} WHERE f.id > ? ORDER BY f.id LIMIT ?`)
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const records = next.all(after, ROWS_AT_A_TIME) as FindingRecord[]
    const end = records.at(-1)
    if (!end) return
    const rows = records
      .filter(({ id, what, source_id: source }) => pin.has(source, timeOf(id, slipOf(what))))
      .map((record) => asOfPin(pastFinding(record, names), record.source_id, pin))
      .filter((row) => row.openedAt < to && (row.closedAt ?? Infinity) >= from && matches(row))
    yield { rows }
    after = end.id
  }
}

const asOfPin = (row: PastFinding, source: number, pin: Pin): PastFinding =>
  row.closedAt === null || pin.has(source, row.closedAt) ? row : { ...row, closedAt: null, stopped: false }

/** Some of them, the newest first, and how many there are. */
export function someFindings(
  db: Db,
  names: Names,
  { from, to, code, severity, segment, state = 'all', filter = '', offset, limit }: FindingsQuery,
): { rows: PastFinding[]; matching: number } {
  const where = `
    FROM finding f JOIN source r ON r.id = f.source LEFT JOIN segment s ON s.id = f.segment
    WHERE f.id < @before AND (f.closed_at IS NULL OR f.closed_at >= @from)
      AND (@code IS NULL OR f.code = @code) AND (@severity IS NULL OR f.severity = @severity)
      AND (@segment IS NULL OR s.name = @segment) AND (@state = 'all' OR (f.closed_at IS NULL) = (@state = 'open'))`
  const values = {
    before: to === undefined ? Number.MAX_SAFE_INTEGER : slotOf(to),
    from: from ?? Number.MIN_SAFE_INTEGER,
    code: code ?? null,
    severity: severity === undefined ? null : SEVERITIES.indexOf(severity),
    segment: segment ?? null,
    state,
  }
  if (filter.trim() !== '') {
    const { matches, error } = findingFilter(filter)
    if (!matches) throw new Error(error.message)
    const rows: PastFinding[] = []
    let matching = 0
    const all = db.prepare(`SELECT f.*, r.name AS source ${where} ORDER BY f.id DESC`).iterate(values)
    for (const record of all as IterableIterator<FindingRecord>) {
      const row = pastFinding(record, names)
      if (!matches(row)) continue
      if (matching >= offset && rows.length < limit) rows.push(row)
      matching += 1
    }
    return { rows, matching }
  }
  const records = db
    .prepare(`SELECT f.*, r.name AS source ${where} ORDER BY f.id DESC LIMIT @limit OFFSET @offset`)
    .all({ ...values, limit, offset }) as FindingRecord[]
  const matching = db.prepare(`SELECT count(*) ${where}`).pluck().get(values) as number
  return { rows: records.map((record) => pastFinding(record, names)), matching }
}

function pastFinding(record: FindingRecord, names: Names): PastFinding {
  const place = record.segment === null ? null : names.segment(record.segment)
  const host = record.host === null ? null : names.host(record.host)
  const group = record.grp === null ? null : names.group(record.grp)
  return {
    source: record.source,
    // As of a gap: the name of the tap.
    segment: place?.segment ?? record.source,
    family: place?.family ?? null,
    vlan: place?.vlan ?? '',
    segmentName: place?.called ?? null,
    groupName: group?.called ?? null,
    hostName: host?.called ?? null,
    ofTap: place === null,
    code: record.code as FindingCode,
    severity: SEVERITIES[record.severity] ?? 'information',
    group: group?.group ?? null,
    host: host?.host ?? null,
    mac: host?.mac ?? null,
    openedAt: timeOf(record.id, slipOf(record.what)),
    lastAt: record.last_at,
    closedAt: record.closed_at,
    stopped: record.stopped === 1,
    count: record.count,
    sentence: record.sentence,
    values: JSON.parse(record.vals) as FindingValues,
    evidence: JSON.parse(record.evidence) as Evidence[],
  }
}
