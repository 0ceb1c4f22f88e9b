import type { Address, Mac } from '../../shared/address.ts'
import type { GroupEndReason, MemberEventKind } from '../../shared/event.ts'
import type { FilterMode, IgmpVersion } from '../../shared/igmp.ts'
import type { MemberState } from '../../shared/membership.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'

export interface HostKey {
  /** 0.0.0.0 for a host that is known by its MAC alone. */
  readonly ip: Address
  readonly mac: Mac | null
}

/** What a membership was until the event, for the history. */
export interface MemberRecord {
  readonly since: EpochMs
  readonly lastReportAt: EpochMs
  readonly reports: number
  /** Bit n-1 is set when it reported in version n. */
  readonly versions: number
  readonly state: MemberState
  /** Mode and sources before the event (the same as the event's for `left` and `expired`). */
  readonly mode: FilterMode
  readonly sources: readonly Address[]
}

export interface MemberEvent {
  readonly event: MemberEventKind
  readonly at: EpochMs
  readonly segment: Segment
  readonly group: Address
  readonly host: HostKey
  readonly version: IgmpVersion
  readonly mode: FilterMode
  /** In EXCLUDE the excluded sources. */
  readonly sources: readonly Address[]
  /** null when time caused it */
  readonly frame: number | null
  /** null for `joined` */
  readonly before: MemberRecord | null
}

export interface GroupEvent {
  readonly event: 'group-started' | 'group-ended'
  readonly at: EpochMs
  readonly segment: Segment
  readonly group: Address
  readonly mode: FilterMode
  readonly sources: readonly Address[]
  readonly blocked: readonly Address[]
  /** null for `group-started` */
  readonly reason: GroupEndReason | null
}

export interface QuerierEvent {
  readonly event: 'querier-elected' | 'querier-lost'
  readonly at: EpochMs
  readonly segment: Segment
  readonly querier: HostKey
  readonly version: IgmpVersion
}

/** What a step of the table tells its sinks. The order is that of time. */
export type TableEvent = MemberEvent | GroupEvent | QuerierEvent
