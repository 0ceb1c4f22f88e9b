import { formatAddress } from '../../shared/address.ts'
import { formatPrefix } from '../conduct/subnets.ts'
import { OVER_AFTER } from '../conduct/wire-conduct.ts'
import { watchedSince } from './querier-silence.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** RFC 3927: an address that a host gave itself because nobody gave it one. */
const isSelfAssigned = (ip: number): boolean => ip >>> 16 === 0xa9fe

/**
 * A source outside the prefix that is set for the segment, or that nearly all of its reporters share. MLD comes from
 * link-local addresses, so there is nothing to compare.
 */
export const foreignSubnet: SegmentRule = {
  code: 'foreign-subnet',
  check: (facts) => (facts.conduct.wire.subnets.fresh.size > 0 ? found(facts) : NOTHING),
  lingers: ({ table }) => OVER_AFTER * table.gmi,
}

function* found({ at, table, conduct: { wire } }: SegmentFacts): Generator<Observation> {
  const { subnets } = wire
  // What most share is known once all have been asked.
  if (subnets.configured === null && at - watchedSince(table) < table.gmi) return
  const { configured, learnt } = subnets
  const prefix = configured
    ? configured.map(({ address, bits }) => `${formatAddress(address)}/${bits}`).join(', ')
    : learnt && formatPrefix(learnt.network, learnt.bits)
  if (prefix === null) return
  for (const { host, query, times, trail } of subnets.fresh) {
    const { ip } = host
    if (typeof ip !== 'number' || subnets.isWithin(ip)) continue
    yield {
      subject: { group: null, host },
      severity: 'warning',
      sentence: query ? 'foreign-subnet-querier' : isSelfAssigned(ip) ? 'foreign-subnet-self' : 'foreign-subnet',
      values: { address: formatAddress(ip), prefix },
      count: times,
      evidence: trail.evidence,
    }
  }
}
