import type { EventKind } from './event.ts'
import type { FindingEventLine } from './finding.ts'
import type { Truncated } from './truncated.ts'

/* The files of `GET /api/v1/export/...`: what may be asked for, and their columns. Times are ISO 8601. */

export const EXPORTS = [
  'memberships',
  'events',
  'snapshot',
  'counts',
  'group-counts',
  'queriers',
  'findings',
  'difference',
] as const
export type ExportName = (typeof EXPORTS)[number]

/** `NAME.csv`: RFC 4180. `NAME.jsonl`: a JSON object a line, the same names and values; numbers are numbers, absent is null. */
export const EXPORT_FORMATS = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Query parameters of `GET /api/v1/export/NAME.csv` and `.jsonl`. */
export interface ExportRequest {
  /** ISO 8601 or epoch milliseconds; absent: from the beginning. */
  from?: string
  /** Absent: up to now. */
  to?: string
  /** The filter grammar of filter.ts. */
  filter?: string
  delimiter?: CsvDelimiter
  /** Excel in Portuguese wants one. */
  bom?: boolean
  /** An IANA zone: each `*_utc` column is followed by its `*_local`. */
  zone?: string
  /** The moment of `snapshot`; absent: now. */
  at?: string
  /** Of `counts` and `group-counts`. */
  step?: ExportStep
  /** The file compressed with gzip, its name ending in `.gz`. */
  gzip?: boolean
  /**
   * Where the history ended when the rows were counted (`ExportCount.pin`): the same request with the same pin gives the
   * same rows in the same order, however much was written since.
   */
  pin?: string
  /** Rows of that order that are left out, and the header row with them: a download that broke goes on where it was. */
  skip?: number
}
export const EXPORT_STEPS = ['minute', 'hour'] as const
export type ExportStep = (typeof EXPORT_STEPS)[number]

/**
 * With a `pin` the answer has the number of its rows (without the header row, after `skip`) in this header; it has it as a
 * trailer always, so that a reader can verify what came.
 */
export const ROWS_HEADER = 'rollcall-rows'
export type CsvDelimiter = ',' | ';'

/** `GET /api/v1/export/NAME/count`: rows that the same request as a file would have. */
export interface ExportCount {
  rows: number
  /** To be given with the request for the file: it has exactly these rows then. */
  pin: string
  /** A flood goes on: what was recorded of it is not all that was reported. null: it is. */
  truncated: Truncated | null
}

export const MEMBERSHIPS_COLUMNS = [
  'segment',
  'vlan',
  'group',
  'group_name',
  'host',
  'host_name',
  'mac',
  'vendor',
  'first_join_utc',
  'last_report_utc',
  'ended_utc',
  'end_reason',
  'duration_s',
  'reports',
  'versions',
  'filter_mode',
  'sources',
  'confidence',
] as const
export type MembershipsColumn = (typeof MEMBERSHIPS_COLUMNS)[number]

/** Why a membership interval ended; `still-member` while it lasts. */
export const END_REASONS = [
  'left',
  'expired',
  'source-changed',
  'monitor-stopped',
  'gap',
  'evicted',
  'still-member',
] as const
export type EndReason = (typeof END_REASONS)[number]

export const EVENTS_COLUMNS = [
  'time_utc',
  'epoch_ms',
  'sequence',
  'event',
  'segment',
  'vlan',
  'group',
  'group_name',
  'host',
  'host_name',
  'mac',
  'version',
  'filter_mode',
  'sources',
  'reason',
] as const
export type EventsColumn = (typeof EVENTS_COLUMNS)[number]

export const FINDINGS_COLUMNS = [
  'opened_utc',
  'last_utc',
  'closed_utc',
  'duration_s',
  'code',
  'severity',
  'segment',
  'vlan',
  'group',
  'host',
  'mac',
  'count',
  'sentence',
  'acknowledged_utc',
  'acknowledged_by',
  'note',
] as const
export type FindingsColumn = (typeof FINDINGS_COLUMNS)[number]

/** The groups as of a moment. `expires_utc` and `last_report_utc` are empty where the history cannot tell (past.ts). */
export const SNAPSHOT_COLUMNS = [
  'as_of_utc',
  'segment',
  'vlan',
  'group',
  'group_name',
  'confirmed',
  'presumed',
  'filter_mode',
  'sources',
  'version',
  'since_utc',
  'last_report_utc',
  'expires_utc',
  'querier',
] as const

/** A segment a row and step. Sizes are those at the end of the step. */
export const COUNTS_COLUMNS = [
  'time_utc',
  'epoch_ms',
  'segment',
  'groups',
  'hosts',
  'memberships',
  'joins',
  'leaves',
  'expiries',
  'queries',
  'reports_v1',
  'reports_v2',
  'reports_v3',
  'problems',
  'reports_mld_v1',
  'reports_mld_v2',
] as const

/** A group a row and step; steps in which a group had no member and no change have no row. */
export const GROUP_COUNTS_COLUMNS = [
  'time_utc',
  'epoch_ms',
  'segment',
  'vlan',
  'group',
  'group_name',
  'members',
  'members_min',
  'members_max',
  'joins',
  'leaves',
  'expiries',
] as const

/** Who asked in the range, an address and segment a row. */
export const QUERIERS_COLUMNS = [
  'segment',
  'vlan',
  'ip',
  'mac',
  'vendor',
  'version',
  'role',
  'robustness',
  'query_interval_s',
  'max_response_s',
  'first_seen_utc',
  'last_seen_utc',
  'queries',
  'gap_median_s',
  'gap_p95_s',
  'gap_max_s',
  'missed',
] as const

/** `from` against `to` (past.ts). */
export const DIFFERENCE_COLUMNS = [
  'change',
  'time_utc',
  'segment',
  'vlan',
  'group',
  'group_name',
  'host',
  'host_name',
  'mac',
  'before',
  'after',
] as const

export const EXPORT_COLUMNS = {
  memberships: MEMBERSHIPS_COLUMNS,
  events: EVENTS_COLUMNS,
  snapshot: SNAPSHOT_COLUMNS,
  counts: COUNTS_COLUMNS,
  'group-counts': GROUP_COUNTS_COLUMNS,
  queriers: QUERIERS_COLUMNS,
  findings: FINDINGS_COLUMNS,
  difference: DIFFERENCE_COLUMNS,
} as const satisfies Record<ExportName, readonly string[]>

/** What `event` of events.csv can be. */
export const EVENT_NAMES = [
  'joined',
  'changed',
  'left',
  'expired',
  'group-started',
  'group-ended',
  'querier-elected',
  'querier-lost',
  'finding-opened',
  'finding-changed',
  'finding-closed',
  'gap',
] as const satisfies readonly (EventKind | FindingEventLine['event'] | 'gap')[]
export type EventName = (typeof EVENT_NAMES)[number]

/** The header row of an export: with a zone, the local time of each instant stands beside it. */
export const exportColumns = (columns: readonly string[], zone: string | null): readonly string[] =>
  zone === null
    ? columns
    : columns.flatMap((name) => (name.endsWith('_utc') ? [name, name.replace(/_utc$/, '_local')] : [name]))
