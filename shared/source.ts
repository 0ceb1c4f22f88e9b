import type { Problem } from './igmp.ts'
import type { MessageLine } from './message.ts'
import type { Notice } from './notice.ts'
import type { Sight } from './sight.ts'
import type { EpochMs } from './time.ts'
import type { Truncated } from './truncated.ts'

/** Mirrors that come over the network. */
export type MirrorKind = 'tzsp' | 'erspan' | 'vxlan' | 'sflow'
export type SourceKind = 'live' | MirrorKind | 'igmp-socket' | 'file' | 'stdin' | 'demo' | 'joined'
export const SOURCE_STATES = ['starting', 'running', 'waiting', 'failed', 'ended'] as const
export type SourceState = (typeof SOURCE_STATES)[number]

/** What a full table refuses: new ones of each kind; `sources` beyond those that one group or member may have. */
export const REFUSALS = ['segments', 'groups', 'hosts', 'memberships', 'sources'] as const
export type Refusal = (typeof REFUSALS)[number]

export interface PendingSender {
  address: string
  frames: number
  firstAt: EpochMs
  lastAt: EpochMs
}

export interface SourceRow {
  key: string
  name: string
  kind: SourceKind
  state: SourceState
  /** It gives nothing since then, in its own clock, after it had: what lasts by then is unknown. null: it sees. */
  blindSince: EpochMs | null
  notice: Notice | null
  /** What this tap cannot see, or is told to say about itself. */
  limits: readonly Notice[]
  frames: number
  igmp: number
  duplicates: number
  /** Copies beyond what a mirror makes, or that go on past its time: frames go round a loop. */
  loops: number
  /** null where the operating system does not tell */
  droppedByKernel: number | null
  /** Mirror frames that never came, by the numbers they carry; null where the mirror does not number them. */
  lost: number | null
  /** The mirror takes samples: what it shows is a hint, never state. */
  sampled: boolean
  /** Messages out of samples: how many, and the last ones, the newest first. */
  samples: { count: number; last: readonly MessageLine[] }
  /** The listener that found it; null for a source that was asked for. */
  parent: string | null
  /** What this tap can see and what it cannot, each with its evidence. */
  sight: readonly Sight[]
  undecodable: Readonly<Record<string, number>>
  problems: Readonly<Partial<Record<Problem, number>>>
  refused: Readonly<Record<Refusal, number>>
  /** What gave its place to who answered a query. */
  evicted: Readonly<Record<Exclude<Refusal, 'sources'>, number>>
  /** null: all that was reported of late is there. */
  truncated: Truncated | null
  /** Wall clock of the server when the last frame of any kind came. */
  lastFrameAt: EpochMs | null
  lastIgmpAt: EpochMs | null
  clock: SourceClock | null
  pendingSenders: readonly PendingSender[]
  approvedSenders: readonly string[]
}

/** A source's clock stood at `at` when the server's wall clock stood at `wall`, and runs `rate` times as fast. */
export interface SourceClock {
  at: EpochMs
  wall: EpochMs
  rate: number
}
