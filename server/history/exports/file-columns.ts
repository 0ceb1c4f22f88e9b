import {
  COUNTS_COLUMNS,
  EVENTS_COLUMNS,
  FINDINGS_COLUMNS,
  GROUP_COUNTS_COLUMNS,
  MEMBERSHIPS_COLUMNS,
  QUERIERS_COLUMNS,
  SNAPSHOT_COLUMNS,
  DIFFERENCE_COLUMNS,
} from '../../../shared/export.ts'
import type { Acknowledgement } from '../../../shared/finding.ts'
import type { DifferenceRow } from '../../../shared/past.ts'
import { duration, list, number, text, time, word, type FileColumns } from './column.ts'
import { rowKeyOf, sentenceOf } from '../reading/finding-text.ts'
import type {
  CountRow,
  EventRow,
  GroupCountRow,
  MembershipRow,
  PastFinding,
  QuerierRow,
  RowIds,
  RowPlace,
  SnapshotRow,
} from '../file/row.ts'

/* The columns of each file, for all formats. Names are those of today: the history keeps addresses. */

/** A VLAN stack; empty when untagged. */
const PLACE = { segment: text((row: RowPlace) => row.segment), vlan: word((row: RowPlace) => row.vlan) }
const GROUP = {
  group: word((row: { group: string | null }) => row.group),
  group_name: text((row: { groupName: string | null }) => row.groupName),
}
const HOST = {
  host: word((row: { host: string | null }) => row.host),
  host_name: text((row: { hostName: string | null }) => row.hostName),
  mac: word((row: { mac: string | null }) => row.mac),
}
const OF_GROUP = ['segment', 'vlan', 'group', 'group_name'] as const
const OF_HOST = ['host', 'host_name', 'mac'] as const
const byGroup = (row: Pick<RowIds, 'groupId'>): number | null => row.groupId
const byHost = (row: Pick<RowIds, 'hostId'>): number | null => row.hostId

const byForm = (row: Pick<RowIds, 'formId'>): number | null => row.formId

export const MEMBERSHIPS: FileColumns<(typeof MEMBERSHIPS_COLUMNS)[number], MembershipRow> = {
  names: MEMBERSHIPS_COLUMNS,
  columns: {
    ...PLACE,
    ...GROUP,
    ...HOST,
    vendor: text((row) => row.vendor),
    first_join_utc: time((row) => row.firstJoinAt),
    last_report_utc: time((row) => row.lastReportAt),
    ended_utc: time((row) => row.endedAt),
    end_reason: word((row) => row.endReason),
    duration_s: duration((row) => row.duration),
    reports: number((row) => row.reports),
    versions: list((row) => row.versions),
    filter_mode: word((row) => row.mode),
    sources: list((row) => row.sources),
    confidence: word((row) => row.confidence),
  },
  shared: [
    { columns: OF_GROUP, by: byGroup },
    { columns: [...OF_HOST, 'vendor'], by: byHost },
    { columns: ['versions', 'filter_mode', 'sources', 'confidence'], by: byForm },
  ],
}

export const EVENTS: FileColumns<(typeof EVENTS_COLUMNS)[number], EventRow> = {
  names: EVENTS_COLUMNS,
  columns: {
    time_utc: time((row) => row.at),
    epoch_ms: number((row) => row.at),
    sequence: number((row) => row.sequence),
    event: word((row) => row.event),
    ...PLACE,
    ...GROUP,
    ...HOST,
    version: number((row) => row.version),
    filter_mode: word((row) => row.mode),
    sources: list((row) => row.sources),
    reason: text((row) => row.reason),
  },
  shared: [
    { columns: OF_GROUP, by: byGroup },
    { columns: OF_HOST, by: byHost },
    { columns: ['version', 'filter_mode', 'sources', 'reason'], by: byForm },
  ],
}

export const SNAPSHOT: FileColumns<(typeof SNAPSHOT_COLUMNS)[number], SnapshotRow> = {
  names: SNAPSHOT_COLUMNS,
  columns: {
    as_of_utc: time((row) => row.asOf),
    ...PLACE,
    ...GROUP,
    confirmed: number((row) => row.confirmed),
    presumed: number((row) => row.presumed),
    filter_mode: word((row) => row.mode),
    sources: list((row) => row.sources),
    version: number((row) => row.version),
    since_utc: time((row) => row.since),
    last_report_utc: time((row) => row.lastReportAt),
    expires_utc: time((row) => row.expiresAt),
    querier: word((row) => row.querier),
  },
  shared: [],
}

export const COUNTS: FileColumns<(typeof COUNTS_COLUMNS)[number], CountRow> = {
  names: COUNTS_COLUMNS,
  columns: {
    time_utc: time((row) => row.at),
    epoch_ms: number((row) => row.at),
    segment: PLACE.segment,
    groups: number((row) => row.groups),
    hosts: number((row) => row.hosts),
    memberships: number((row) => row.memberships),
    joins: number((row) => row.joins),
    leaves: number((row) => row.leaves),
    expiries: number((row) => row.expiries),
    queries: number((row) => row.queries),
    reports_v1: number((row) => row.reportsV1),
    reports_v2: number((row) => row.reportsV2),
    reports_v3: number((row) => row.reportsV3),
    problems: number((row) => row.problems),
    reports_mld_v1: number((row) => row.reportsMldV1),
    reports_mld_v2: number((row) => row.reportsMldV2),
  },
  shared: [],
}

export const GROUP_COUNTS: FileColumns<(typeof GROUP_COUNTS_COLUMNS)[number], GroupCountRow> = {
  names: GROUP_COUNTS_COLUMNS,
  columns: {
    time_utc: time((row) => row.at),
    epoch_ms: number((row) => row.at),
    ...PLACE,
    ...GROUP,
    members: number((row) => row.members),
    members_min: number((row) => row.least),
    members_max: number((row) => row.most),
    joins: number((row) => row.joined),
    leaves: number((row) => row.left),
    expiries: number((row) => row.expired),
  },
  shared: [{ columns: OF_GROUP, by: byGroup }],
}

export const QUERIERS: FileColumns<(typeof QUERIERS_COLUMNS)[number], QuerierRow> = {
  names: QUERIERS_COLUMNS,
  columns: {
    ...PLACE,
    ip: HOST.host,
    mac: HOST.mac,
    vendor: text((row) => row.vendor),
    version: number((row) => row.version),
    role: word((row) => row.role),
    robustness: number((row) => row.robustness),
    query_interval_s: duration((row) => row.queryInterval),
    max_response_s: duration((row) => row.maxResponse),
    first_seen_utc: time((row) => row.firstAt),
    last_seen_utc: time((row) => row.lastAt),
    queries: number((row) => row.queries),
    gap_median_s: duration((row) => row.gapMedian),
    gap_p95_s: duration((row) => row.gap95),
    gap_max_s: duration((row) => row.gapMax),
    missed: number((row) => row.missed),
  },
  shared: [],
}

/** `notes`: what people said, by the key of a finding. */
export const findingColumns = (
  notes: Readonly<Record<string, Acknowledgement>> = {},
): FileColumns<(typeof FINDINGS_COLUMNS)[number], PastFinding> => ({
  names: FINDINGS_COLUMNS,
  columns: {
    opened_utc: time((row) => row.openedAt),
    last_utc: time((row) => row.lastAt),
    closed_utc: time((row) => row.closedAt),
    duration_s: duration((row) => (row.closedAt ?? row.lastAt) - row.openedAt),
    code: word((row) => row.code),
    severity: word((row) => row.severity),
    ...PLACE,
    group: GROUP.group,
    host: HOST.host,
    mac: HOST.mac,
    count: number((row) => row.count),
    sentence: text(sentenceOf),
    acknowledged_utc: time((row) => notes[rowKeyOf(row)]?.at ?? null),
    acknowledged_by: text((row) => notes[rowKeyOf(row)]?.by ?? null),
    note: text((row) => notes[rowKeyOf(row)]?.note ?? null),
  },
  shared: [],
})

export const DIFFERENCE: FileColumns<(typeof DIFFERENCE_COLUMNS)[number], DifferenceRow> = {
  names: DIFFERENCE_COLUMNS,
  columns: {
    change: word((row) => row.change),
    time_utc: time((row) => row.at),
    segment: text((row) => row.segment),
    vlan: word((row) => row.vlans.join('.')),
    group: GROUP.group,
    group_name: text((row) => row.groupName?.text ?? null),
    host: word((row) => row.host?.ip ?? null),
    host_name: text((row) => row.hostName?.text ?? null),
    mac: word((row) => row.host?.mac ?? null),
    before: text((row) => row.before),
    after: text((row) => row.after),
  },
  shared: [],
}
