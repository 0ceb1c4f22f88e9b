import { compareAddress, formatAddress } from '../../shared/address.ts'
import type { SubscriptionsBlock, SubscriptionsHead, ViewState } from '../../shared/live.ts'
import type { Group } from '../membership/group.ts'
import type { Host } from '../membership/host.ts'
import { hostId } from '../membership/line.ts'
import type { Member } from '../membership/member.ts'
import { compareHosts } from './hosts.ts'
import { matcher } from './list.ts'
import { memberAccess } from './member-access.ts'
import { Ranking } from './ranking.ts'
import { segmentKey } from './segment-key.ts'
import type { Place, Scene } from './scene.ts'

interface SubscriptionsRequest {
  filter: string
  /** Rows and columns of a block at most. */
  hosts: number
  groups: number
}

/** The worst segments that have a block. */
const BLOCKS_SHOWN = 32
const TOP_HOSTS_SHOWN = 20

type Matches = (member: Member) => boolean

/** Who is in what, one block a segment, worst first: the hosts with most groups, the groups with most hosts. */
export function subscriptionsView(scene: Scene, request: SubscriptionsRequest): ViewState<'subscriptions'> {
  const { matches, error } = matcher(request.filter, memberAccess(scene))
  if (error) return { head: { topHosts: [], filterError: error }, rows: [] }
  const counted: Matches = (member) => !member.group.linkLocal && matches(member)
  const counts = scene
    .worstFirst()
    .map((place) => (request.filter.trim() === '' ? countAll(place) : countMatching(place, counted)))
    .filter(({ hosts }) => hosts.length > 0)
  return {
    head: { topHosts: topHosts(scene, counts, counted), filterError: null },
    rows: counts.slice(0, BLOCKS_SHOWN).map((segment) => block(scene, segment, counted, request)),
  }
}

/** Hosts and groups of a segment with a membership that matches, and how many each has. */
interface Counts {
  place: Place
  hosts: readonly Host[]
  groups: readonly Group[]
  groupsOf: (host: Host) => number
  hostsOf: (group: Group) => number
}

function countAll(place: Place): Counts {
  const { segment } = place
  return {
    place,
    hosts: [...segment.hosts].filter(({ routable }) => routable > 0),
    groups: [...segment.groups.values()].filter(({ linkLocal, members }) => !linkLocal && members.length > 0),
    groupsOf: ({ routable }) => routable,
    hostsOf: ({ members }) => members.length,
  }
}

function countMatching(place: Place, matches: Matches): Counts {
  const hosts = new Map<Host, number>()
  const groups = new Map<Group, number>()
  for (const group of place.segment.groups.values()) {
    let inGroup = 0
    for (const member of group.members) {
      if (!matches(member)) continue
      inGroup += 1
      hosts.set(member.host, (hosts.get(member.host) ?? 0) + 1)
    }
    if (inGroup > 0) groups.set(group, inGroup)
  }
  return {
    place,
    hosts: [...hosts.keys()],
    groups: [...groups.keys()],
    groupsOf: (host) => hosts.get(host) ?? 0,
    hostsOf: (group) => groups.get(group) ?? 0,
  }
}

function most<Item>(
  items: readonly Item[],
  count: (item: Item) => number,
  last: (a: Item, b: Item) => number,
  limit: number,
): Item[] {
  return new Ranking(items, { primary: count, secondary: () => 0, last }, true).page(0, limit)
}

const byAddress = (a: Group, b: Group): number => compareAddress(a.address, b.address)

function block(scene: Scene, counts: Counts, matches: Matches, request: SubscriptionsRequest): SubscriptionsBlock {
  const { place } = counts
  const { names } = scene.subject
  const rows = most(counts.hosts, counts.groupsOf, compareHosts, request.hosts)
  const columns = most(counts.groups, counts.hostsOf, byAddress, request.groups)
  const columnOf = new Map(columns.map((group, i) => [group, i]))
  const cells: number[] = []
  rows.forEach((host, row) => {
    for (const member of host.members()) {
      const column = columnOf.get(member.group)
      if (column !== undefined && matches(member)) cells.push(row, column, member.presumed ? 0 : 1)
    }
  })
  const { name, family } = place.segment.segment
  return {
    key: segmentKey(place.segment.segment),
    segment: name,
    family,
    state: place.health.state,
    hosts: rows.map((host) => ({
      ...hostId(host),
      name: names.host(host, place.segment.segment),
      vendor: scene.vendor(host.mac),
      ...split(host.members(), matches),
    })),
    groups: columns.map((group) => ({
      group: formatAddress(group.address),
      name: names.group(group.address, place.segment.segment),
      ...split(group.members, matches),
    })),
    cells,
    matchingHosts: counts.hosts.length,
    matchingGroups: counts.groups.length,
  }
}

function split(members: Iterable<Member>, matches: Matches): { confirmed: number; presumed: number } {
  let confirmed = 0
  let presumed = 0
  for (const member of members) {
    if (!matches(member)) continue
    if (member.presumed) presumed += 1
    else confirmed += 1
  }
  return { confirmed, presumed }
}

/** Across the segments. */
function topHosts(scene: Scene, counts: readonly Counts[], matches: Matches): SubscriptionsHead['topHosts'] {
  const best = new Map<Host, number>()
  for (const { hosts, groupsOf } of counts) {
    for (const host of most(hosts, groupsOf, compareHosts, TOP_HOSTS_SHOWN)) best.set(host, groupsOf(host))
  }
  const rankOf = ({ segment }: Host): number => scene.placeOf(segment).rank
  const last = (a: Host, b: Host): number => rankOf(a) - rankOf(b) || compareHosts(a, b)
  return most([...best.keys()], (host) => best.get(host) ?? 0, last, TOP_HOSTS_SHOWN).map((host) => ({
    segment: host.segment.segment.name,
    ...hostId(host),
    name: scene.subject.names.host(host, host.segment.segment),
    ...split(host.members(), matches),
  }))
}
