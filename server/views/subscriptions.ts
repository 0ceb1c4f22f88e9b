import { compareAddress, formatAddress } from '../../shared/address.ts'
import { cellCode } from '../../shared/cell.ts'
import type { ViewState } from '../../shared/live.ts'
import type { SubscriptionsBlock } from '../../shared/view-heads.ts'
import type { Group } from '../membership/group.ts'
import type { Host } from '../membership/host.ts'
import { hostId } from '../membership/line.ts'
import type { Member } from '../membership/member.ts'
import { compareHosts } from './hosts.ts'
import { matcher } from './list.ts'
import { memberAccess } from './member-access.ts'
import { Ranking, ranked, type Rank } from './ranking.ts'
import { segmentKey } from './segment-key.ts'
import type { Place, Scene } from './scene.ts'
import { PART, type Work } from './work.ts'

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
export function* subscriptionsView(scene: Scene, request: SubscriptionsRequest): Work<ViewState<'subscriptions'>> {
  const { matches, error } = matcher(request.filter, memberAccess(scene))
  if (error) return { head: { topHosts: [], filterError: error }, rows: [] }
  const everything = request.filter.trim() === ''
  const counted: Matches = everything
    ? (member) => !member.group.linkLocal
    : (member) => !member.group.linkLocal && matches(member)
  const top = new Ranking([], topRank(scene), true, isThere)
  const rows: SubscriptionsBlock[] = []
  for (const place of scene.worstFirst()) {
    yield
    const counts = everything ? yield* countAll(place) : yield* countMatching(place, counted)
    if (counts.hosts.length === 0) continue
    for (const host of yield* counts.hosts.pageWork(0, TOP_HOSTS_SHOWN))
      top.add({ host, groups: counts.groupsOf(host) })
    if (rows.length < BLOCKS_SHOWN) rows.push(yield* block(scene, counts, counted, request))
  }
  const topHosts = (yield* top.pageWork(0, TOP_HOSTS_SHOWN)).map(({ host }) => ({
    segment: host.segment.segment.name,
    ...hostId(host),
    name: scene.subject.names.host(host, host.segment.segment),
    ...split(host.members(), counted),
  }))
  return { head: { topHosts, filterError: null }, rows }
}

/** Hosts and groups of a segment with a membership that matches, by how many each has. */
interface Counts {
  place: Place
  hosts: Ranking<Host>
  groups: Ranking<Group>
  groupsOf: (host: Host) => number
  membersOf: (group: Group) => Split
}

const livingHost = ({ forgotten }: Host): boolean => !forgotten
const livingGroup = ({ listed }: Group): boolean => listed
const byAddress = (a: Group, b: Group): number => compareAddress(a.address, b.address)
const none = (): number => 0

const hostsBy = (groupsOf: (host: Host) => number, room?: number): Ranking<Host> =>
  new Ranking<Host>([], { primary: groupsOf, secondary: none, last: compareHosts }, true, livingHost, room)
const groupsBy = (hostsOf: (group: Group) => number, room?: number): Ranking<Group> =>
  new Ranking<Group>([], { primary: hostsOf, secondary: none, last: byAddress }, true, livingGroup, room)

function* countAll(place: Place): Work<Counts> {
  const { segment } = place
  const groupsOf = ({ routable }: Host): number => routable
  const groups = groupsBy(({ members }) => members.length, segment.groups.size)
  yield* ranked(segment.groups.values(), ({ linkLocal, members }) => !linkLocal && members.length > 0, groups)
  const hosts = hostsBy(groupsOf, segment.hosts.size)
  yield* ranked(segment.hosts, ({ routable }) => routable > 0, hosts)
  const membersOf = ({ confirmed, presumed, unknown }: Group): Split => ({ confirmed, presumed, unknown })
  return { place, hosts, groups, groupsOf, membersOf }
}

function* countMatching(place: Place, matches: Matches): Work<Counts> {
  const counts = new Map<Host, number>()
  const inGroups = new Map<Group, number>()
  let seen = 0
  for (const group of place.segment.groups.values()) {
    let inGroup = 0
    // A copy: who leaves meanwhile would move another one to where we have been.
    for (const member of [...group.members]) {
      seen += 1
      if (seen % PART === 0) yield
      if (member.inGroup === -1 || !matches(member)) continue
      inGroup += 1
      counts.set(member.host, (counts.get(member.host) ?? 0) + 1)
    }
    if (inGroup > 0) inGroups.set(group, inGroup)
  }
  const groupsOf = (host: Host): number => counts.get(host) ?? 0
  const hosts = yield* ranked(counts.keys(), livingHost, hostsBy(groupsOf, counts.size))
  const groups = yield* ranked(
    inGroups.keys(),
    livingGroup,
    groupsBy((group) => inGroups.get(group) ?? 0, inGroups.size),
  )
  return { place, hosts, groups, groupsOf, membersOf: ({ members }) => split(members, matches) }
}

function* block(
  scene: Scene,
  counts: Counts,
  matches: Matches,
  request: SubscriptionsRequest,
): Work<SubscriptionsBlock> {
  const { place } = counts
  const { names } = scene.subject
  const { segment } = place.segment
  yield* counts.hosts.pageWork(0, request.hosts)
  const columns = yield* counts.groups.pageWork(0, request.groups)
  const groups: SubscriptionsBlock['groups'][number][] = []
  for (const group of columns) {
    groups.push({
      group: formatAddress(group.address),
      name: names.group(group.address, segment),
      ...counts.membersOf(group),
    })
    yield
  }
  // From here on in one go: what a row says and what its cells say is of one moment.
  const rows = counts.hosts.page(0, request.hosts)
  const columnOf = new Map(columns.map((group, i) => [group, i]))
  const cells: number[] = []
  rows.forEach((host, row) => {
    for (const member of host.members()) {
      const column = columnOf.get(member.group)
      if (column !== undefined && matches(member)) cells.push(row, column, codeOf(member))
    }
  })
  return {
    key: segmentKey(segment),
    segment: segment.name,
    family: segment.family,
    state: place.health.state,
    hosts: rows.map((host) => ({
      ...hostId(host),
      name: names.host(host, segment),
      vendor: scene.vendor(host.mac),
      ...split(host.members(), matches),
    })),
    groups,
    cells,
    matchingHosts: counts.hosts.length,
    matchingGroups: counts.groups.length,
  }
}

function codeOf({ unknownSince, presumed }: Member): number {
  if (unknownSince !== null) return cellCode('unknown')
  return cellCode(presumed ? 'presumed' : 'confirmed')
}

interface Split {
  confirmed: number
  presumed: number
  /** Of both. */
  unknown: number
}

function split(members: Iterable<Member>, matches: Matches): Split {
  let confirmed = 0
  let presumed = 0
  let unknown = 0
  for (const member of members) {
    if (!matches(member)) continue
    if (member.unknownSince !== null) unknown += 1
    if (member.presumed) presumed += 1
    else confirmed += 1
  }
  return { confirmed, presumed, unknown }
}

interface TopHost {
  host: Host
  groups: number
}
const isThere = ({ host }: TopHost): boolean => livingHost(host)

/** Across the segments; equals in the order of these. */
const topRank = (scene: Scene): Rank<TopHost> => ({
  primary: ({ groups }) => groups,
  secondary: ({ host }) => scene.placeOf(host.segment).rank,
  last: (a, b) => compareHosts(a.host, b.host),
})
