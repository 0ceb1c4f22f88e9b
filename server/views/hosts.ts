import {
  ADDRESS_ORDERS,
  addressOrder,
  compareAddress,
  formatAddress,
  formatMac,
  type Mac,
} from '../../shared/address.ts'
import { HOST_SORTS, type HostSort } from '../../shared/api.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { FieldAccess } from '../../shared/filter.ts'
import type { ListRequest, ViewState } from '../../shared/live.ts'
import type { HostRow } from '../../shared/membership.ts'
import type { Host } from '../membership/host.ts'
import { hostId } from '../membership/line.ts'
import type { Member } from '../membership/member.ts'
import { listed, parseSort, type ListCache, type Listed, type Sort } from './list.ts'
import { compareNames } from './order.ts'
import { placeAccess } from './place-access.ts'
import type { Rank } from './ranking.ts'
import type { Scene } from './scene.ts'

const DEFAULT_SORT: Sort<HostSort> = { column: 'host', descending: false }

export function hostsView(scene: Scene, request: ListRequest, cache: ListCache): ViewState<'hosts'> {
  const { filter, sort, offset, limit } = request
  const { ranking, total, filterError } = cache.list(JSON.stringify(['hosts', filter, sort]), () =>
    listHosts(scene, filter, parseSort(sort, HOST_SORTS) ?? DEFAULT_SORT),
  )
  return {
    head: { matching: ranking.items.length, total, hidden: 0, filterError },
    rows: ranking.page(offset, limit).map((host) => hostRow(scene, host)),
  }
}

function listHosts(scene: Scene, filter: string, sort: Sort<HostSort>): Listed<Host> {
  let total = 0
  for (const { segment } of scene.places) total += segment.hosts.size
  const rank = hostRank(scene, sort.column)
  return { ...listed(hostsOf(scene), filter, hostAccess(scene), rank, sort.descending), total, hidden: 0 }
}

function* hostsOf(scene: Scene): Generator<Host> {
  for (const { segment } of scene.places) yield* segment.hosts
}

/** Equals: by segment, then by address, then by MAC. */
const hostRank = (scene: Scene, column: HostSort): Rank<Host> => ({
  primary: hostKey(scene, column),
  secondary: ({ segment, ip }) => scene.placeOf(segment).rank * ADDRESS_ORDERS + addressOrder(ip),
  last: compareHosts,
})

/** By address, then by MAC. */
export const compareHosts = (a: Host, b: Host): number => compareAddress(a.ip, b.ip) || (a.mac ?? -1) - (b.mac ?? -1)

function hostKey(scene: Scene, column: HostSort): (host: Host) => number {
  switch (column) {
    case 'host':
      return ({ ip }) => addressOrder(ip)
    case 'mac':
      return ({ mac }) => mac ?? -1
    case 'vendor':
      return vendorKey(scene)
    case 'segment':
      return ({ segment }) => scene.placeOf(segment).rank
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
  }
}

/** Makers by name; hosts whose maker is not known come last. */
function vendorKey(scene: Scene): (host: Host) => number {
  const names = new Set<string>()
  for (const { mac } of hostsOf(scene)) {
    const vendor = scene.vendor(mac)
    if (vendor !== null) names.add(vendor)
  }
  const ranks = new Map([...names].sort(compareNames).map((name, i) => [name, i]))
  const rankOf = (mac: Mac | null): number => ranks.get(scene.vendor(mac) ?? '') ?? ranks.size
  return ({ mac }) => rankOf(mac)
}

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
    version: ({ version, segment }, is) => is(wireVersion(segment.segment.family, version)),
    state: (host, is) =>
      is(scene.placeOf(host.segment).health.state) ||
      some(host, ({ presumed }) => is(presumed ? 'presumed' : 'confirmed')),
    groups: ({ routable }, is) => is(routable),
    age: ({ segment, firstSeenAt }, is) => is(scene.placeOf(segment).at - firstSeenAt),
    source: (host, is) => some(host, (member) => member.sourceList().some(is)),
    text: ({ ip, mac, segment }, is) =>
      is(formatAddress(ip)) ||
      (mac !== null && is(formatMac(mac))) ||
      is(segment.segment.name) ||
      is(scene.vendor(mac) ?? ''),
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
    lastReportAt: host.lastReportAt,
    reports: host.reports,
  }
}
