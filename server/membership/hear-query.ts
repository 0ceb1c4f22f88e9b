import type { IgmpVersion } from '../../shared/igmp.ts'
import type { QueryMessage } from '../decode/message.ts'
import type { Deadlines } from './deadlines.ts'
import type { SegmentTable } from './segment-table.ts'
import { seeSpecificQuery } from './specific-query.ts'
import type { StepDraft } from './step.ts'

/** What a sound query does to its segment: it elects, or it lowers timers. */
export function hearQuery(
  segment: SegmentTable,
  query: QueryMessage,
  version: IgmpVersion,
  deadlines: Deadlines,
  draft: StepDraft,
): void {
  const { election } = segment
  const { at, src, mac, scope, group: address, maxResponseMs, robustness, queryIntervalMs } = query
  segment.tally.queries += 1
  if (scope === 'general') {
    const elected = election.hear(query, version)
    deadlines.schedule(election)
    if (elected) {
      const querier = { ip: elected.ip, mac: elected.mac }
      draft.events.push({ event: 'querier-elected', at, segment: segment.segment, querier, version })
    }
  } else if (address !== null) {
    // Who sent it does not matter: hosts answer, and each router that hears it lowers its timers (RFC 3376 s6.6.1).
    const group = segment.groups.get(address)
    if (group) {
      group.askedAt = at
      if (seeSpecificQuery(group, query, election.timing.robustness, at)) deadlines.schedule(group)
    }
  }
  const elected = election.isQuerier(src)
  draft.queries.push({
    at,
    segment: segment.segment,
    ip: src,
    mac,
    version,
    scope,
    group: address,
    maxResponseMs,
    robustness,
    queryIntervalMs,
    elected,
  })
}
