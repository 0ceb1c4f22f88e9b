import type { MessagePort } from 'node:worker_threads'
import type { Address } from '../../shared/address.ts'
import type { CsvDelimiter, ExportFormat, ExportName } from '../../shared/export.ts'
import type { Acknowledgement } from '../../shared/finding.ts'
import type { ImportRow } from '../../shared/imports.ts'
import type { NameEntry } from '../../shared/names.ts'
import type { Notice } from '../../shared/notice.ts'
import type { DifferenceRow } from '../../shared/past.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Counts } from '../../shared/counts.ts'
import type { CountsQuery } from './rollups/counts-reading.ts'
import type { Ended } from './intervals/open-intervals.ts'
import type { HistoryMemory } from './history-memory.ts'
import type { Keep } from './upkeep/keep.ts'
import type { PastAnswer, PastQuestion } from './moment/question.ts'
import type { Batch } from './writing/pack.ts'
import type {
  CountRow,
  EventRow,
  FindingsQuery,
  GroupCountRow,
  HistoryQuery,
  MembershipRow,
  MinuteRow,
  PastFinding,
  PastGap,
  PastQuery,
  QuerierRow,
  SnapshotRow,
} from './file/row.ts'
import type { SegmentSizes } from './rollups/segment-sizes.ts'
import type { SilentMember } from './moment/silent-members.ts'
import type { FileState } from './upkeep/size-limit.ts'

/* What the main thread and the two workers of the history say to each other. */

export type WorkerRole =
  | { role: 'writer'; folder: string; locked: boolean; file: string; keep: Keep; memory: HistoryMemory }
  | { role: 'reader'; file: string; memory: HistoryMemory }

/** A membership that the table of the monitor is asked about. */
export interface MemberKey {
  source: string
  segment: string
  group: Address
  ip: Address
  /** -1: none */
  mac: number
}

export type ToWriter =
  | { say: 'batch'; batch: Batch }
  | { say: 'answers'; answers: readonly (Ended | null)[] }
  /** The way of a capture that is put in (import-protocol.ts). */
  | { say: 'guest'; port: MessagePort }
  /** A reader found the file to be damaged. */
  | { say: 'damaged'; notice: Notice }
  | { say: 'stop' }

export type FromWriter =
  | { say: 'opened'; state: FileState }
  | { say: 'failed'; notice: Notice }
  | { say: 'committed'; changes: number; state: FileState }
  /** The file was damaged: it was set aside, and a new one is written. */
  | { say: 'renewed'; notice: Notice }
  /** The batch at hand cannot be written; it is tried again. */
  | { say: 'waiting'; notice: Notice }
  /** Before the end: how do these stand? */
  | { say: 'ask'; keys: readonly MemberKey[] }
  | { say: 'stopped' }

export interface FileOptions {
  /** Absent: CSV. */
  format?: ExportFormat
  /** Of CSV. */
  delimiter?: CsvDelimiter
  bom?: boolean
  /** An IANA zone: a local time beside each time. */
  zone?: string
  /** What people said about findings, by their key. */
  notes?: Readonly<Record<string, Acknowledgement>>
  /** Rows that are left out, and the header row with them. */
  skip?: number
}

/** A piece of a file, of whole rows. */
export interface FilePiece {
  bytes: Uint8Array<ArrayBuffer>
  rows: number
}

/** How a reading comes back: rows, a file, or how many rows there are. */
export type ReadAs = { as: 'rows' } | { as: 'file'; options: FileOptions } | { as: 'count' }

/** What can be read piece by piece: what is exported, and what a dry run needs besides. */
export type ReadName = ExportName | 'queries' | 'gaps'
/** A row of one of them. */
export type AnyRow =
  | MembershipRow
  | EventRow
  | SnapshotRow
  | CountRow
  | GroupCountRow
  | QuerierRow
  | PastFinding
  | DifferenceRow
  | PastQuery
  | PastGap

export interface ReadRequest {
  name: ReadName
  query: HistoryQuery
  read: ReadAs
}

export type ToReader =
  /** What things are called from now on, for readings that begin. */
  | { say: 'names'; id: number; entries: readonly NameEntry[] }
  /** Who is silent in the tables of the monitor. */
  | { say: 'silent'; id: number; members: readonly SilentMember[] }
  | { say: 'begin'; id: number; request: ReadRequest }
  | { say: 'next'; id: number }
  | { say: 'pin'; id: number }
  | { say: 'answers'; id: number; answers: readonly (Ended | null)[] }
  | { say: 'close'; id: number }
  | { say: 'minutes'; id: number; from: EpochMs; to: EpochMs }
  | { say: 'sizes'; id: number; from: EpochMs; to: EpochMs }
  | { say: 'findings'; id: number; query: FindingsQuery }
  | { say: 'counts'; id: number; query: CountsQuery }
  | { say: 'past'; id: number; question: PastQuestion }
  | { say: 'captures'; id: number }

export type FromReader =
  | { say: 'rows'; id: number; rows: readonly AnyRow[] }
  | ({ say: 'bytes'; id: number } & FilePiece)
  /** Where the history ends now (pin.ts). */
  | { say: 'pin'; id: number; pin: string }
  | { say: 'count'; id: number; count: number }
  | { say: 'minutes'; id: number; rows: readonly MinuteRow[] }
  | { say: 'sizes'; id: number; segments: readonly SegmentSizes[] }
  | { say: 'findings'; id: number; rows: readonly PastFinding[]; matching: number }
  | { say: 'counts'; id: number; counts: Counts }
  | { say: 'past'; id: number; answer: PastAnswer }
  | { say: 'captures'; id: number; rows: readonly ImportRow[] }
  | { say: 'ask'; id: number; keys: readonly MemberKey[] }
  | { say: 'end'; id: number }
  | { say: 'error'; id: number; notice: Notice }
