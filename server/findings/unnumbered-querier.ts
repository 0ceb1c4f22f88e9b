import { formatAddress, UNSPECIFIED, UNSPECIFIED_V6 } from '../../shared/address.ts'
import { hostName } from './host-name.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** From how many queries on it is a querier: one alone comes after a change of the topology. */
const REGULAR = 2

/** RFC 4541 s2.1.1: a snooping switch asks from 0.0.0.0, while nobody with an address does. */
export const unnumberedQuerier: SegmentRule = {
  code: 'unnumbered-querier',
  check: (facts) =>
    !facts.table.election.elected && facts.conduct.queriers.unnumbered.size > 0 ? found(facts) : NOTHING,
  lingers: () => 0,
}

function* found({ at, table, conduct }: SegmentFacts): Generator<Observation> {
  const { elected, timing } = table.election
  if (elected) return
  const ip = table.segment.family === 'ipv4' ? UNSPECIFIED : UNSPECIFIED_V6
  const ignored = conduct.queriers.unanswered.ignored.at(-1)
  for (const { mac, queries } of conduct.queriers.unnumbered) {
    if (queries.count < REGULAR || at - queries.lastAt >= timing.otherQuerierPresent) continue
    const name = hostName({ ip, mac })
    const said = { subject: { group: null, host: { ip, mac } }, count: queries.count, evidence: queries.evidence }
    if (ignored) {
      const values = { mac: name, host: hostName(ignored.host), group: formatAddress(ignored.group) }
      yield { ...said, severity: 'warning', sentence: 'unnumbered-querier-ignored', values }
    } else yield { ...said, severity: 'information', sentence: 'unnumbered-querier', values: { mac: name } }
  }
}
