import type { SegmentCondition, SegmentState, SourceState } from '../../shared/membership.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

export interface Health {
  state: SegmentState
  condition: SegmentCondition
}

/** A general query is late after this many query intervals. */
const LATE = 1.5

const health = (state: SegmentState, condition: SegmentCondition): Health => ({ state, condition })

/**
 * How a segment does at `at`, in the clock of its tap. Thresholds are multiples of the timers learnt on the segment; a
 * querier without an address satisfies them too, because hosts answer it.
 */
export function healthOf(segment: SegmentTable, at: EpochMs, source: SourceState): Health {
  // It still catches up (a tap that begins, a simulated past): where its clock stands says nothing yet.
  if (source === 'starting') return health('warming', 'warming-up')
  if (source !== 'running') return health('stale', 'source-stopped')
  const { election, firstSeenAt } = segment
  const { queryInterval, maxResponse, otherQuerierPresent } = election.timing
  const { lastQueryAt } = election
  if (lastQueryAt !== null && at - lastQueryAt < LATE * queryInterval) return health('ok', 'queried')
  // What went by while the tap was blind is nobody's silence.
  const watchedSince = Math.max(firstSeenAt, election.watchedSince)
  const silence = at - Math.max(lastQueryAt ?? watchedSince, watchedSince)
  // No verdict about a querier before one query interval and response time were watched.
  if ((lastQueryAt === null || lastQueryAt < watchedSince) && silence < queryInterval + maxResponse)
    return health('warming', 'warming-up')
  if (queriesUnseen(segment, at)) return health('warning', 'queries-unseen')
  const absent = silence >= otherQuerierPresent // RFC 3376 s8.5
  if (lastQueryAt === null || hadNoQuerier(segment)) return health(absent ? 'critical' : 'warning', 'no-querier')
  return absent ? health('critical', 'querier-lost') : health('warning', 'query-late')
}

/**
 * Hosts send some records only in answer to a query. When those go on for more than one group membership interval after
 * the last query that was seen, the querier is there and this tap is blind to it.
 */
function queriesUnseen({ lastAnswerAt, election, firstSeenAt, gmi }: SegmentTable, at: EpochMs): boolean {
  if (lastAnswerAt === null) return false
  const watchedSince = Math.max(firstSeenAt, election.watchedSince)
  return lastAnswerAt - Math.max(election.lastQueryAt ?? watchedSince, watchedSince) > gmi && at - lastAnswerAt <= gmi
}

/** A single query from 0.0.0.0 comes after a change of the topology; it makes no querier. */
const hadNoQuerier = ({ election }: SegmentTable): boolean => election.reigns.length === 0 && election.queries < 2

/** Worst first. */
const SEVERITY: Record<SegmentState, number> = { critical: 0, warning: 1, stale: 2, warming: 3, ok: 4 }

export const severity = (state: SegmentState): number => SEVERITY[state]
