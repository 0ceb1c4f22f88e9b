import type { Family } from './address.ts'
import type { SegmentConductRow } from './conduct.ts'
import type { HostId } from './event.ts'
import type { IgmpVersion } from './igmp.ts'
import type { Compatibility, Unknown } from './membership.ts'
import type { Name } from './names.ts'
import type { DurationMs, EpochMs } from './time.ts'

/* A segment as a screen or a file shows it. Times are as in membership.ts. */

/** How the shape on the screen is chosen: circle, triangle, octagon, dashed diamond, and a hollow circle. */
export type SegmentState = 'ok' | 'warning' | 'critical' | 'stale' | 'warming'

/** Why a segment is in its state. */
export type SegmentCondition =
  | 'queried' // a general query came within 1.5 query intervals
  | 'query-late' // none for 1.5 query intervals
  | 'querier-lost' // none for the other-querier-present interval (RFC 3376 s8.5)
  | 'no-querier' // none since the start, after the warm-up
  | 'not-needed' // none since the start, but no group beyond link-local ones is in use: no stream depends on it
  | 'queries-unseen' // hosts answer queries that this tap cannot see
  | 'warming-up' // too early to judge: less than one query interval and response time seen
  | 'source-stopped' // the tap itself gives no frames

export interface QuerierId extends HostId {
  version: IgmpVersion
}

/** Where an interval comes from: the QQIC field, the measured gaps, or the default of RFC 3376 s8.2. */
export type IntervalOrigin = 'advertised' | 'measured' | 'assumed'

/** The timers of a segment as learnt (RFC 3376 s8). */
export interface Timing {
  robustness: number
  queryIntervalMs: DurationMs
  /** The median of measured gaps where they are measured; the same as `queryIntervalMs` otherwise. */
  queryIntervalShownMs: DurationMs
  queryIntervalOrigin: IntervalOrigin
  maxResponseMs: DurationMs
  groupMembershipMs: DurationMs
  otherQuerierPresentMs: DurationMs
  formula: GmiFormula
}

export type GmiFormula = 'rfc3376' | 'rfc9776'

/** One general query on the strip. */
export interface QueryDot {
  at: EpochMs
  ip: string
  /** Since the segment was asked last, whoever asked; of a loser, since its own last query. null for the first. */
  gapMs: DurationMs | null
  /** Queries that should have come in the gap and did not. */
  missed: number
  elected: boolean
}

export interface Reign {
  querier: QuerierId
  from: EpochMs
  /** null while it lasts */
  to: EpochMs | null
}

export interface CadenceStats {
  queries: number
  medianMs: DurationMs | null
  p95Ms: DurationMs | null
  maxMs: DurationMs | null
  missed: number
}

export interface SegmentRow {
  key: string
  segment: string
  /** As people call it. */
  name: string | null
  family: Family
  source: string
  vlans: readonly number[]
  state: SegmentState
  condition: SegmentCondition
  querier: QuerierId | null
  /** The querier that was elected last, when there is none now. */
  lastQuerier: QuerierId | null
  /** MAC of a switch that queries from 0.0.0.0. */
  unnumbered: string | null
  candidates: readonly (QuerierId & { lastQueryAt: EpochMs })[]
  timing: Timing
  /** Host compatibility mode (RFC 3376 s7.2.1): how hosts must answer, and the querier whose older query asks for it. */
  compatibility: Compatibility
  firstSeenAt: EpochMs
  /** The end of the last time its tap was blind; else `firstSeenAt`. Silence before it is nobody's. */
  watchedSince: EpochMs
  lastQueryAt: EpochMs | null
  nextQueryAt: EpochMs | null
  /** The first group that ends if no report comes, link-local ones aside. */
  nextExpiry: { group: string; name: Name | null; at: EpochMs } | null
  groups: number
  hosts: number
  /** Confirmed and presumed; `presumed` of them are not more than that. */
  memberships: number
  presumed: number
  /** Memberships that were not heard since the tap was blind; null when none is unknown. */
  unknown: Unknown | null
  /** The newest last. */
  cadence: readonly QueryDot[]
  reigns: readonly Reign[]
  stats: CadenceStats
  /** null: as of a moment that is over. It is not kept. */
  conduct: SegmentConductRow | null
  /** Findings about it that are alarms: not acknowledged and not silenced. */
  alarms: { critical: number; warning: number }
}
