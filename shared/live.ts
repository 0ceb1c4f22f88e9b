import type { Role } from './access.ts'
import type { Family } from './address.ts'
import type { EventRow, EventsHead, EventsRequest } from './events.ts'
import type { FindingCode, FindingRow, FindingState, Severity } from './finding.ts'
import type { GroupRow, HostRow, MemberRow, Unknown } from './membership.ts'
import type { Notice } from './notice.ts'
import type { SegmentRow, SegmentState } from './segment.ts'
import type { SourceClock, SourceRow, SourceState } from './source.ts'
import type { EpochMs } from './time.ts'
import type { Truncated } from './truncated.ts'
import type {
  FindingsHead,
  GroupHead,
  HostHead,
  ListHead,
  OverviewHead,
  QueriersHead,
  ShortHead,
  SubscriptionsBlock,
  SubscriptionsHead,
  WallHead,
} from './view-heads.ts'

/*
 * The socket contract. A viewer watches views; the server answers each with a snapshot and then with changes, at most
 * four a second. `fold` is the whole client side of it: snapshot + changes = what the server has.
 */

export const LIVE_PATH = '/live'
/** Changes of a view are coalesced to at most this many a second. */
export const UPDATES_PER_SECOND = 4
/** Updates that may be under way to one view of one viewer without its acknowledgement. */
export const MAX_UNACKNOWLEDGED = 2
/** Rows of one page of a list. */
export const MAX_PAGE = 500
/** Segments that the overview has a row for; the others are summed. */
export const OVERVIEW_SEGMENTS = 24
/** Critical findings whose keys the overview has; older ones are left out. */
export const MAX_CRITICAL_KEYS = 200
/** Views one viewer may watch at a time. */
export const MAX_VIEWS = 12

export interface ListRequest {
  /** The filter grammar of `filter.ts`. */
  filter: string
  /** A column of the row, `-` before it for descending: `-confirmed`. */
  sort: string
  offset: number
  limit: number
  /** Link-local groups too. */
  linkLocal?: boolean
}

export type ViewRequest =
  /** Of the segments that match `filter` (`segment:`, `vlan:`, `source:`); absent: all. */
  | { view: 'overview'; filter?: string | undefined }
  | { view: 'wall'; id: string }
  | ({ view: 'groups' } & ListRequest)
  | { view: 'group'; segment: string; group: string }
  | ({ view: 'hosts' } & ListRequest)
  | { view: 'host'; segment: string; ip: string; mac: string | null }
  /** `limit`: rows at most, of the worst segments. `brief`: without the queries and the reigns of the past. */
  | { view: 'queriers'; filter?: string | undefined; limit?: number | undefined; brief?: boolean | undefined }
  | { view: 'sources'; filter?: string | undefined }
  | { view: 'names' }
  | ({ view: 'findings' } & FindingsRequest)
  | ({ view: 'events' } & EventsRequest)
  | { view: 'subscriptions'; filter: string; hosts: number; groups: number }
export type ViewName = ViewRequest['view']
/** What a wall shows, with the names that are in it: all that a display may watch. */
export const WALL_VIEWS: readonly ViewName[] = ['wall', 'overview', 'sources', 'subscriptions', 'names']

/** Absent: whichever. `state` absent: open ones, unless the filter says which. */
export interface FindingsRequest {
  severity?: Severity | undefined
  code?: FindingCode | undefined
  segment?: string | undefined
  state?: FindingState | undefined
  /** The filter grammar; what it says and what is said beside it must both hold. */
  filter?: string | undefined
  limit: number
}

/** What each view holds: a head of single values, and rows that have a key. */
export interface ViewTypes {
  overview: { head: OverviewHead; row: SegmentRow }
  wall: { head: WallHead; row: never }
  groups: { head: ListHead; row: GroupRow }
  group: { head: GroupHead; row: MemberRow }
  hosts: { head: ListHead; row: HostRow }
  host: { head: HostHead; row: MemberRow }
  queriers: { head: QueriersHead; row: SegmentRow }
  findings: { head: FindingsHead; row: FindingRow }
  events: { head: EventsHead; row: EventRow }
  /** The names of the segments that there are, by path; one without a name is not in it. */
  names: { head: { segments: Readonly<Record<string, string>> }; row: never }
  sources: { head: ShortHead & { captureRemedy: string | null }; row: SourceRow }
  subscriptions: { head: SubscriptionsHead; row: SubscriptionsBlock }
}
export type ViewState<V extends ViewName = ViewName> = {
  head: ViewTypes[V]['head']
  /** In the order to show. */
  rows: readonly ViewTypes[V]['row'][]
}

export interface ViewSnapshot<V extends ViewName = ViewName> {
  seq: number
  state: ViewState<V>
}
export interface ViewChange<V extends ViewName = ViewName> {
  /** One more than that of the update before; anything else is a gap, and the viewer asks again. */
  seq: number
  head?: Partial<ViewTypes[V]['head']>
  /** New and changed rows. */
  upsert?: readonly ViewTypes[V]['row'][]
  /** The keys of all rows in order; absent while rows and order are the same. */
  order?: readonly string[]
  /** Instead of `order`, where all that moved is that some rows came before the others: their keys, and how many there are then. */
  front?: { keys: readonly string[]; length: number }
}

/** Applies a change. Rows that are not in `order` are gone. Throws nothing: a row that is missing is left out. */
export function fold<V extends ViewName>(state: ViewState<V>, change: ViewChange<V>): ViewState<V> {
  const head = change.head ? { ...state.head, ...change.head } : state.head
  if (!change.upsert && !change.order && !change.front) return { head, rows: state.rows }
  const byKey = new Map(state.rows.map((row) => [row.key, row]))
  for (const row of change.upsert ?? []) byKey.set(row.key, row)
  const before = state.rows.map((row) => row.key)
  const { front } = change
  const order = front ? [...front.keys, ...before].slice(0, front.length) : (change.order ?? before)
  const rows = order.map((key) => byKey.get(key)).filter((row) => row !== undefined)
  return { head, rows }
}

/** Once a second, to tell the three ages and whether all is there. Lost when the viewer is slow, never queued. */
export interface Pulse {
  now: EpochMs
  /** null: all that was reported of late is shown. */
  truncated: Truncated | null
  /** Who was not heard since a tap was blind, of all; null: all is known. */
  unknown: Unknown | null
  /** What is to be done about the certificate of the server; absent: nothing. */
  certificate?: Notice
  sources: readonly {
    name: string
    state: SourceState
    lastFrameAt: EpochMs | null
    /** As of `SourceRow`. */
    blindSince: EpochMs | null
    clock: SourceClock | null
  }[]
  /** Per segment the last general query, worst first; at most `PULSE_SEGMENTS`. */
  segments: readonly {
    segment: string
    family: Family
    source: string
    state: SegmentState
    lastQueryAt: EpochMs | null
  }[]
}
export const PULSE_SEGMENTS = 8

export interface Hello {
  version: string
  /** Changes when the server serves another page. */
  build: string
  demo: boolean
  now: EpochMs
  role: Role
}

export interface ServerToClient {
  hello: (hello: Hello) => void
  pulse: (pulse: Pulse) => void
  snapshot: (id: number, snapshot: ViewSnapshot, received: () => void) => void
  change: (id: number, change: ViewChange, received: () => void) => void
}
export interface ClientToServer {
  /** Watch a view under a number of the viewer's choice; the same number again replaces it. Answers an error or null. */
  watch: (id: number, request: ViewRequest, answer: (error: string | null) => void) => void
  unwatch: (id: number) => void
}
