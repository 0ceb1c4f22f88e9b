import type { SegmentCondition, SegmentState } from '../../shared/segment.ts'
import type { SourceState } from '../../shared/source.ts'
import type { EpochMs } from '../../shared/time.ts'
import { querierSilence } from '../findings/querier-silence.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

export interface Health {
  state: SegmentState
  condition: SegmentCondition
}

const health = (state: SegmentState, condition: SegmentCondition): Health => ({ state, condition })

/** How a segment does at `at`, in the clock of its tap: as the findings about its querier have it. */
export function healthOf(segment: SegmentTable, at: EpochMs, source: SourceState): Health {
  // It still catches up (a tap that begins, a simulated past): where its clock stands says nothing yet.
  if (source === 'starting') return health('warming', 'warming-up')
  if (source !== 'running') return health('stale', 'source-stopped')
  const { condition, absent } = querierSilence(segment, at)
  switch (condition) {
    case 'queried':
    case 'not-needed':
      return health('ok', condition)
    case 'warming-up':
      return health('warming', condition)
    case 'queries-unseen':
    case 'query-late':
      return health('warning', condition)
    case 'no-querier':
      return health(absent ? 'critical' : 'warning', condition)
    case 'querier-lost':
      return health('critical', condition)
  }
}

/** Worst first. */
const SEVERITY: Record<SegmentState, number> = { critical: 0, warning: 1, stale: 2, warming: 3, ok: 4 }

export const severity = (state: SegmentState): number => SEVERITY[state]
