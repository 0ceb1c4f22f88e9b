import type { Address, Family } from '../../shared/address.ts'
import type { EndReason, EventName } from '../../shared/export.ts'
import type { Evidence, FindingCode, FindingState, FindingValues, Severity } from '../../shared/finding.ts'
import type { FilterMode, IgmpVersion, QueryScope } from '../../shared/igmp.ts'
import type { MemberState } from '../../shared/membership.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'

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

/** One interval of a membership. */
export interface MembershipRow extends RowPlace, RowNames {
  group: string
  host: string
  mac: string | null
  vendor: string | null
  firstJoinAt: EpochMs
  /** null: it lasts, and no running monitor was asked. The same of `reports`: refreshes are not kept. */
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
export interface EventRow extends RowPlace, RowNames {
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
}
