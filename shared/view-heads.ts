import type { Family } from './address.ts'
import type { GroupConduct, HostConduct, HostFaults } from './conduct.ts'
import type { HostId } from './event.ts'
import type { FilterError } from './filter/term.ts'
import type { FindingRow, SeverityCounts } from './finding.ts'
import type {
  GroupChurn,
  GroupRow,
  HostRow,
  MacSharer,
  RecentChange,
  TopGroup,
  Totals,
  TrendPoint,
  Unknown,
} from './membership.ts'
import type { Name, NamedEvent } from './names.ts'
import type { SegmentState } from './segment.ts'
import type { EpochMs } from './time.ts'
import type { WallConfig } from './wall.ts'

/* What the views hold beside their rows: a head of single values (live.ts). */

export interface FindingsHead {
  /** Open ones, whatever is asked for. */
  open: SeverityCounts
  /** Those of them that nobody has acknowledged or silenced. */
  alarms: SeverityCounts
  matching: number
  total: number
  /** Observations that found no room since the start. */
  refused: number
  filterError: FilterError | null
}

export interface ListHead {
  /** Rows that match the filter, and rows there are. */
  matching: number
  total: number
  /** Link-local groups that are hidden. */
  hidden: number
  /** A filter that cannot be read: where and why. */
  filterError: FilterError | null
}

/** Of the segments that match, in the order of the worst; `states` counts those without a row too. */
export type QueriersHead = ShortHead & { states: StateCounts }

/** Of a list that hides nothing. */
export type ShortHead = Pick<ListHead, 'matching' | 'total' | 'filterError'>

/** All of it is of the segments that match; of a filter that cannot be read, of none. Rows are the worst segments. */
export interface OverviewHead {
  filterError: FilterError | null
  totals: Totals
  hourAgo: Totals | null
  trend: readonly TrendPoint[]
  /** Since the earliest blindness that still counts, until all is known again; null: nothing is unknown. */
  unknown: Unknown | null
  /** Segments by the state that the strip shows, those with a row too. */
  states: StateCounts
  /** The same by what their queriers do alone, as the sentence has it. */
  judged: StateCounts
  /** Segments that have no row, summed. */
  rest: { segments: number; groups: number; hosts: number; memberships: number; states: StateCounts }
  top: readonly TopGroup[]
  recent: readonly RecentChange[]
  /** Open ones that nobody has acknowledged or silenced; `worst`: the one to say, never one that is information. */
  findings: SeverityCounts & { worst: FindingRow | null }
  /** Keys of the critical ones among them, the newest first, at most `MAX_CRITICAL_KEYS`: so that a new one is heard. */
  criticalKeys: readonly string[]
  demo: boolean
  startedAt: EpochMs
  /** This user may not capture; the view of the sources has the commands that would permit it. */
  captureDenied: boolean
}

export type StateCounts = Readonly<Record<SegmentState, number>>

export interface WallHead {
  /** null: there is none of that name. */
  wall: WallConfig | null
  walls: readonly Pick<WallConfig, 'id' | 'title'>[]
}

export interface HostHead {
  host: HostRow | null
  /** null: nothing is written down of it. */
  conduct: HostConduct | null
  /** null: none of late. */
  faults: HostFaults | null
  /** The memberships that end first if the host stays silent, the soonest first. */
  expiresNext: readonly { group: string; name: Name | null; at: EpochMs }[]
  /** Its memberships of the last hours, ended ones too, newest last. */
  past: readonly NamedEvent[]
}

export interface GroupHead {
  group: GroupRow | null
  /** null: the segment is not known, or not at that moment. It goes on when the group ends and begins anew. */
  conduct: GroupConduct | null
  /** The members that end first if all stay silent, the soonest first. */
  expiresNext: readonly { host: HostId; name: Name | null; at: EpochMs }[]
  past: readonly NamedEvent[]
  /** Other groups of its segment that have its MAC. */
  sharers: readonly MacSharer[]
  /** null: the segment is not known. */
  churn: GroupChurn | null
}

/** The hosts x groups matrix, one block a segment: rows of `members` index into `hosts` and `groups`. */
export interface SubscriptionsBlock {
  key: string
  segment: string
  family: Family
  state: SegmentState
  hosts: readonly {
    ip: string
    mac: string | null
    name: Name | null
    vendor: string | null
    confirmed: number
    presumed: number
    /** Those of both that were not heard since the tap was blind; so of groups. */
    unknown: number
  }[]
  groups: readonly { group: string; name: Name | null; confirmed: number; presumed: number; unknown: number }[]
  /** Triples: host index, group index, state (cell.ts). */
  cells: readonly number[]
  /** Hosts and groups of the segment that match, shown or not. */
  matchingHosts: number
  matchingGroups: number
}

export interface SubscriptionsHead {
  topHosts: readonly {
    segment: string
    ip: string
    mac: string | null
    name: Name | null
    confirmed: number
    presumed: number
    /** Of both. */
    unknown: number
  }[]
  filterError: ListHead['filterError']
}
