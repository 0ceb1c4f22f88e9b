import type { SourceKind, SourceState } from '../../shared/source.ts'
import type { Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Frame } from '../decode/frame.ts'

export type { Frame } from '../decode/frame.ts'

/** Where a source sends what it has. All are called synchronously; none may throw. */
export interface SourceSink {
  frame(frame: Frame): void
  /** The state or the notice changed. */
  state(): void
  /** A listener hears an approved sender for the first time. It has to be started at once: its first frame follows. */
  found(source: Source): void
}

/** Where frames come from. The clock is the packet's: a source sets no time of its own except where a mirror carries none. */
export interface Source {
  /** The first part of its segments' names; empty leaves it out. */
  readonly name: string
  readonly kind: SourceKind
  /**
   * `wall`: frames are as old as the wall clock says, so a ticker may move the clock on while nothing comes.
   * `capture`: time is in the frames alone (a file).
   */
  readonly clock: 'wall' | 'capture'
  start(sink: SourceSink): void
  /** Resolves when nothing more will be handed over. May be called at any time, twice too. */
  stop(): Promise<void>
  status(): SourceStatus
}

export interface SourceStatus {
  state: SourceState
  /** Why it is waiting or failed, or what it has to say. */
  notice: Notice | null
  /** What it cannot see. */
  limits: readonly Notice[]
  /** Dropped by the operating system before they came here; null where it does not tell. */
  droppedByKernel: number | null
  /** Mirror frames that never came, by their numbers; null where they have none. */
  lost: number | null
  /** Its mirror takes samples. */
  sampled: boolean
  /** Name of the listener that found it, or null. */
  parent: string | null
  /** Frames that could not be given on, by reason (`tzsp-malformed`, `unapproved-sender`, `file-cut`, ...). */
  undecodable: Readonly<Record<string, number>>
  pendingSenders: readonly { address: string; frames: number; firstAt: EpochMs; lastAt: EpochMs }[]
  approvedSenders: readonly string[]
  /** By the wall: the last sign of life of one that fell silent before that was noticed; absent: its state tells at once. */
  aliveUntil?: EpochMs | null
  /**
   * By the wall: while it runs, its last sign of life. Whether it captured since is not known yet, so silence since then
   * proves nothing. Absent or null: it tells at once when it stops.
   */
  vouchedUntil?: EpochMs | null
  /** How much faster than the wall its clock runs (a replayed file); 1 for a live tap, 0 when it stands. */
  rate: number
}
