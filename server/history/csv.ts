import { stringify } from 'csv-stringify/sync'
import {
  EVENTS_COLUMNS,
  exportColumns,
  FINDINGS_COLUMNS,
  MEMBERSHIPS_COLUMNS,
  type EventsColumn,
  type ExportName,
  type FindingsColumn,
  type MembershipsColumn,
} from '../../shared/export.ts'
import { SECOND, type EpochMs } from '../../shared/time.ts'
import { rowKeyOf, sentenceOf } from './finding-text.ts'
import type { CsvOptions } from './protocol.ts'
import type { EventRow, MembershipRow, PastFinding } from './row.ts'
import { localTime, utc } from './zone.ts'

/* The only file that knows csv-stringify: RFC 4180, lines end in CR LF, cells that a spreadsheet would run are guarded. */

/** A time stands as a number until it is written in UTC and, when asked for, in a zone. */
type Cell = string | number | null
type Columns<Column extends string, Row> = Record<Column, (row: Row) => Cell>

/** Names are those of today: the history keeps addresses. */
const WHO = {
  segment: (row: MembershipRow | EventRow) => row.segment,
  vlan: (row: MembershipRow | EventRow) => row.vlan,
  group: (row: MembershipRow | EventRow) => row.group,
  group_name: (row: MembershipRow | EventRow) => row.groupName,
  host: (row: MembershipRow | EventRow) => row.host,
  host_name: (row: MembershipRow | EventRow) => row.hostName,
  mac: (row: MembershipRow | EventRow) => row.mac,
}

const MEMBERSHIPS: Columns<MembershipsColumn, MembershipRow> = {
  ...WHO,
  vendor: (row) => row.vendor,
  first_join_utc: (row) => row.firstJoinAt,
  last_report_utc: (row) => row.lastReportAt,
  ended_utc: (row) => row.endedAt,
  end_reason: (row) => row.endReason,
  duration_s: (row) => row.duration / SECOND,
  reports: (row) => row.reports,
  versions: (row) => row.versions.join(' '),
  filter_mode: (row) => row.mode,
  sources: (row) => row.sources.join(' '),
  confidence: (row) => row.confidence,
}

const EVENTS: Columns<EventsColumn, EventRow> = {
  time_utc: (row) => row.at,
  epoch_ms: (row) => row.at,
  sequence: (row) => row.sequence,
  event: (row) => row.event,
  ...WHO,
  version: (row) => row.version,
  filter_mode: (row) => row.mode,
  sources: (row) => row.sources.join(' '),
  reason: (row) => row.reason,
}

/** `notes`: what people said, by the key of a finding. */
const findingColumns = (notes: CsvOptions['notes'] = {}): Columns<FindingsColumn, PastFinding> => ({
  opened_utc: (row) => row.openedAt,
  last_utc: (row) => row.lastAt,
  closed_utc: (row) => row.closedAt,
  duration_s: (row) => ((row.closedAt ?? row.lastAt) - row.openedAt) / SECOND,
  code: (row) => row.code,
  severity: (row) => row.severity,
  segment: (row) => row.segment,
  vlan: (row) => row.vlan,
  group: (row) => row.group,
  host: (row) => row.host,
  mac: (row) => row.mac,
  count: (row) => row.count,
  sentence: sentenceOf,
  acknowledged_utc: (row) => notes[rowKeyOf(row)]?.at ?? null,
  note: (row) => notes[rowKeyOf(row)]?.note ?? null,
})

/** The text of a CSV file, piece by piece. */
export interface CsvText<Row> {
  /** The byte order mark when it is asked for, and the header row. */
  head(): string
  rows(rows: readonly Row[]): string
}

export const membershipsCsv = (options: CsvOptions): CsvText<MembershipRow> =>
  csvText(MEMBERSHIPS_COLUMNS, MEMBERSHIPS, options)
export const eventsCsv = (options: CsvOptions): CsvText<EventRow> => csvText(EVENTS_COLUMNS, EVENTS, options)

export const findingsCsv = (options: CsvOptions): CsvText<PastFinding> =>
  csvText(FINDINGS_COLUMNS, findingColumns(options.notes), options)

const COLUMNS = {
  memberships: MEMBERSHIPS_COLUMNS,
  events: EVENTS_COLUMNS,
  findings: FINDINGS_COLUMNS,
} as const satisfies Record<ExportName, readonly string[]>

/** The columns of a file, the local ones too. */
export const columnsOf = (name: ExportName, zone: string | null): readonly string[] =>
  exportColumns(COLUMNS[name], zone)

function csvText<Column extends string, Row>(
  names: readonly Column[],
  columns: Columns<Column, Row>,
  { delimiter = ',', bom = false, zone }: CsvOptions,
): CsvText<Row> {
  const local = zone === undefined ? null : localTime(zone)
  const cell = cellText(delimiter)
  const cells = names.flatMap((name): ((row: Row) => string)[] => {
    const value = columns[name]
    if (!name.endsWith('_utc')) return [(row) => cell(value(row))]
    const inUtc = (row: Row): string => timeText(value(row), utc)
    return local ? [inUtc, (row): string => timeText(value(row), local)] : [inUtc]
  })
  const header =
    exportColumns(names, zone ?? null)
      .map(cell)
      .join(delimiter) + LINE_END
  return {
    head: () => (bom ? '\uFEFF' : '') + header,
    rows(rows) {
      let text = ''
      for (const row of rows) {
        let before = ''
        for (const write of cells) {
          text += before + write(row)
          before = delimiter
        }
        text += LINE_END
      }
      return text
    },
  }
}

const timeText = (at: Cell, format: (at: EpochMs) => string): string => (typeof at === 'number' ? format(at) : '')

/** What no rule of CSV and no spreadsheet minds: most of the cells there are. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9 .:/_-]*$/
const LINE_END = '\r\n'

/**
 * How a cell is written. Numbers are ours and stay as they are; text goes through csv-stringify, which quotes what needs
 * it and puts an apostrophe before what a spreadsheet would take for a formula.
 */
export function cellText(delimiter: string): (cell: Cell) => string {
  const options = {
    delimiter,
    record_delimiter: LINE_END,
    quote_record_delimiter: true,
    quoted_match: /[\r\n]/,
    escape_formulas: true,
    eof: false,
  }
  return (cell) => {
    if (cell === null || cell === '') return ''
    if (typeof cell === 'number') return String(cell)
    return PLAIN.test(cell) ? cell : stringify([[cell]], options)
  }
}
