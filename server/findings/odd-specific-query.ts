import { ALL_HOSTS, ALL_NODES, formatAddress } from '../../shared/address.ts'
import { hostName } from './host-name.ts'
import type { Observation, SegmentFacts, SegmentRule } from './rule.ts'

/** From how many hosts on that came back it is no chance. */
const UNHEARD = 2

/** Queries after a single group that come from the wrong one, go to the wrong place, or are not heard. */
export const oddSpecificQuery: SegmentRule = {
  code: 'odd-specific-query',
  *check(facts: SegmentFacts): Generator<Observation> {
    const { unheard: unheardBy, specific } = facts.conduct.queriers
    if (unheardBy.askers.size + specific.foreign.size + specific.misdirected.size === 0) return
    const told = new Set<string>()
    // The worst of one sender is said.
    for (const seen of [...unheard(facts), ...foreign(facts), ...misdirected(facts)]) {
      const host = seen.subject.host ? hostName(seen.subject.host) : ''
      if (told.has(host)) continue
      told.add(host)
      yield seen
    }
  },
  /** Hosts leave now and then: what shows only at a leave is one finding. */
  lingers: ({ table }) => table.gmi,
}

/**
 * It was left unanswered by a host that reports later. A switch of the Linux kind, which asks at 224.0.0.1, asks the port
 * of the leave alone: who is behind another port had nothing to hear.
 */
function* unheard({ at, table, conduct }: SegmentFacts): Generator<Observation> {
  const { misdirected: switches } = conduct.queriers.specific
  for (const { asker, group, host, returns } of conduct.queriers.unheard.askers.values()) {
    if (at - returns.lastAt >= table.gmi || switches.has(asker.ip)) continue
    // It reaches fewer ports than its general ones: a switch that asks the port of the leave serves the others still.
    const narrow = conduct.queriers.reach.isNarrow(asker.ip)
    yield {
      subject: { group: null, host: asker },
      severity: returns.count >= UNHEARD && !narrow ? 'warning' : 'information',
      sentence: narrow ? 'odd-specific-query-ports' : 'odd-specific-query-unheard',
      values: { sender: hostName(asker), host: hostName(host), group: formatAddress(group) },
      count: returns.count,
      evidence: returns.evidence,
    }
  }
}

/** RFC 2236 s3: one that is not querier ignores leaves. */
function* foreign({ at, table, conduct }: SegmentFacts): Generator<Observation> {
  const { elected } = table.election
  if (!elected) return
  for (const { host, group, queries } of conduct.queriers.specific.foreign.values()) {
    if (at - queries.lastAt >= table.gmi || host.ip === elected.ip) continue
    yield {
      subject: { group: null, host },
      severity: 'warning',
      sentence: 'odd-specific-query',
      values: { sender: hostName(host), group: formatAddress(group), querier: hostName(elected) },
      count: queries.count,
      evidence: queries.evidence,
    }
  }
}

/** RFC 3376 s4.1.12: a specific query goes to the group. */
function* misdirected({ at, table, conduct }: SegmentFacts): Generator<Observation> {
  const destination = formatAddress(table.segment.family === 'ipv4' ? ALL_HOSTS : ALL_NODES)
  for (const { host, group, queries } of conduct.queriers.specific.misdirected.values()) {
    if (at - queries.lastAt >= table.gmi) continue
    yield {
      subject: { group: null, host },
      severity: 'information',
      sentence: 'odd-specific-query-destination',
      values: { sender: hostName(host), group: formatAddress(group), destination },
      count: queries.count,
      evidence: queries.evidence,
    }
  }
}
