import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** RFC 2236 s3: one answer per group and query is enough, so silent v1/v2 hosts may be there. No alarm. */
export const suppression: SegmentRule = {
  code: 'suppression',

  check: (facts) => (facts.table.presumed > 0 ? found(facts) : NOTHING),

  /** Who is presumed answers next time: the hiding has not stopped. */
  lingers: ({ table }) => 2 * table.gmi,
}

function* found({ at, table }: SegmentFacts): Generator<Observation> {
  const { confirmed, presumed } = table
  yield {
    subject: NOBODY,
    severity: 'information',
    sentence: 'suppression',
    values: { confirmed, presumed },
    count: presumed,
    evidence: [{ at, frame: null }],
  }
}
