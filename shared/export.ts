import type { EventKind } from './event.ts'
import type { FindingEventLine } from './finding.ts'

/* The files of `GET /api/v1/export/...`: what may be asked for, and their columns. Times are ISO 8601. */

export const EXPORTS = ['memberships', 'events', 'findings'] as const
export type ExportName = (typeof EXPORTS)[number]

/** Query parameters of `GET /api/v1/export/NAME.csv`. */
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
}
export type CsvDelimiter = ',' | ';'

/** `GET /api/v1/export/NAME/count`: rows that the same request as a file would have. */
export interface ExportCount {
  rows: number
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
  'note',
] as const
export type FindingsColumn = (typeof FINDINGS_COLUMNS)[number]

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
