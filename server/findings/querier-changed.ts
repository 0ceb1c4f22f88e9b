import { familyOf } from '../../shared/address.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'
import { hostName } from './host-name.ts'

/** Another querier than before (RFC 3376 s6.6.2); or one that may not be, for as long as it is. */
export const querierChanged: SegmentRule = {
  code: 'querier-changed',
  check: (facts) => (mayBeNews(facts) ? found(facts) : NOTHING),
  lingers: () => 0,
}

/** News for as long as the one before could still come back as if nothing had been. */
function mayBeNews({ at, table, conduct, settings }: SegmentFacts): boolean {
  if (settings.queriers !== null) return true
  const { change } = conduct.queriers.succession
  return change !== null && at - change.at < table.election.timing.otherQuerierPresent
}

function* found({ at, table, conduct, settings }: SegmentFacts): Generator<Observation> {
  const { elected, reigns, timing } = table.election
  if (!elected) return
  const { ip, mac, since } = elected
  const { change } = conduct.queriers.succession
  const current = change?.to.ip === ip && change.at === since ? change : null
  const subject = { group: null, host: { ip, mac: current?.to.mac ?? mac } }
  const querier = hostName(elected)
  // A list that names nobody of this family says nothing about it.
  const mayBe = settings.queriers?.filter((allow) => familyOf(allow) === table.segment.family) ?? []
  if (mayBe.length > 0 && !mayBe.includes(ip)) {
    const evidence = current?.evidence ?? [{ at: reigns.at(-1)?.from ?? since, frame: null }]
    const allowed = mayBe.map((allow) => hostName({ ip: allow, mac: null })).join(', ')
    const values = { querier, sinceAt: since, allowed }
    yield { subject, severity: 'critical', sentence: 'querier-changed-not-allowed', values, count: 1, evidence }
    return
  }
  if (!current || at - since >= timing.otherQuerierPresent) return
  const { evidence, displaced, from, fromLastAt } = current
  const before = hostName(from)
  const said = { subject, severity: 'information', count: 1, evidence } as const
  if (displaced) yield { ...said, sentence: 'querier-changed-displaced', values: { querier, before, sinceAt: since } }
  else {
    const values = { querier, before, sinceAt: since, lastQueryAt: fromLastAt }
    yield { ...said, sentence: 'querier-changed', values }
  }
}
