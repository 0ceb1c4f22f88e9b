import type { AuditAnswer, MadeToken, SessionAnswer, TokensAnswer, UsersAnswer } from './access.ts'
import type { Commands } from './finding-text/commands.ts'
import type { ChannelRow, ChannelsAnswer, DeliveriesAnswer, TestAnswer } from './channel.ts'
import type { Counts } from './counts.ts'
import type { DryRun, FindingRow } from './finding.ts'
import type { ExportCount } from './export.ts'
import type { ExportScheduleAnswer } from './export-schedule.ts'
import type {
  FindingsHead,
  GroupHead,
  HostHead,
  OverviewHead,
  SubscriptionsBlock,
  SubscriptionsHead,
} from './view-heads.ts'
import type { GroupRow, HostRow, MemberRow } from './membership.ts'
import type { SegmentRow } from './segment.ts'
import type { ImportJob, ImportList } from './imports.ts'
import type { ImportReport, NamedEvent, NameEntry, NameKind } from './names.ts'
import type { Packet, PacketRow, PacketsKept, Proof } from './packets.ts'
import type { Difference, GroupCounts, Marks, Moment } from './past.ts'
import type { PastEvent, PastMembership, PastPage } from './past-rows.ts'
import type { SourceRow } from './source.ts'
import type { Notice } from './notice.ts'
import type { DurationMs, EpochMs } from './time.ts'
import type { WallConfig } from './wall.ts'

/*
 * The REST contract: what `GET /api/v1/...` answers. Times are epoch milliseconds. Files have a contract of their own
 * (export.ts).
 */

export const API_PREFIX = '/api/v1'

/** Of every answer in a flood: how often something found no room, and since when; absent: all is there (truncated.ts). */
export const TRUNCATED_HEADER = 'rollcall-truncated'

/** Rows of a list from `offset` or a cursor on, at most `limit` (at most `MAX_PAGE` of live.ts). */
export interface Page<Row> {
  total: number
  /** Rows that match the filter. */
  matching: number
  offset: number
  limit: number
  rows: readonly Row[]
  /** The cursor of the next page, also when rows come and go meanwhile; null: there are no more. */
  next: string | null
}

/** Of an answer as of a moment (`at`); absent: as of now. */
export interface AsOf {
  moment?: Moment
}

export interface Answers {
  /** Of the segments that match `filter`; `segments` are the worst, the others are summed in `rest`. */
  '/overview': Omit<OverviewHead, 'filterError'> & { segments: readonly SegmentRow[] } & AsOf
  '/groups': Page<GroupRow> & { hidden: number } & AsOf
  '/groups/:segment/:group': GroupHead & { members: readonly MemberRow[] } & AsOf
  '/hosts': Page<HostRow> & AsOf
  /** `:host` is the address, or the MAC where the address is 0.0.0.0. */
  '/hosts/:segment/:host': HostHead & { memberships: readonly MemberRow[] } & AsOf
  '/queriers': Page<SegmentRow> & AsOf
  '/sources': Page<SourceRow> & { captureRemedy: string | null }
  '/subscriptions': SubscriptionsHead & { blocks: readonly SubscriptionsBlock[] } & AsOf
  /** The newest first. */
  '/events': Page<NamedEvent>
  /** Open ones before closed ones, the worst and then the newest first. `state=open` when neither it nor the filter says which. */
  '/findings': Page<FindingAnswer> & Omit<FindingsHead, 'matching' | 'total' | 'filterError'> & AsOf
  '/findings/dry-run': DryRun
  '/imports': ImportList
  '/exports/schedule': ExportScheduleAnswer
  '/complete': readonly CompletionValue[]
  /**
   * What the taps keep of packets, the newest first: of `filter`, at the moment `at`, or `until` one. `/packets.pcap?filter=`
   * is all of them as a capture file.
   */
  '/packets': { rows: readonly PacketRow[]; kept: PacketsKept }
  /** Of several taps with one segment the one that showed it at `at`. As a file: `/packets/:source/:frame/packet.pcap`. */
  '/packets/:source/:frame': Packet
  /** As a file: `.../packets.pcap`. Reports, leaves and specific queries of the group, and general queries of its segment. */
  '/groups/:segment/:group/packets': { rows: readonly PacketRow[]; kept: PacketsKept }
  /** The last report of `group` on `segment`, of `host` and `mac` where they are given, up to `until`. */
  '/proof': Proof
  /** Of a time: `from` and `to`, or `span` up to now (of captures alone: to their end); `step` in minutes; `filter` chooses segments. */
  '/counts': Counts
  /** What was, and what changed: see past.ts. */
  /** The newest first, or in the order of time. */
  '/history/events': PastPage<PastEvent>
  /** Intervals that touch the range, in the order of their ends; those that last come last. */
  '/history/memberships': PastPage<PastMembership>
  '/history/difference': Difference
  '/history/marks': Marks
  '/groups/:segment/:group/counts': GroupCounts
  '/walls': { walls: readonly WallConfig[] }
  '/walls/:id': WallConfig
  '/session': SessionAnswer
  '/users': UsersAnswer
  '/tokens': TokensAnswer
  /** The newest first. */
  '/audit': AuditAnswer
  /** Where findings are told, without secrets. */
  '/channels': ChannelsAnswer
  '/deliveries': DeliveriesAnswer
  /** Those that were given, by kind and subject. `kind` and `filter` (free text) choose among them. */
  '/names': Page<NameEntry>
  '/names/entry': NameEntry
  '/export/:name/count': ExportCount
  /** null: the server speaks plain http. */
  '/certificate': CertificateAnswer | null
  /** All of this, as OpenAPI 3.1. */
  '/openapi.json': Readonly<Record<string, unknown>>
  /** null: none is kept. */
  '/history/state': HistoryStateAnswer | null
}

/** What is answered to who writes. */
export interface WriteAnswers {
  /** As it is kept. */
  'PUT /names': NameEntry
  'POST /imports': ImportJob
  'POST /names/import': ImportAnswer
  'PUT /walls/:id': WallConfig
  'PUT /channels/:id': ChannelRow
  'POST /channels/:id/test': TestAnswer
  'POST /session': SessionAnswer
  'POST /tokens': MadeToken
}

/** Events with their intervals, queries and findings; counts by the minute; counts by the hour, of segments and groups. */
export type KeptKind = 'changes' | 'minutes' | 'rollups'

export interface HistoryStateAnswer {
  folder: string
  /** `behind`: the disk is too slow or full. `failed`: nothing is kept. */
  state: 'open' | 'behind' | 'failed' | 'stopped'
  notice: Notice | null
  sizeBytes: number
  /** The oldest goes first when the file comes to this. */
  maxBytes: number
  /** How long each kind is kept, from the newest moment of the sources back; milliseconds. */
  keepFor: Readonly<Record<KeptKind, DurationMs>>
  /** The first event that is there. */
  beginsAt: EpochMs | null
  /** The first minute and the first hour of counts. */
  countsBegin: Readonly<Record<'minutes' | 'rollups', EpochMs | null>>
  /** Events taken away since the start to stay below the limit. */
  trimmed: number
  /** Rows taken away since the start, because of their age or to stay below the limit. */
  removed: Readonly<Record<KeptKind, number>>
  /** Changes that wait for the disk, and those that found no room since the start. */
  queued: number
  dropped: number
  /** Times without a capture in the last days; null: they cannot be read. */
  gaps: { days: number; count: number; last: { source: string; from: EpochMs; to: EpochMs | null } | null } | null
}

/** The TLS certificate that is in use. */
export interface CertificateAnswer {
  notBefore: EpochMs
  notAfter: EpochMs
  /** What is to be done about it, from two weeks before its end on; null: nothing. */
  notice: Notice | null
  /** `notice` is about its files: they cannot be used as they are, and the one before them stays in use. */
  refused: boolean
}

/** A finding with its words in English, for a program that has no catalogue. */
export type FindingAnswer = FindingRow & {
  title: string
  text: string
  remedy: string
  /** Commands by system, one a line. */
  commands: Commands
}

/** Every error is one of these (RFC 9457, `application/problem+json`). */
export interface ProblemDetails {
  /** Its kind: `/api/problems/NAME` (problems.ts). */
  type: string
  /** What problems of this kind are about. */
  title: string
  status: number
  /** One sentence for a person, with the remedy. */
  detail: string
  /** The column of a filter that cannot be read, counted from 1. */
  column?: number
  /** What `detail` says as a code with its values, where a page shows it in its own language. */
  notice?: Notice
}

/**
 * `GET /api/v1/complete?field=vendor&text=Am`: what there is now that begins so, or has it in its name; at most
 * `MAX_COMPLETIONS`.
 */
export interface CompletionValue {
  value: string
  /** What it is called. */
  name: string | null
}
export const MAX_COMPLETIONS = 20
/** Fields whose values the server knows. */
export const COMPLETED_FIELDS = ['group', 'host', 'name', 'mac', 'vendor', 'vlan', 'segment', 'source'] as const
export type CompletedField = (typeof COMPLETED_FIELDS)[number]

export interface Readiness {
  ready: boolean
  /** Why not, one sentence each. */
  reasons: readonly string[]
}

/**
 * `POST /api/v1/findings/acknowledge`, of one finding by its key; `note: null` takes it back. One that closes and opens
 * anew is another one.
 */
export interface AcknowledgeRequest {
  key: string
  note: string | null
}
/**
 * `POST /api/v1/findings/silence`, of all findings with the subject of this one, now and later: no alarm before `until`
 * (epoch milliseconds) or for `forMs`; `until: null` takes it back.
 */
export type SilenceRequest = { key: string; until: number | null } | { key: string; forMs: number }

/*
 * Names. `PUT /names` with a `NameEntry` creates or replaces it and answers it as it is kept; `DELETE
 * /names?kind=&subject=&on=` takes it away (`on` absent: the one for everywhere); `GET /names.csv` is all of them, as
 * `POST /names/import` reads them: the body is CSV or M3U (`text/csv`, `audio/x-mpegurl`), `kind` is that of lines which do
 * not say theirs, `preview=1` changes nothing.
 */
export interface NameKey {
  kind: NameKind
  subject: string
  on?: string
}
export interface ImportParameters {
  kind?: NameKind
  preview?: boolean
}
export type ImportAnswer = ImportReport
