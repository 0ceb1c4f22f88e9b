import type { Family } from './address.ts'
import type { FilterMode, IgmpVersion } from './igmp.ts'
import type { EpochMs } from './time.ts'

/** A host as text: an address with its MAC, or the MAC alone where the address is 0.0.0.0. */
export interface HostId {
  ip: string
  /** null where the capture has no link layer. */
  mac: string | null
}

/** `evicted`: it gave its place to another one in a flood; whether it goes on is not known. */
export type MemberEventKind = 'joined' | 'changed' | 'left' | 'expired' | 'evicted'
/**
 * `leave` when a specific query had lowered the timer that ran out, else `timeout` (RFC 3376 s6.2.2, s6.5); `evicted` when
 * its last member gave its place away.
 */
export type GroupEndReason = 'leave' | 'timeout' | 'evicted'

export interface MemberEventLine {
  event: MemberEventKind
  at: EpochMs
  segment: string
  family: Family
  vlans: readonly number[]
  group: string
  host: HostId
  version: IgmpVersion
  mode: FilterMode
  /** In EXCLUDE the excluded sources. For `left`, `expired` and `evicted`: what it had until then. */
  sources: readonly string[]
  /** The frame that caused it, counted from 1; null when time did. */
  frame: number | null
}

export interface GroupEventLine {
  event: 'group-started' | 'group-ended'
  at: EpochMs
  segment: string
  family: Family
  vlans: readonly number[]
  group: string
  mode: FilterMode
  /** Sources with a running timer. */
  sources: readonly string[]
  /** Sources whose timer is zero (EXCLUDE only). */
  blocked: readonly string[]
  reason?: GroupEndReason
}

export interface QuerierEventLine {
  event: 'querier-elected' | 'querier-lost'
  at: EpochMs
  segment: string
  family: Family
  vlans: readonly number[]
  querier: HostId
  version: IgmpVersion
}

/** One thing that happened, as `rollcall replay` prints it and a page shows it. */
export type EventLine = MemberEventLine | GroupEventLine | QuerierEventLine
export type EventKind = EventLine['event']
