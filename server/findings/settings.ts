import type { Address } from '../../shared/address.ts'

/** A prefix of the segment's own addresses. */
export interface Prefix {
  readonly address: Address
  readonly bits: number
}

/** Thresholds that are choices, one set a segment; what follows from the timers learnt on the wire is in no setting. */
export interface SegmentSettings {
  /** Addresses that may be querier; null: any. */
  readonly queriers: readonly Address[] | null
  /** Prefixes of the hosts; null: learnt from what most of them share. */
  readonly prefixes: readonly Prefix[] | null
  /** Changes of channel of one host in a minute that make a storm when they go on for two. */
  readonly zapsPerMinute: number
  /** Messages of one host in a second. */
  readonly reportsPerSecond: number
  readonly groupsPerHost: number
  /** Groups that the switch's table holds. */
  readonly tableSize: number
  /** Share of memberships of one host that end without a leave, 0 to 1. */
  readonly silentShare: number
}

export const SEGMENT_SETTINGS: SegmentSettings = {
  queriers: null,
  prefixes: null,
  zapsPerMinute: 20,
  reportsPerSecond: 50,
  groupsPerHost: 200,
  tableSize: 1_000,
  silentShare: 0.5,
}
