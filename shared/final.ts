import type { Family } from './address.ts'
import type { HostId } from './event.ts'
import type { FilterMode, IgmpVersion } from './igmp.ts'
import type { MemberState } from './membership.ts'
import type { EpochMs } from './time.ts'

/** The last lines of `rollcall replay`: what was there when the capture ended. */
export interface FinalSegmentLine {
  final: 'segment'
  segment: string
  family: Family
  vlans: readonly number[]
  querier: (HostId & { version: IgmpVersion }) | null
  unnumbered: { mac: string | null } | null
}

export interface FinalGroupLine {
  final: 'group'
  segment: string
  family: Family
  vlans: readonly number[]
  group: string
  mode: FilterMode
  sources: readonly string[]
  blocked: readonly string[]
  members: readonly (HostId & {
    state: MemberState
    version: IgmpVersion
    mode: FilterMode
    sources: readonly string[]
    lastReportAt: EpochMs
  })[]
}
