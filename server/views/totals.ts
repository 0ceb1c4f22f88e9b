import type { Totals } from '../../shared/membership.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Group } from '../membership/group.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

/** The first group of a segment that ends if no report comes, link-local ones aside. */
interface NextExpiry {
  group: Group
  at: EpochMs
}

/** What only a look at every group of a segment can tell, gathered in one pass. */
export interface GroupScan {
  withoutMember: number
  nextExpiry: NextExpiry | null
}

export function scanGroups(segment: SegmentTable): GroupScan {
  let first: Group | null = null
  let at = Infinity
  let withoutMember = 0
  for (const group of segment.groups.values()) {
    if (group.linkLocal) continue
    if (group.members.length === 0) withoutMember += 1
    const ends = group.endsAt()
    if (ends >= at) continue
    first = group
    at = ends
  }
  return { withoutMember, nextExpiry: first && { group: first, at } }
}

export const NO_TOTALS: Totals = {
  groups: 0,
  withoutMember: 0,
  linkLocalGroups: 0,
  hosts: 0,
  confirmed: 0,
  presumed: 0,
  queriers: 0,
  segments: 0,
}

/** Groups, hosts and memberships outside 224.0.0.0/24; those are counted apart. */
export function totalsOf(
  segments: Iterable<SegmentTable>,
  scanOf: (segment: SegmentTable) => GroupScan = scanGroups,
): Totals {
  const totals = { ...NO_TOTALS }
  for (const segment of segments) {
    const { elected, unnumbered } = segment.election
    totals.groups += segment.routableGroups
    totals.withoutMember += scanOf(segment).withoutMember
    totals.linkLocalGroups += segment.linkLocalGroups
    totals.hosts += segment.hostsWithGroups
    totals.confirmed += segment.confirmed
    totals.presumed += segment.presumed
    totals.queriers += elected || unnumbered ? 1 : 0
    totals.segments += 1
  }
  return totals
}

export const addTotals = (a: Totals, b: Totals): Totals => ({
  groups: a.groups + b.groups,
  withoutMember: a.withoutMember + b.withoutMember,
  linkLocalGroups: a.linkLocalGroups + b.linkLocalGroups,
  hosts: a.hosts + b.hosts,
  confirmed: a.confirmed + b.confirmed,
  presumed: a.presumed + b.presumed,
  queriers: a.queriers + b.queriers,
  segments: a.segments + b.segments,
})
