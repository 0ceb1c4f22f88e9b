import type { MessagePort } from 'node:worker_threads'
import type { Notice } from '../../shared/notice.ts'
import type { CaptureImport, Imported, ImportProgress } from './run.ts'
import type { TapConfig } from './tap-config.ts'

/* What the thread that reads a capture is told, and tells. */

export interface ImportWork {
  capture: Omit<CaptureImport, 'tap'>
  tap: TapConfig
  /** The way into the history. */
  port: MessagePort
}

export type FromImport =
  ({ say: 'progress' } & ImportProgress) | ({ say: 'done' } & Imported) | { say: 'failed'; notice: Notice }
