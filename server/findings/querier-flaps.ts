import { GAPS_REMEMBERED } from '../conduct/query-gaps.ts'
import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Gaps of more than 1.5 query intervals (RFC 3376 s8.2) in an hour. */
const FLAPS = 3

/** The querier is there, but its queries stay away again and again. */
export const querierFlaps: SegmentRule = {
  code: 'querier-flaps',
  check: (facts) => (facts.conduct.queriers.gaps.long.length >= FLAPS ? found(facts) : NOTHING),
  /** What comes and goes twice an hour is one finding. */
  lingers: () => GAPS_REMEMBERED / 2,
}

function* found({ table, conduct }: SegmentFacts): Generator<Observation> {
  const { long } = conduct.queriers.gaps
  const last = long.at(-1)
  if (!last) return
  yield {
    subject: NOBODY,
    severity: 'warning',
    sentence: 'querier-flaps',
    values: { gaps: long.length, lastGapAt: last.at, lastsMs: table.gmi },
    count: long.length,
    evidence: long,
  }
}
