import { ADDRESS_ORDERS, addressOrder, compareAddress, formatAddress, formatMac } from '../../shared/address.ts'
import { HOST_SORTS, type HostSort } from '../../shared/sorts.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { FieldAccess } from '../../shared/filter.ts'
import type { ListRequest, ViewState } from '../../shared/live.ts'
import type { HostRow } from '../../shared/membership.ts'
import type { Host } from '../membership/host.ts'
import { hostId } from '../membership/line.ts'
import type { Member } from '../membership/member.ts'
import { known } from '../membership/unknown.ts'
import type { ListCache, Listed } from './list-cache.ts'
import { countsOf, listed, parseSort, type Sort } from './list.ts'
import { nameKey } from './name-key.ts'
import { placeAccess } from './place-access.ts'
import {
  byNumber,
  NoSuchPosition,
  type Placed,
  type Position,
  type Positions,
  type Scale,
  type SortKey,
} from './position.ts'
import type { Rank } from './ranking.ts'
import { Scene } from './scene.ts'
import { readPlace, SEGMENTS } from './segment-position.ts'
import type { Subject } from './subject.ts'
import type { Work } from './work.ts'

const DEFAULT_SORT: Sort<HostSort> = { column: 'host', descending: false }

export function* hostsView(subject: Subject, request: ListRequest, cache: ListCache): Work<ViewState<'hosts'>> {
  return (yield* hostsPage(subject, request, cache)).page
}

/** The same from `after` on, where that is given. Throws NoSuchPosition. */
export function* hostsPage(
  subject: Subject,
  request: ListRequest & { after?: Position | null },
  cache: ListCache,
): Work<Placed<ViewState<'hosts'>>> {
  const { filter, sort, offset, limit, after = null } = request
  const list = yield* cache.list(JSON.stringify(['hosts', filter, sort]), () =>
    listHosts(new Scene(subject), filter, parseSort(sort, HOST_SORTS) ?? DEFAULT_SORT),
  )
  const from = after ? list.positions.probe(after) : offset
  const { items, end } = yield* list.ranking.pageFrom(from, limit)
  const scene = new Scene(subject)
  return {
    page: {
      head: { ...countsOf(filter, list, totalOf(scene)), hidden: 0 },
      rows: items.map((host) => hostRow(scene, host)),
    },
    next: end && list.positions.of(end.item, end.primary),
  }
}

function* listHosts(
  scene: Scene,
  filter: string,
  { column, descending }: Sort<HostSort>,
): Work<Listed<Host> & { positions: Positions<Host> }> {
  const key = yield* hostKey(scene, column)
  const rank = {
    primary: key.of,
    secondary: ({ segment, ip }: Host) => scene.placeOf(segment).rank * ADDRESS_ORDERS + addressOrder(ip),
    last: compareHosts,
  } satisfies Rank<Host>
  const access = hostAccess(scene)
  const list = yield* listed({ all: hostsOf(scene), size: totalOf(scene), filter, access, rank, descending, lives })
  return { ...list, positions: hostPositions(scene, key.scale) }
}

const hostPositions = (scene: Scene, scale: Scale): Positions<Host> => ({
  of: ({ segment, ip, mac }, primary) => [scale.write(primary), segment.segment.name, formatAddress(ip), mac],
  probe: ([written = null, segment, text, card = null]) => {
    const { address, secondary, rank } = readPlace(scene, segment, text)
    if (typeof card === 'string') throw new NoSuchPosition()
    const primary = scale === SEGMENTS ? rank : scale.read(written)
    return { primary, secondary, last: (host) => compareAddress(host.ip, address) || (host.mac ?? -1) - (card ?? -1) }
  },
})

const lives = ({ forgotten }: Host): boolean => !forgotten

function totalOf(scene: Scene): number {
  let total = 0
  for (const { segment } of scene.places) total += segment.hosts.size
  return total
}

function* hostsOf(scene: Scene): Generator<Host> {
  for (const { segment } of scene.places) yield* segment.hosts
}

/** By address, then by MAC. */
export const compareHosts = (a: Host, b: Host): number => compareAddress(a.ip, b.ip) || (a.mac ?? -1) - (b.mac ?? -1)

/** Equals: by segment, then by address, then by MAC. */
function* hostKey(scene: Scene, column: HostSort): Work<SortKey<Host>> {
  switch (column) {
    case 'name':
      return yield* nameKey(hostsOf(scene), (host) => hostName(scene, host))
    case 'vendor':
      return yield* nameKey(hostsOf(scene), ({ mac }) => scene.vendor(mac))
    case 'segment':
      return { of: ({ segment }) => scene.placeOf(segment).rank, scale: SEGMENTS }
    default:
      return byNumber(hostNumber(scene, column))
  }
}

function hostNumber(scene: Scene, column: Exclude<HostSort, 'name' | 'vendor' | 'segment'>): (host: Host) => number {
  switch (column) {
    case 'host':
      return ({ ip }) => addressOrder(ip)
    case 'mac':
      return ({ mac }) => mac ?? -1
    case 'groups':
      return ({ routable }) => routable
    case 'confirmed':
      return (host) => host.routable - presumedOf(host)
    case 'presumed':
      return presumedOf
    case 'linkLocal':
      return ({ memberships, routable }) => memberships - routable
    case 'version':
      return ({ version }) => version
    case 'firstSeenAt':
      return ({ firstSeenAt }) => firstSeenAt
    case 'lastReportAt':
      return ({ lastReportAt }) => lastReportAt
    case 'reports':
      return ({ reports }) => reports
    case 'zapsPerHour':
      return (host) => zapsOf(scene, host) ?? -1
  }
}

/** Asked without making notes of anybody. */
function zapsOf(scene: Scene, { segment, ip, mac }: Host): number | null {
  const { tap, at } = scene.placeOf(segment)
  return tap.watch.conduct(segment).hosts.zapsPerHour(ip, mac, at)
}

/** As far as it is known: nobody asks the DNS for a million hosts. */
const hostName = (scene: Scene, host: Host): string | null =>
  scene.subject.names.knownHost(host, host.segment.segment)?.text ?? null

const some = (host: Host, fits: (member: Member) => boolean): boolean => {
  for (let member = host.first; member; member = member.nextOfHost) if (fits(member)) return true
  return false
}

/** Memberships outside 224.0.0.0/24 that are only presumed. */
function presumedOf(host: Host): number {
  let presumed = 0
  for (let member = host.first; member; member = member.nextOfHost) {
    if (member.presumed && !member.group.linkLocal) presumed += 1
  }
  return presumed
}

/** `group:` and `source:` find hosts that are in such a group; `groups:` counts those outside 224.0.0.0/24. */
function hostAccess(scene: Scene): FieldAccess<Host> {
  return {
    ...placeAccess(({ segment }: Host) => scene.placeOf(segment)),
    group: (host, is) => some(host, ({ group }) => is(group.address)),
    host: ({ ip }, is) => is(ip),
    mac: ({ mac }, is) => mac !== null && is(mac),
    vendor: ({ mac }, is) => is(scene.vendor(mac) ?? ''),
    name: (host, is) => is(hostName(scene, host) ?? '') || is(scene.placeOf(host.segment).name ?? ''),
    version: ({ version, segment }, is) => is(wireVersion(segment.segment.family, version)),
    state: (host, is) =>
      is(scene.placeOf(host.segment).health.state) ||
      some(
        host,
        (member) => is(member.presumed ? 'presumed' : 'confirmed') || (member.unknownSince !== null && is('unknown')),
      ),
    groups: ({ routable }, is) => is(routable),
    age: ({ segment, firstSeenAt }, is) => is(scene.placeOf(segment).at - firstSeenAt),
    source: (host, is) => some(host, (member) => member.sourceList().some(is)),
    text: (host, is) =>
      is(formatAddress(host.ip)) ||
      is(hostName(scene, host) ?? '') ||
      (host.mac !== null && is(formatMac(host.mac))) ||
      is(host.segment.segment.name) ||
      is(scene.placeOf(host.segment).name ?? '') ||
      is(scene.vendor(host.mac) ?? ''),
  }
}

export function hostRow(scene: Scene, host: Host): HostRow {
  const { segment, source } = scene.placeOf(host.segment)
  const { name, family, vlans } = segment.segment
  const id = hostId(host)
  const presumed = presumedOf(host)
  return {
    key: `${name}|${id.ip}|${id.mac ?? ''}`,
    segment: name,
    family,
    source: source.name,
    vlans,
    host: id,
    name: scene.subject.names.host(host, segment.segment),
    vendor: scene.vendor(host.mac),
    confirmed: host.routable - presumed,
    presumed,
    linkLocal: host.memberships - host.routable,
    version: wireVersion(family, host.version),
    firstSeenAt: host.firstSeenAt,
    lastReportAt: known(host.lastReportAt),
    reports: known(host.reports),
    zapsPerHour: zapsOf(scene, host),
  }
}
