import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Member } from './member.ts'
import type { SegmentTable } from './segment-table.ts'

/** Within this time of a join a report may be its repetition (RFC 2236 s8.10), which proves nothing. */
export const JOIN_REPEATED: DurationMs = 10 * SECOND

/**
 * A member that reports again is established when it answers: it was asked since it joined, or it came again after a whole
 * query interval. A forged sender that is another one each time never does. Call before it is refreshed.
 */
export function answers({ since, group }: Member, segment: SegmentTable, at: EpochMs): boolean {
  if (at - since < JOIN_REPEATED) return false
  const { lastQueryAt, timing } = segment.election
  if (lastQueryAt !== null && lastQueryAt > since) return true
  return group.askedAt > since || at - since >= timing.queryInterval
}

/** When the query was sent that a report at `at` may answer; null: none was, or its time is over. */
export function queryAnswered(segment: SegmentTable, at: EpochMs): EpochMs | null {
  const { lastQueryAt, timing } = segment.election
  return lastQueryAt !== null && at <= lastQueryAt + timing.maxResponse ? lastQueryAt : null
}
