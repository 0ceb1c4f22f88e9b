import type { Notice } from '../../shared/notice.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { HistoryState } from './condition.ts'
import type { Keep } from './upkeep/keep.ts'
import type { FileState } from './upkeep/size-limit.ts'

/** How the history is: whether it is written, what waits and what was lost, and how far back it goes. */
export interface HistoryStatus {
  state: HistoryState
  notice: Notice | null
  /** Changes that wait for the disk, and how long the oldest that was sent there has waited. */
  queued: number
  lagMs: DurationMs
  /** Changes that were written, and those that found no room, since the start. */
  written: number
  dropped: number
  sizeBytes: number
  keep: Keep
  /** Events taken away since the start to stay below the limit, and where the history begins since then. */
  trimmed: number
  oldestAt: EpochMs | null
  /** The first event that is there. */
  beginsAt: EpochMs | null
  /** Rows taken away since the start, and since when the counts are there. */
  removed: FileState['removed']
  countsBegin: FileState['countsBegin']
}
