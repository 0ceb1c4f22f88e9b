import type { ImportRow } from '../../../shared/imports.ts'
import type { Notice } from '../../../shared/notice.ts'
import type { NewImport } from './import-table.ts'
import type { Ended } from '../intervals/open-intervals.ts'
import type { Batch } from '../writing/pack.ts'
import type { MemberKey } from '../protocol.ts'

/* What a session that puts a capture in and the writing thread say to each other, over a port of their own. */

export type FromSession =
  /** `taken`: names that live sources have besides those of the file. */
  | { say: 'begin'; capture: NewImport; taken: readonly string[] }
  | { say: 'batch'; batch: Batch }
  /** All batches are committed: what lasts is closed. */
  | { say: 'end'; igmp: number }
  | { say: 'answers'; answers: readonly (Ended | null)[] }
  /** Takes the capture of this name out. */
  | { say: 'remove'; name: string }

export type ToSession =
  | { say: 'begun'; name: string }
  /** These frames are in the history. */
  | { say: 'known'; row: ImportRow }
  | { say: 'committed'; changes: number }
  /** Before the end: how do these stand? */
  | { say: 'ask'; keys: readonly MemberKey[] }
  | { say: 'done'; row: ImportRow }
  /** null: there is no such capture. */
  | { say: 'removed'; row: ImportRow | null }
  | { say: 'failed'; notice: Notice }
