import type { Latency } from '../../shared/conduct.ts'
import type { QuerySeen } from '../membership/querier.ts'
import { latencyOf } from './latency.ts'

/** In medians: a gap beyond these is a start-up query (RFC 3376 s8.6) or one that was missed, and no jitter. */
const SHORTEST = 0.5
const LONGEST = 1.5

/** How far the gaps between the querier's queries are from their median. */
export function jitterOf(cadence: readonly QuerySeen[]): Latency {
  const gaps = cadence.flatMap(({ gap, elected }) => (elected && gap !== null ? [gap] : []))
  const median = latencyOf(gaps).p50Ms
  if (median === null) return latencyOf([])
  const regular = gaps.filter((gap) => gap > SHORTEST * median && gap < LONGEST * median)
  return latencyOf(regular.map((gap) => Math.abs(gap - median)))
}
