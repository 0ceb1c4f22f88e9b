import { SOURCE_STATES } from '../../shared/source.ts'
import { SECOND, type EpochMs } from '../../shared/time.ts'
import type { SubjectTap } from '../views/subject.ts'
import type { MetricName } from './catalogue.ts'
import type { NeverFalls } from './never-falls.ts'
import type { Labels, Sheet } from './sheet.ts'

/** What became of the frames of one source. */
export function tellSource(sheet: Sheet, tap: Pick<SubjectTap, 'source' | 'table'>, counters: NeverFalls): void {
  const row = tap.source()
  const source = row.name
  const count = (name: MetricName, raw: number, labels: Labels = {}): void =>
    sheet.add(name, { source, ...labels }, counters.value(JSON.stringify([name, source, labels]), raw))
  const at = (name: MetricName, moment: EpochMs | null): void => {
    if (moment !== null) sheet.add(name, { source }, moment / SECOND)
  }
  sheet.add('rollcall_source_info', { source, kind: row.kind }, 1)
  sheet.oneOf('rollcall_source_state', { source }, 'state', SOURCE_STATES, row.state)
  at('rollcall_source_last_frame_timestamp_seconds', row.lastFrameAt)
  at('rollcall_source_last_message_timestamp_seconds', row.lastIgmpAt)
  count('rollcall_frames_total', row.frames)
  count('rollcall_message_frames_total', row.igmp)
  count('rollcall_duplicate_frames_total', row.duplicates)
  count('rollcall_looped_frames_total', row.loops)
  if (row.droppedByKernel !== null) count('rollcall_dropped_frames_total', row.droppedByKernel)
  if (row.lost !== null) count('rollcall_lost_mirror_frames_total', row.lost)
  for (const [reason, frames] of Object.entries(row.undecodable)) {
    count('rollcall_undecodable_frames_total', frames, { reason })
  }
  for (const [problem, messages] of Object.entries(row.problems)) {
    count('rollcall_message_problems_total', messages, { problem })
  }
  if (row.sampled) count('rollcall_sampled_messages_total', row.samples.count)
  for (const [entry, refused] of Object.entries(row.refused)) count('rollcall_refused_total', refused, { entry })
  for (const [entry, evicted] of Object.entries(tap.table.evicted)) count('rollcall_evicted_total', evicted, { entry })
  sheet.add('rollcall_pending_senders', { source }, row.pendingSenders.length)
}
