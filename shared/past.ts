import type { Family } from './address.ts'
import type { HostId } from './event.ts'
import type { Name } from './names.ts'
import type { EpochMs } from './time.ts'

/*
 * The network as it stood at a moment, what changed between two, and where something happened. Every list and every
 * single group or host of the REST contract takes `at` (ISO 8601 or epoch milliseconds); its answer then has `moment`
 * beside what it has always.
 *
 * The history keeps changes and not refreshes. So of a past moment it cannot tell the last report of a membership that
 * went on, nor when it would have lapsed: those are null. A host that reported before and after the moment was there
 * (`confirmed`); one that never reported again for a group membership interval is `presumed` from then on. Of a membership
 * that lasts until now the running monitor knows it; where none runs (a file that is read while its server is away, or from
 * the command line) one that lasts counts as confirmed until it has ended.
 */

/** What an answer about the past says of itself. */
export interface Moment {
  at: EpochMs
  /** Taps of which nothing is known at that moment, and from when to when; `to` null: still. */
  blind: readonly { source: string; from: EpochMs; to: EpochMs | null; why: string }[]
  /** Before it the history knows nothing; null: it is empty. */
  beginsAt: EpochMs | null
}

/**
 * What differs between two moments. `lost`: the membership ended because nobody watched (a gap, the monitor stopped, the
 * table was full): whether the host left is not known.
 */
export const DIFFERENCES = ['joined', 'left', 'expired', 'lost', 'version', 'mode', 'querier'] as const
export type DifferenceKind = (typeof DIFFERENCES)[number]

export interface DifferenceRow {
  key: string
  change: DifferenceKind
  /** When it happened last, of the changes between the moments. */
  at: EpochMs | null
  source: string
  segment: string
  family: Family
  vlans: readonly number[]
  /** null of a querier */
  group: string | null
  groupName: Name | null
  /** Of `querier` the one that is elected at the second moment. */
  host: HostId | null
  hostName: Name | null
  /** Of `version` and `mode` both values, of `querier` both addresses; null: there was none. */
  before: string | null
  after: string | null
}

/**
 * `GET /history/difference?from=&to=&filter=&offset=&limit=`: the table at `from` against the table at `to`, the newest
 * change first. `counts` are of all of it, whatever the filter. Who left and came back is in both: no difference.
 */
export interface Difference {
  from: Moment
  to: Moment
  counts: Readonly<Record<DifferenceKind, number>>
  total: number
  /** Rows that match the filter. */
  matching: number
  offset: number
  limit: number
  rows: readonly DifferenceRow[]
}

/**
 * `GET /history/marks?from=&to=&filter=`: where something happened, for a scrubber. `bins`: changes of memberships, at most
 * `MAX_BINS` of one width, the oldest first; a bin in which nothing happened is there too.
 */
export interface Marks {
  from: EpochMs
  to: EpochMs
  width: number
  bins: readonly MarkBin[]
  /** Queriers that changed, findings that opened, at most `MAX_MARKS`, the newest; `more`: older ones that are left out. */
  marks: readonly Mark[]
  more: number
  /** Times of which nothing is known. */
  gaps: readonly { source: string; from: EpochMs; to: EpochMs | null; why: string }[]
  beginsAt: EpochMs | null
}
export interface MarkBin {
  joined: number
  left: number
  expired: number
}
export interface Mark {
  at: EpochMs
  kind: 'querier-elected' | 'querier-lost' | 'finding-opened'
  segment: string
  /** The querier, or the code of the finding. */
  what: string
}
export const MAX_BINS = 400
export const MAX_MARKS = 200

/**
 * `GET /groups/:segment/:group/counts?from=&to=`: how many were in it, hour by hour (from the roll-ups, which outlive the
 * changes) or, for a range of at most two days, minute by minute.
 */
export interface GroupCounts {
  segment: string
  group: string
  name: Name | null
  from: EpochMs
  to: EpochMs
  step: number
  points: readonly GroupCountPoint[]
}
export interface GroupCountPoint {
  at: EpochMs
  /** At the end of the step, and the least and the most in it; null: nothing is known. */
  members: number | null
  least: number | null
  most: number | null
  joined: number
  left: number
  expired: number
}
