import type { Address, Family } from '../../../shared/address.ts'
import type { EndReason, EventName, ExportStep } from '../../../shared/export.ts'
import type { Evidence, FindingCode, FindingState, FindingValues, Severity } from '../../../shared/finding.ts'
import type { FilterMode, IgmpVersion, QueryScope } from '../../../shared/igmp.ts'
import type { MemberState } from '../../../shared/membership.ts'
import type { GmiFormula } from '../../../shared/segment.ts'
import type { DurationMs, EpochMs } from '../../../shared/time.ts'

/** Where: of every row. */
export interface RowPlace {
  /** The name of the tap. */
  source: string
  /** Of a gap: the name of the tap, all of whose segments it concerns. */
  segment: string
  /** null of a gap */
  family: Family | null
  /** The VLAN stack, outermost first, as text: `100.10`; empty when untagged. */
  vlan: string
}

/** What its segment, its group and its host are called today; null: nothing. */
export interface RowNames {
  segmentName: string | null
  groupName: string | null
  hostName: string | null
}

/** Numbers of the file: what is made of a group or a host is made once for all of its rows. */
export interface RowIds {
  groupId: number | null
  hostId: number | null
  /** What the row says besides of its kind, version and mode; null: more than a number can tell. */
  formId: number | null
}

/** One interval of a membership. */
export interface MembershipRow extends RowPlace, RowNames, RowIds {
  group: string
  host: string
  mac: string | null
  vendor: string | null
  firstJoinAt: EpochMs
  /**
   * null: it lasts, and no running monitor was asked, or it ended without one that knew (known-end.ts). The same of
   * `reports`: refreshes are not kept.
   */
  lastReportAt: EpochMs | null
  /** null while it lasts */
  endedAt: EpochMs | null
  endReason: EndReason
  /** Up to the last moment of its source's clock while it lasts. */
  duration: DurationMs
  reports: number | null
  /** As the protocol of the family numbers them. */
  versions: readonly IgmpVersion[]
  mode: FilterMode
  sources: readonly string[]
  confidence: MemberState
}

/** One event. What it has not is null. */
export interface EventRow extends RowPlace, RowNames, RowIds {
  at: EpochMs
  /** In the order of time; the same for ever. */
  sequence: number
  event: EventName
  group: string | null
  /** The host, or the querier. */
  host: string | null
  mac: string | null
  vendor: string | null
  version: IgmpVersion | null
  mode: FilterMode | null
  sources: readonly string[]
  reason: string | null
}

/** Something that was wrong, or is. */
export interface PastFinding extends RowPlace, RowNames {
  /** It is about the tap itself; `segment` is the tap's name then. */
  ofTap: boolean
  code: FindingCode
  /** As it was last. */
  severity: Severity
  group: string | null
  host: string | null
  mac: string | null
  openedAt: EpochMs
  lastAt: EpochMs
  /** null while it is open */
  closedAt: EpochMs | null
  /** It was open when nobody watched any more: whether it went on is not known. */
  stopped: boolean
  count: number
  /** A code of the catalogue. */
  sentence: string
  values: FindingValues
  evidence: readonly Evidence[]
}

/** One minute of one source, all segments together. */
export interface MinuteRow {
  at: EpochMs
  source: string
  groups: number
  hosts: number
  memberships: number
  joins: number
  leaves: number
  expiries: number
  queries: number
  problems: number
}

/** A query that was seen. */
export interface PastQuery extends RowPlace {
  at: EpochMs
  ip: Address
  mac: number | null
  /** As IGMP counts it, for MLD too. */
  version: IgmpVersion
  scope: QueryScope
  robustness: number | null
  maxResponseMs: DurationMs
  queryIntervalMs: DurationMs | null
  /** null in a general query */
  group: Address | null
}

/** A time of which nothing is known of a source. */
export interface PastGap {
  source: string
  from: EpochMs
  /** null while it lasts */
  to: EpochMs | null
}

/** Which findings to read: those that were open at some moment of `from` <= time < `to`. */
export interface FindingsQuery {
  from?: EpochMs
  to?: EpochMs
  code?: FindingCode
  severity?: Severity
  segment?: string
  /** As it is now; absent: all. */
  state?: FindingState
  /** The filter grammar; it must be one that can be read. */
  filter?: string
  offset: number
  limit: number
}

/** What to read. `from` <= time < `to`; absent: from the beginning, up to now. */
export interface HistoryQuery {
  from?: EpochMs
  to?: EpochMs
  /** The filter grammar; it must be one that can be read. */
  filter?: string
  /** The moment of a snapshot; absent: as far as all is known. */
  at?: EpochMs
  /** How long a membership lasts without a report, for a snapshot. */
  formula?: GmiFormula
  /** Of counts; absent: minutes. */
  step?: ExportStep
  /** Where the history shall end (pin.ts); absent: where it does. */
  pin?: string
}

/** The sizes of a segment at the end of a step, and what happened in it. null: it is not kept that finely any more. */
export interface CountRow extends RowPlace {
  segmentName: string | null
  at: EpochMs
  groups: number
  hosts: number
  memberships: number
  joins: number | null
  leaves: number | null
  expiries: number | null
  queries: number | null
  /** Of IGMP. */
  reportsV1: number | null
  reportsV2: number | null
  reportsV3: number | null
  problems: number | null
  reportsMldV1: number | null
  reportsMldV2: number | null
}

/** Who asked on a segment: an address, and where several have it each of their cards. */
export interface QuerierRow extends RowPlace, Pick<RowNames, 'segmentName' | 'hostName'> {
  host: string
  mac: string | null
  vendor: string | null
  /** As the protocol of the family numbers it. */
  version: IgmpVersion
  /** `elected`: it was the querier when it asked last. `unnumbered`: it asks from 0.0.0.0, and never is (RFC 4541 s2.1.1). */
  role: 'elected' | 'candidate' | 'unnumbered'
  /** Of its last query: what it said, or null (IGMPv1 and v2 do not). */
  robustness: number | null
  /** What it said, or else the interval that its gaps tell; null: neither. */
  queryInterval: DurationMs | null
  maxResponse: DurationMs
  firstAt: EpochMs
  lastAt: EpochMs
  /** General ones. */
  queries: number
  gapMedian: DurationMs | null
  gap95: DurationMs | null
  gapMax: DurationMs | null
  missed: number
}

/** A group as of a moment. */
export interface SnapshotRow extends RowPlace, Pick<RowNames, 'segmentName' | 'groupName'> {
  asOf: EpochMs
  group: string
  confirmed: number
  presumed: number
  mode: FilterMode
  sources: readonly string[]
  /** Of its oldest host (RFC 3376 s7.3.2), as the protocol of the family numbers it. */
  version: IgmpVersion
  since: EpochMs
  /** null: of a moment that is over the history cannot tell. */
  lastReportAt: EpochMs | null
  expiresAt: EpochMs | null
  /** The address of the elected querier. */
  querier: string | null
}

/** The members of a group at the end of a step, the least and the most in it, and what happened. null: it is not known. */
export interface GroupCountRow extends RowPlace, Pick<RowNames, 'segmentName' | 'groupName'> {
  at: EpochMs
  group: string
  groupId: number | null
  members: number | null
  least: number | null
  most: number | null
  joined: number
  left: number
  expired: number
}
