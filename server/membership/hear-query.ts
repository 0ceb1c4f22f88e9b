import type { IgmpVersion, QueryScope } from '../../shared/igmp.ts'
import type { QueryMessage } from '../decode/message.ts'
import type { Deadlines } from './deadlines.ts'
import type { MinuteTally, SegmentTable } from './segment-table.ts'
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
  segment.tally[kindOf(scope, version)] += 1
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

/** Where it is counted. Version 1 asks no group (RFC 1112). */
function kindOf(scope: QueryScope, version: IgmpVersion): keyof MinuteTally {
  if (scope === 'general') return version === 1 ? 'generalV1' : version === 2 ? 'generalV2' : 'generalV3'
  return version === 3 ? 'specificV3' : 'specificV2'
}
