import { compareAddress } from '../../shared/address.ts'
import type { Totals } from '../../shared/membership.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Group } from '../membership/group.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { First } from './first.ts'
import { PART, type Work } from './work.ts'

/** The first group of a segment that ends if no report comes, link-local ones aside. Known where all ends are (unknown.ts). */
interface NextExpiry {
  group: Group
  at: EpochMs
}

/** What only a look at every group of a segment can tell, gathered in one pass. */
export interface GroupScan {
  nextExpiry: NextExpiry | null
  /** The groups with most members, largest first, then by address. */
  largest: readonly Group[]
}

/** As many as an overview shows. */
export const LARGEST_SHOWN = 8

export const larger = (a: Group, b: Group): number =>
  b.members.length - a.members.length || compareAddress(a.address, b.address)

export function* scanGroups(segment: SegmentTable): Work<GroupScan> {
  let first: Group | null = null
  let at = Infinity
  let areKnown = true
  let seen = 0
  const largest = new First<Group>(LARGEST_SHOWN, larger)
  for (const group of segment.groups.values()) {
    seen += 1
    if (seen % PART === 0) yield
    if (group.linkLocal) continue
    if (group.members.length > 0) largest.add(group)
    const ends = group.endsAt()
    if (ends === Infinity) areKnown = false
    if (ends >= at) continue
    first = group
    at = ends
  }
  return { nextExpiry: first && areKnown ? { group: first, at } : null, largest: largest.items }
}

export const NO_TOTALS: Totals = {
  groups: 0,
  withoutMember: 0,
  linkLocalGroups: 0,
  hosts: 0,
  confirmed: 0,
  presumed: 0,
  unknown: 0,
  queriers: 0,
  segments: 0,
}

/** Groups, hosts and memberships outside 224.0.0.0/24; those are counted apart. */
export function totalsOf(segments: Iterable<SegmentTable>): Totals {
  const totals = { ...NO_TOTALS }
  for (const segment of segments) {
    const { elected, unnumbered } = segment.election
    totals.groups += segment.routableGroups
    totals.withoutMember += segment.routableGroups - segment.groupsWithMembers
    totals.linkLocalGroups += segment.linkLocalGroups
    totals.hosts += segment.hostsWithGroups
    totals.confirmed += segment.confirmed
    totals.presumed += segment.presumed
    totals.unknown += segment.unknown
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
  unknown: a.unknown + b.unknown,
  queriers: a.queriers + b.queriers,
  segments: a.segments + b.segments,
})
