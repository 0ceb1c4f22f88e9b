import type { Family } from './address.ts'
import type { EndReason, EventName } from './export.ts'
import type { FilterMode, IgmpVersion } from './igmp.ts'
import type { MemberState } from './membership.ts'
import type { DurationMs, EpochMs } from './time.ts'

/*
 * Rows of the history for programs, page by page: what events.csv and memberships.csv have, as JSON. Names are those of
 * today; null is what there is not, or what the history cannot tell.
 */

/** `GET /history/events` and `/history/memberships`. */
export interface PastPage<Row> {
  limit: number
  /** May be fewer than `limit`, even none, where looking through the history took its time: `next` tells whether it goes on. */
  rows: readonly Row[]
  /** The cursor of the next page; null: there are no more. */
  next: string | null
}

interface PastPlace {
  /** The name of the tap. */
  source: string
  segment: string
  segmentName: string | null
  /** null of a gap */
  family: Family | null
  vlans: readonly number[]
}

export interface PastEvent extends PastPlace {
  at: EpochMs
  /** In the order in which they were written; the same for ever. */
  sequence: number
  event: EventName
  group: string | null
  groupName: string | null
  /** The host, or the querier. */
  host: string | null
  hostName: string | null
  mac: string | null
  vendor: string | null
  version: IgmpVersion | null
  mode: FilterMode | null
  sources: readonly string[]
  /** Of an end why, of a gap why, of a finding its code. */
  reason: string | null
}

/** One interval of a membership. */
export interface PastMembership extends PastPlace {
  group: string
  groupName: string | null
  host: string
  hostName: string | null
  mac: string | null
  vendor: string | null
  firstJoinAt: EpochMs
  /** null: it lasts, and refreshes are not kept, or it ended when nobody knew (a killed server, a gap). The same of `reports`. */
  lastReportAt: EpochMs | null
  /** null while it lasts */
  endedAt: EpochMs | null
  endReason: EndReason
  duration: DurationMs
  reports: number | null
  versions: readonly IgmpVersion[]
  mode: FilterMode
  sources: readonly string[]
  confidence: MemberState
}
export const ORDERS = ['desc', 'asc'] as const
export type Order = (typeof ORDERS)[number]
