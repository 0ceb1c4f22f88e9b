import type { EpochMs } from '../../shared/time.ts'
import type { SegmentConduct } from '../conduct/segment-conduct.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { watchedSince, queriesUnseen } from './querier-silence.ts'

/** What a tap sees of one segment. */
export interface Look {
  readonly table: SegmentTable
  /** `quiet`: it was watched for long enough, and nobody asks and nobody answers. */
  readonly view: 'both' | 'answers-only' | 'queries-only' | 'quiet' | 'too-early'
  readonly since: EpochMs
  /** Since when no report has come. */
  readonly silentSince: EpochMs
  /** When it can be judged whatever comes. */
  readonly judgedAt: EpochMs
}

/**
 * Both directions need no more than a query and a report; that one of them is missing takes a group membership interval,
 * in which a host that is there is asked at least twice (RFC 3376 s8.4).
 */
export function lookAt({ table, wire }: SegmentConduct, at: EpochMs): Look {
  const { gmi, election } = table
  const since = watchedSince(table)
  const asked = election.lastQueryAt !== null && at - election.lastQueryAt <= gmi
  const reported = at - wire.lastReportAt <= gmi
  const silentSince = Math.max(wire.lastReportAt, since)
  const look = (view: Look['view']): Look => ({ table, view, since, silentSince, judgedAt: since + gmi })
  if (queriesUnseen(table, at)) return look('answers-only')
  if (asked && reported) return look('both')
  if (at < since + gmi) return look('too-early')
  return look(asked ? 'queries-only' : 'quiet')
}
