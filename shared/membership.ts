import type { Family } from './address.ts'
import type { HostId } from './event.ts'
import type { FilterMode, IgmpVersion } from './igmp.ts'
import type { Name } from './names.ts'
import type { SegmentState } from './segment.ts'
import type { EpochMs } from './time.ts'

/*
 * What a screen or a file shows. Times are in the clock of the row's source: for a live source that is the wall clock,
 * for a replayed file the file's own. `SourceRow.clock` tells where that clock stands.
 */

/** `confirmed`: reported within the group membership interval. `presumed`: silent, perhaps suppressed. */
export type MemberState = 'confirmed' | 'presumed'

export interface MemberRow {
  key: string
  segment: string
  family: Family
  group: string
  groupName: Name | null
  host: HostId
  hostName: Name | null
  state: MemberState
  version: IgmpVersion
  mode: FilterMode
  /** In EXCLUDE the excluded sources. */
  sources: readonly string[]
  since: EpochMs
  /** null: as of a moment that is over, which the history cannot tell (past.ts). So too below. */
  lastReportAt: EpochMs | null
  /** When it lapses if this host stays silent; for a presumed member, when its group ends. */
  expiresAt: EpochMs | null
  reports: number | null
  /**
   * The tap has been blind since then, or was, and has not heard it since: it may have left unseen. Known again when a query
   * cycle has passed (`SegmentRow.unknown`). null: it was heard since, or nothing was missed; so too as of a moment that is
   * over.
   */
  unknownSince: EpochMs | null
}

/** The version that others bring down to, who does so, and until when if it is not heard again; null: nobody does. */
export interface Compatibility {
  version: IgmpVersion
  forcedBy: HostId | null
  until: EpochMs | null
}

export interface GroupRow {
  key: string
  segment: string
  family: Family
  source: string
  vlans: readonly number[]
  group: string
  name: Name | null
  /** 224.0.0/24, which switches always flood. Left out of totals. */
  linkLocal: boolean
  mode: FilterMode
  /** Sources with a running timer. */
  sources: readonly string[]
  blocked: readonly string[]
  confirmed: number
  presumed: number
  /** Those of both that were not heard since the tap was blind (`MemberRow.unknownSince`). */
  unknown: number
  /** Group compatibility mode (RFC 3376 s7.3.2). */
  version: IgmpVersion
  /** The same, with the host whose older report it follows. */
  compatibility: Compatibility
  since: EpochMs
  /** null: as of a moment that is over, which the history cannot tell. */
  lastReportAt: EpochMs | null
  /** When the router-side state ends if nobody reports again. */
  expiresAt: EpochMs | null
  /** The elected querier of its segment. */
  querier: string | null
  state: SegmentState
  /** Hosts at the end of each of the last sixty minutes, the newest last, from the first that is known on; null: not known. */
  spark: readonly (number | null)[]
}

/** Another group of the segment with the same multicast MAC (RFC 1112 s6.4, RFC 2464 s7). */
export interface MacSharer {
  group: string
  name: Name | null
  members: number
}

/** What happened to a group in one minute; minutes in which nothing did are left out. */
export interface ChurnMinute {
  at: EpochMs
  joined: number
  left: number
  expired: number
}
export interface GroupChurn {
  from: EpochMs
  to: EpochMs
  /** Before it nothing is known here: the history has it. */
  knownFrom: EpochMs
  /** The oldest first. */
  minutes: readonly ChurnMinute[]
}

export interface HostRow {
  key: string
  segment: string
  family: Family
  source: string
  vlans: readonly number[]
  host: HostId
  name: Name | null
  vendor: string | null
  /** Groups confirmed and presumed; link-local ones apart. */
  confirmed: number
  presumed: number
  linkLocal: number
  version: IgmpVersion
  /** As of a moment that is over: the beginning of the oldest membership that it had then. */
  firstSeenAt: EpochMs
  /** null: as of a moment that is over, which the history cannot tell. */
  lastReportAt: EpochMs | null
  reports: number | null
  /** Changes of channel in the last hour; null: nothing is written down of it. */
  zapsPerHour: number | null
}

/** Of a time in which the tap saw nothing, while it counts. */
export interface Unknown {
  memberships: number
  /** When it began. */
  since: EpochMs
  /** When a query cycle will have passed, so that all is known again; null while the tap is blind. */
  knownAt: EpochMs | null
}

export interface Totals {
  groups: number
  /** Groups that live on until their timer ends, without a known member. */
  withoutMember: number
  linkLocalGroups: number
  hosts: number
  confirmed: number
  presumed: number
  /** Those of both that were not heard since their tap was blind. */
  unknown: number
  /** Segments with a querier, of `segments`. */
  queriers: number
  segments: number
}

/** One minute of the trend; null values where nothing was captured. */
export interface TrendPoint {
  at: EpochMs
  groups: number | null
  hosts: number | null
  memberships: number | null
}

export interface TopGroup {
  segment: string
  group: string
  name: Name | null
  confirmed: number
  presumed: number
  state: SegmentState
}

export interface RecentChange {
  segment: string
  group: string
  name: Name | null
  joined: number
  left: number
  expired: number
  started: boolean
  ended: boolean
}
