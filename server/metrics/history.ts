import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Sheet } from './sheet.ts'

const STATES = ['open', 'behind', 'failed', 'stopped'] as const

/** What is told of the history: `HistoryStatus` has it. */
export interface HistoryFacts {
  readonly state: (typeof STATES)[number]
  readonly queued: number
  readonly lagMs: DurationMs
  readonly written: number
  readonly dropped: number
  readonly trimmed: number
  readonly sizeBytes: number
  readonly keep: { readonly maxBytes: number }
  readonly beginsAt: EpochMs | null
}

export function tellHistory(sheet: Sheet, history: HistoryFacts): void {
  sheet.oneOf('rollcall_history_state', {}, 'state', STATES, history.state)
  sheet.add('rollcall_history_queued_changes', {}, history.queued)
  sheet.add('rollcall_history_lag_seconds', {}, history.lagMs / SECOND)
  sheet.add('rollcall_history_written_changes_total', {}, history.written)
  sheet.add('rollcall_history_dropped_changes_total', {}, history.dropped)
  sheet.add('rollcall_history_trimmed_events_total', {}, history.trimmed)
  sheet.add('rollcall_history_size_bytes', {}, history.sizeBytes)
  sheet.add('rollcall_history_limit_bytes', {}, history.keep.maxBytes)
  if (history.beginsAt !== null) {
    sheet.add('rollcall_history_begin_timestamp_seconds', {}, history.beginsAt / SECOND)
  }
}
