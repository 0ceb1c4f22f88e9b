import { ADDRESS_ORDERS, addressOrder, compareAddress, formatAddress } from '../../shared/address.ts'
import { GROUP_SORTS, type GroupSort } from '../../shared/sorts.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { FieldAccess, FilterError } from '../../shared/filter.ts'
import type { ListRequest, ViewState } from '../../shared/live.ts'
import type { GroupRow } from '../../shared/membership.ts'
import type { Group } from '../membership/group.ts'
import { known } from '../membership/unknown.ts'
import { groupCompatibility } from './compatibility.ts'
import { severity } from './health.ts'
import type { ListCache, Listed } from './list-cache.ts'
import { countsOf, listed, matcher, parseSort, type Sort } from './list.ts'
import { nameKey } from './name-key.ts'
import { placeAccess } from './place-access.ts'
import { byNumber, type Placed, type Position, type Positions, type Scale, type SortKey } from './position.ts'
import type { Rank } from './ranking.ts'
import { Scene, type Place } from './scene.ts'
import { readPlace, SEGMENTS } from './segment-position.ts'
import type { Subject } from './subject.ts'
import type { Work } from './work.ts'

const DEFAULT_SORT: Sort<GroupSort> = { column: 'group', descending: false }

export function* groupsView(subject: Subject, request: ListRequest, cache: ListCache): Work<ViewState<'groups'>> {
  return (yield* groupsPage(subject, request, cache)).page
}

/** The same from `after` on, where that is given. Throws NoSuchPosition. */
export function* groupsPage(
  subject: Subject,
  request: ListRequest & { after?: Position | null },
  cache: ListCache,
): Work<Placed<ViewState<'groups'>>> {
  const { filter, sort, offset, limit, linkLocal = false, after = null } = request
  const list = yield* cache.list(JSON.stringify(['groups', filter, sort, linkLocal]), () =>
    listGroups(new Scene(subject), filter, parseSort(sort, GROUP_SORTS) ?? DEFAULT_SORT, linkLocal),
  )
  const from = after ? list.positions.probe(after) : offset
  const { items, end } = yield* list.ranking.pageFrom(from, limit)
  const scene = new Scene(subject)
  const { total, hidden } = totalOf(scene, linkLocal)
  return {
    page: {
      head: { ...countsOf(filter, list, total), hidden },
      rows: items.map((group) => groupRow(scene, group)),
    },
    next: end && list.positions.of(end.item, end.primary),
  }
}

function* listGroups(
  scene: Scene,
  filter: string,
  { column, descending }: Sort<GroupSort>,
  linkLocal: boolean,
): Work<Listed<Group> & { positions: Positions<Group> }> {
  const all = groupsOf(scene, linkLocal)
  const size = totalOf(scene, linkLocal).total
  const key = yield* groupKey(scene, column)
  const rank = {
    primary: key.of,
    secondary: ({ segment, address }: Group) => scene.placeOf(segment).rank * ADDRESS_ORDERS + addressOrder(address),
    last: (a: Group, b: Group) => compareAddress(a.address, b.address),
  } satisfies Rank<Group>
  const list = yield* listed({ all, size, filter, access: groupAccess(() => scene), rank, descending, lives })
  return { ...list, positions: groupPositions(scene, key.scale) }
}

const groupPositions = (scene: Scene, scale: Scale): Positions<Group> => ({
  of: ({ segment, address }, primary) => [scale.write(primary), segment.segment.name, formatAddress(address)],
  probe: ([written = null, segment, text]) => {
    const { address, secondary, rank } = readPlace(scene, segment, text)
    const primary = scale === SEGMENTS ? rank : scale.read(written)
    return { primary, secondary, last: (group) => compareAddress(group.address, address) }
  },
})

const lives = ({ listed: there }: Group): boolean => there

function totalOf(scene: Scene, linkLocal: boolean): { total: number; hidden: number } {
  let total = 0
  let hidden = 0
  for (const { segment } of scene.places) {
    total += linkLocal ? segment.groups.size : segment.routableGroups
    if (!linkLocal) hidden += segment.linkLocalGroups
  }
  return { total, hidden }
}

function* groupsOf(scene: Scene, linkLocal: boolean): Generator<Group> {
  for (const { segment } of scene.places) {
    for (const group of segment.groups.values()) if (linkLocal || !group.linkLocal) yield group
  }
}

/** Equals: by segment, then by address. */
function* groupKey(scene: Scene, column: GroupSort): Work<SortKey<Group>> {
  switch (column) {
    case 'name':
      return yield* nameKey(groupsOf(scene, true), (group) => groupName(scene, group))
    case 'segment':
      return { of: ({ segment }) => scene.placeOf(segment).rank, scale: SEGMENTS }
    default:
      return byNumber(groupNumber(scene, column))
  }
}

function groupNumber(scene: Scene, column: Exclude<GroupSort, 'name' | 'segment'>): (group: Group) => number {
  switch (column) {
    case 'group':
      return ({ address }) => addressOrder(address)
    case 'state':
      return ({ segment }) => severity(scene.placeOf(segment).health.state)
    case 'hosts':
      return ({ members }) => members.length
    case 'confirmed':
      return ({ confirmed }) => confirmed
    case 'presumed':
      return ({ presumed }) => presumed
    case 'mode':
      return ({ mode }) => (mode === 'EXCLUDE' ? 0 : 1)
    case 'sources':
      return ({ sources }) => sources?.size ?? 0
    case 'version':
      return (group) => group.version(scene.placeOf(group.segment).at)
    case 'since':
      return ({ since }) => since
    case 'lastReportAt':
      return ({ lastReportAt }) => lastReportAt
    case 'expiresAt':
      return (group) => group.endsAt()
    case 'querier':
      return ({ segment }) => (segment.election.elected ? addressOrder(segment.election.elected.ip) : -1)
  }
}

const groupName = (scene: Scene, { address, segment }: Group): string | null =>
  scene.subject.names.group(address, segment.segment)?.text ?? null

/** `host:`, `mac:` and `vendor:` find groups that such a host is in. */
function groupAccess(sceneOf: () => Scene): FieldAccess<Group> {
  const placeOf = ({ segment }: Group): Place => sceneOf().placeOf(segment)
  return {
    ...placeAccess(placeOf),
    group: ({ address }, is) => is(address),
    host: ({ members }, is) => members.some(({ host }) => is(host.ip)),
    mac: ({ members }, is) => members.some(({ host }) => host.mac !== null && is(host.mac)),
    vendor: ({ members }, is) => members.some(({ host }) => is(sceneOf().vendor(host.mac) ?? '')),
    name: (group, is) => is(groupName(sceneOf(), group) ?? '') || is(placeOf(group).name ?? ''),
    version: (group, is) => is(wireVersion(group.segment.segment.family, group.version(placeOf(group).at))),
    state: (group, is) =>
      is(placeOf(group).health.state) ||
      (group.confirmed > 0 && is('confirmed')) ||
      (group.presumed > 0 && is('presumed')) ||
      (group.unknown > 0 && is('unknown')),
    hosts: ({ members }, is) => is(members.length),
    age: (group, is) => is(placeOf(group).at - group.since),
    source: ({ sources }, is) => sources !== null && [...sources.keys()].some(is),
    text: (group, is) =>
      is(formatAddress(group.address)) ||
      is(groupName(sceneOf(), group) ?? '') ||
      is(group.segment.segment.name) ||
      is(placeOf(group).name ?? ''),
  }
}

/** What is wrong with a filter of groups, or null. */
export const groupFilterError = (filter: string): FilterError | null => matcher(filter, groupAccess(nowhere)).error

const nowhere = (): never => {
  throw new Error('A filter that is only read looks at no group')
}

export function groupRow(scene: Scene, group: Group): GroupRow {
  const { tap, segment, health, source, at } = scene.placeOf(group.segment)
  const { name, family, vlans } = segment.segment
  const { running, blocked } = group.lists()
  const { elected } = segment.election
  const address = formatAddress(group.address)
  return {
    key: `${name}|${address}`,
    segment: name,
    family,
    source: source.name,
    vlans,
    group: address,
    name: scene.subject.names.group(group.address, segment.segment),
    linkLocal: group.linkLocal,
    mode: group.mode,
    sources: running.map(formatAddress),
    blocked: blocked.map(formatAddress),
    confirmed: group.confirmed,
    presumed: group.presumed,
    unknown: group.unknown,
    version: wireVersion(family, group.version(at)),
    compatibility: groupCompatibility(group, at),
    since: group.since,
    lastReportAt: known(group.lastReportAt),
    expiresAt: known(group.endsAt()),
    querier: elected && formatAddress(elected.ip),
    state: health.state,
    spark: tap.past.sparks.of(group),
  }
}
