import type { SourceKind, SourceState } from '../../shared/membership.ts'
import type { Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'

/**
 * One captured frame. The bytes belong to the source and may be overwritten after the call that hands the frame over:
 * whoever keeps something copies it.
 */
export interface Frame {
  /** When it was captured, with a fraction. */
  at: EpochMs
  /** LINKTYPE_ number of the pcap registry: 1 Ethernet, 101 raw IP, 113 Linux cooked, ... */
  linkType: number
  data: Uint8Array
  /** The frame is data[start] up to, not including, data[end]. */
  start: number
  end: number
  /** Octets it had on the wire; more than `end - start` when the capture cut it. */
  wireLength: number
  /** Number of the interface within a pcapng section's file when that has several, else null. */
  interfaceId: number | null
  /** The tunnel it came through when the source itself received the tunnel: `tzsp:192.0.2.1`; else null. */
  tunnel: string | null
}

/** Where a source sends what it has. All are called synchronously; none may throw. */
export interface SourceSink {
  frame(frame: Frame): void
  /** The state or the notice changed. */
  state(): void
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
  /** Frames that could not be given on, by reason (`tzsp-malformed`, `unapproved-sender`, `file-cut`, ...). */
  undecodable: Readonly<Record<string, number>>
  pendingSenders: readonly { address: string; frames: number; firstAt: EpochMs; lastAt: EpochMs }[]
  approvedSenders: readonly string[]
  /** How much faster than the wall its clock runs (a replayed file); 1 for a live tap, 0 when it stands. */
  rate: number
}
