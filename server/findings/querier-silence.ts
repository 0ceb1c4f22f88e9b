import type { SegmentCondition } from '../../shared/segment.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import { LATE } from '../membership/querier.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

/** In max response times: an answer that comes later is none to that query. Some come a little late. */
const ANSWERED = 2

/** How long nobody has asked, and what that means. */
interface QuerierSilence {
  readonly condition: Exclude<SegmentCondition, 'source-stopped'>
  readonly lasts: DurationMs
  /** Longer than the other querier present interval (RFC 3376 s8.5): nobody is querier. */
  readonly absent: boolean
}

/**
 * Does somebody ask on this segment at `at`, in the clock of its tap? Thresholds are multiples of the timers learnt on
 * the segment; a querier without an address satisfies them too, because hosts answer it.
 */
export function querierSilence(segment: SegmentTable, at: EpochMs): QuerierSilence {
  const { election } = segment
  const { queryInterval, maxResponse, otherQuerierPresent } = election.timing
  const { lastQueryAt } = election
  // What went by while the tap was blind is nobody's silence.
  const since = watchedSince(segment)
  const lasts = at - Math.max(lastQueryAt ?? since, since)
  const absent = lasts >= otherQuerierPresent
  if (lastQueryAt !== null && at - lastQueryAt < LATE * queryInterval) return { condition: 'queried', lasts, absent }
  // No verdict about a querier before one query interval and response time were watched.
  if ((lastQueryAt === null || lastQueryAt < since) && lasts < queryInterval + maxResponse)
    return { condition: 'warming-up', lasts, absent }
  if (queriesUnseen(segment, at)) return { condition: 'queries-unseen', lasts, absent }
  const answers = answersGoOn(segment, at)
  if (lastQueryAt === null || hadNoQuerier(segment)) {
    if (answers) return { condition: 'warming-up', lasts, absent }
    return { condition: segment.hadRoutableGroup ? 'no-querier' : 'not-needed', lasts, absent }
  }
  return { condition: absent && !answers ? 'querier-lost' : 'query-late', lasts, absent }
}

/** Since when the segment is watched without a break. */
export const watchedSince = ({ firstSeenAt, election }: SegmentTable): EpochMs =>
  Math.max(firstSeenAt, election.watchedSince)

/**
 * Hosts send some records only in answer to a query. When those go on for more than one group membership interval after
 * the last query that was seen, the querier is there and this tap is blind to it.
 */
export function queriesUnseen(segment: SegmentTable, at: EpochMs): boolean {
  const { lastAnswerAt, election, gmi } = segment
  if (lastAnswerAt === null) return false
  const since = watchedSince(segment)
  return lastAnswerAt - Math.max(election.lastQueryAt ?? since, since) > gmi && at - lastAnswerAt <= gmi
}

/**
 * An answer came to no query that was seen: either one was lost on its way here, or they are all unseen. Until that is
 * clear nobody is accused of silence.
 */
function answersGoOn(segment: SegmentTable, at: EpochMs): boolean {
  const { lastAnswerAt, election } = segment
  if (lastAnswerAt === null) return false
  const since = watchedSince(segment)
  const { queryInterval, maxResponse } = election.timing
  const asked = Math.max(election.lastQueryAt ?? since, since)
  return lastAnswerAt - asked > ANSWERED * maxResponse && at - lastAnswerAt <= queryInterval + maxResponse
}

/** A single query from 0.0.0.0 comes after a change of the topology; it makes no querier. */
const hadNoQuerier = ({ election }: SegmentTable): boolean => election.reigns.length === 0 && election.queries < 2
