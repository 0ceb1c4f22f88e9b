import { formatMac } from '../../shared/address.ts'
import { hostName } from './host-name.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Changes of the querier's MAC within the other querier present interval that no router's take-over explains. */
const TURNS = 3

/** RFC 3376 s6.6.2: who hears a lower address stops asking. */
export const twoQueriers: SegmentRule = {
  code: 'two-queriers',
  check: (facts) =>
    facts.table.election.elected && facts.conduct.queriers.rivals.size + facts.conduct.queriers.twins.size > 0
      ? found(facts)
      : NOTHING,
  lingers: () => 0,
}

function* found({ at, table, conduct }: SegmentFacts): Generator<Observation> {
  const { elected, timing } = table.election
  if (!elected) return
  const querier = hostName(elected)
  for (const { ip, mac, lostAt, obeysAfter, queries } of conduct.queriers.rivals) {
    const goesOn = queries.lastAt - lostAt >= timing.otherQuerierPresent
    // One overlap is over with the election; whoever has gone on has to prove that it obeys.
    if (at - queries.lastAt >= (goesOn ? obeysAfter : timing.otherQuerierPresent)) continue
    const loser = hostName({ ip, mac })
    yield {
      subject: { group: null, host: { ip, mac } },
      count: queries.count,
      evidence: queries.evidence,
      ...(goesOn
        ? { severity: 'critical', sentence: 'two-queriers', values: { loser, querier, lostAt } }
        : { severity: 'information', sentence: 'two-queriers-overlap', values: { loser, querier } }),
    }
  }
  const turns = conduct.queriers.twins.turns(at, timing.otherQuerierPresent)
  const last = turns.at(-1)
  if (!last || turns.length < TURNS) return
  // In this order they stay the same while they take turns.
  const [mac, otherMac] = last.from < last.to ? [last.from, last.to] : [last.to, last.from]
  yield {
    subject: { group: null, host: { ip: elected.ip, mac } },
    severity: 'critical',
    sentence: 'two-queriers-one-address',
    values: { querier, mac: formatMac(mac), otherMac: formatMac(otherMac) },
    count: turns.length,
    evidence: turns.map(({ at: turnedAt, frame }) => ({ at: turnedAt, frame })),
  }
}
