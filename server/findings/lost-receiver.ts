import { formatAddress } from '../../shared/address.ts'
import { hostName } from './host-name.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Receivers of discovery, time and media services that stop answering queries (RFC 3376 s5.2) without a leave. */
export const lostReceiver: SegmentRule = {
  code: 'lost-receiver',

  check: (facts) => (facts.conduct.hosts.receivers.lost.size > 0 ? found(facts) : NOTHING),

  /** They are back, or nobody has come back for an hour. */
  lingers: () => 0,
}

function* found({ conduct }: SegmentFacts): Generator<Observation> {
  for (const { group, service, hosts, lastReportAt, trail } of conduct.hosts.receivers.lost.values()) {
    const last = [...hosts.values()].at(-1)
    if (!last) continue
    yield {
      subject: { group, host: null },
      severity: 'warning',
      sentence: 'lost-receiver',
      values: {
        service,
        group: formatAddress(group),
        hosts: hosts.size,
        host: hostName(last),
        lastAt: lastReportAt,
      },
      count: hosts.size,
      evidence: trail.evidence,
    }
  }
}
