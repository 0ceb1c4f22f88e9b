import { MINUTE, SECOND } from '../../shared/time.ts'
import { hostKey, hostName } from './host-name.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** More messages a second from one host than its segment allows, for three seconds running. */
export const reportFlood: SegmentRule = {
  code: 'report-flood',

  check: (facts) => (facts.conduct.hosts.floods.size > 0 ? found(facts) : NOTHING),

  /** It may take a breath. */
  lingers: () => MINUTE,
}

function* found({ at, conduct, settings }: SegmentFacts): Generator<Observation> {
  for (const { host, lastAt, since, most, messages, trail } of conduct.hosts.floods) {
    if (at - lastAt > SECOND) continue
    yield {
      subject: { group: null, host: hostKey(host) },
      severity: 'warning',
      sentence: 'report-flood',
      values: { host: hostName(host), perSecond: most, sinceAt: since, limit: settings.reportsPerSecond },
      count: messages,
      evidence: trail.evidence,
    }
  }
}
