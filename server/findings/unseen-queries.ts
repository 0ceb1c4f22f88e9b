import type { EpochMs } from '../../shared/time.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

/** Silence before this moment is nobody's: the tap was not there, or blind. */
export const watchedSince = ({ firstSeenAt, election }: SegmentTable): EpochMs =>
  Math.max(firstSeenAt, election.watchedSince)

/**
 * Hosts send some records only in answer to a query. When those go on for more than one group membership interval after
 * the last query that was seen, the querier is there and this tap is blind to it.
 */
export function queriesUnseen(table: SegmentTable, at: EpochMs): boolean {
  const { lastAnswerAt, election, gmi } = table
  if (lastAnswerAt === null) return false
  const since = watchedSince(table)
  return lastAnswerAt - Math.max(election.lastQueryAt ?? since, since) > gmi && at - lastAnswerAt <= gmi
}
