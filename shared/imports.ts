import type { Notice } from './notice.ts'
import type { EpochMs } from './time.ts'

/*
 * Captures that were put into the history (`rollcall import`, `POST /api/v1/imports`): each is a source of its own name,
 * whose clock is the capture's. The history keeps them until they are taken out; they are never live.
 */

/** `under-way`: its rows are being written. `removing`: they are being taken away, some at a time. */
export const IMPORT_STATES = ['under-way', 'done', 'removing'] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export interface ImportRow {
  /** Its source, which begins the names of its segments. */
  name: string
  /** Without their folders. */
  files: readonly string[]
  state: ImportState
  /** By the wall, when it was put in. */
  importedAt: EpochMs
  /** Of its frames; null: it has none. */
  from: EpochMs | null
  to: EpochMs | null
  frames: number
  /** Frames with an IGMP or MLD message. */
  igmp: number
  /** SHA-256 of its frames, their times and octets: the same in pcap, pcapng and gzip. */
  digest: string
  /** A file of it is cut or damaged, and how: what came before that is here. */
  cut: Notice | null
}

/** What becomes of a capture that the server was given. */
export interface ImportJob {
  id: number
  file: string
  name: string | null
  state: 'waiting' | 'reading' | 'importing' | 'done' | 'known' | 'failed'
  /** Frames that are done, of how many; null: they have not been counted yet. */
  done: number
  frames: number | null
  /** Why it failed. */
  notice: Notice | null
  /** Of `done`, and of `known` the one that it is. */
  row: ImportRow | null
}

/** `GET /api/v1/imports` */
export interface ImportList {
  rows: readonly ImportRow[]
  /** Since the start of the server, the newest last. */
  jobs: readonly ImportJob[]
}
