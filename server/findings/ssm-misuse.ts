import { formatAddress } from '../../shared/address.ts'
import { hostName } from './host-name.ts'
import { protocolName } from './protocol-name.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Joins in the source-specific range that name no source: routers ignore them (RFC 9776 s6.4, RFC 4604 s2.2). */
export const ssmMisuse: SegmentRule = {
  code: 'ssm-misuse',

  check: (facts) => (facts.conduct.hosts.sourceSpecific.misuses.size > 0 ? found(facts) : NOTHING),

  /** The ledger keeps it for one group membership interval after the last such join. */
  lingers: () => 0,
}

function* found({ table, conduct }: SegmentFacts): Generator<Observation> {
  const { family } = table.segment
  for (const { group, host, version, trail } of conduct.hosts.sourceSpecific.misuses.values()) {
    const values = { host: hostName(host), group: formatAddress(group) }
    const protocol = protocolName(family, version)
    const seen = {
      subject: { group, host },
      severity: 'warning',
      count: trail.count,
      evidence: trail.evidence,
    } as const
    if (version === 3) yield { ...seen, sentence: 'ssm-misuse', values }
    else yield { ...seen, sentence: 'ssm-misuse-version', values: { ...values, protocol } }
  }
}
