import { formatAddress } from '../../shared/address.ts'
import { hostName } from './host-name.ts'
import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/**
 * A group that was cut off with the first leave, though another member wanted it: no specific query, and that member
 * reports it again (RFC 3376 s6.4.2 asks before it cuts). Withheld where the queries of the segment are not seen.
 */
export const fastLeave: SegmentRule = {
  code: 'fast-leave',

  check: (facts) => (facts.conduct.hosts.leaves.cut ? found(facts) : NOTHING),

  /** The ledger keeps the last one for an hour. */
  lingers: () => 0,
}

function* found({ conduct }: SegmentFacts): Generator<Observation> {
  const { cut, cuts, cutCount } = conduct.hosts.leaves
  if (!cut) return
  yield {
    subject: NOBODY,
    severity: 'warning',
    sentence: 'fast-leave',
    values: {
      left: hostName(cut.left),
      group: formatAddress(cut.group),
      other: hostName(cut.other),
      gapMs: cut.gap,
    },
    count: cutCount,
    evidence: cuts.evidence,
  }
}
