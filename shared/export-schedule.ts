import type { ExportName } from './export.ts'
import type { Notice } from './notice.ts'
import type { EpochMs } from './time.ts'

export const SCHEDULE_EVERY = ['day', 'week'] as const

/** A file that the server writes by itself each day or week (`[[export]]` of the configuration). */
export interface ScheduledExportRow {
  name: ExportName
  folder: string
  /** How the names of its files begin. */
  file: string
  every: (typeof SCHEDULE_EVERY)[number]
  zone: string
  nextAt: EpochMs
  /** The last one since the start; null: none yet. */
  last: { at: EpochMs; file: string; rows: number } | null
  /** Why the one that is due is not written; it is tried again. */
  error: Notice | null
  /** Runs that were missed and are left out, since the start. */
  leftOut: number
}

/** `GET /api/v1/exports/schedule` */
export interface ExportScheduleAnswer {
  rows: readonly ScheduledExportRow[]
}
