import { formatAddress, formatMac } from '../../shared/address.ts'
import { OVER_AFTER } from '../conduct/wire-conduct.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Share of all memberships that one host has where it reports for the others. */
export const NEARLY_ALL = 0.9
/** Fewer groups one host may well have alone. */
export const PROXY_GROUPS = 20

/**
 * Somebody reports for the hosts (RFC 4541 s2.1.1): from 0.0.0.0 for longer than a host is without an address; with many
 * addresses from one MAC; or with one address for nearly everything while there are others.
 */
export const proxyReporting: SegmentRule = {
  code: 'proxy-reporting',
  check(facts) {
    const { unaddressed, crowds } = facts.conduct.wire.proxies
    if (unaddressed.size + crowds.length > 0) return found(facts)
    return nearlyAll(facts) ? found(facts) : NOTHING
  },
  lingers: ({ table }) => table.gmi,
}

const nearlyAll = ({ conduct: { wire } }: SegmentFacts) => wire.proxies.nearlyAll(NEARLY_ALL, PROXY_GROUPS)

function* found(facts: SegmentFacts): Generator<Observation> {
  const { at, table, conduct } = facts
  const { proxies } = conduct.wire
  for (const { host, since, lastAt, reports, trail } of proxies.unaddressed.values()) {
    if (lastAt - since <= table.gmi || at - lastAt > OVER_AFTER * table.gmi) continue
    yield {
      subject: { group: null, host },
      severity: 'information',
      sentence: 'proxy-reporting',
      values: { mac: host.mac === null ? '' : formatMac(host.mac), reports },
      count: reports,
      evidence: trail.evidence,
    }
  }
  for (const { host, addresses, trail } of proxies.crowds) {
    yield {
      subject: { group: null, host },
      severity: 'information',
      sentence: 'proxy-reporting-addresses',
      values: { mac: host.mac === null ? '' : formatMac(host.mac), addresses },
      count: addresses,
      evidence: trail.evidence,
    }
  }
  const most = nearlyAll(facts)
  if (!most) return
  const { ip, mac, routable } = most
  yield {
    subject: { group: null, host: { ip, mac } },
    severity: 'information',
    sentence: 'proxy-reporting-one',
    values: {
      address: formatAddress(ip),
      groups: routable,
      memberships: table.confirmed + table.presumed,
      hosts: table.hostsWithGroups,
    },
    count: routable,
    evidence: [{ at: most.lastReportAt, frame: null }],
  }
}
