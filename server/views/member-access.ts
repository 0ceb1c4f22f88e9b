import { formatAddress, formatMac } from '../../shared/address.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { FieldAccess } from '../../shared/filter.ts'
import type { Member } from '../membership/member.ts'
import { placeAccess } from './place-access.ts'
import type { Scene } from './scene.ts'

export function memberAccess(scene: Scene): FieldAccess<Member> {
  return {
    ...placeAccess(({ group }: Member) => scene.placeOf(group.segment)),
    group: ({ group }, is) => is(group.address),
    host: ({ host }, is) => is(host.ip),
    mac: ({ host }, is) => host.mac !== null && is(host.mac),
    vendor: ({ host }, is) => is(scene.vendor(host.mac) ?? ''),
    version: ({ version, group }, is) => is(wireVersion(group.segment.segment.family, version)),
    state: ({ group, presumed }, is) =>
      is(scene.placeOf(group.segment).health.state) || is(presumed ? 'presumed' : 'confirmed'),
    hosts: ({ group }, is) => is(group.members.length),
    groups: ({ host }, is) => is(host.routable),
    age: ({ group, since }, is) => is(scene.placeOf(group.segment).at - since),
    source: (member, is) => member.sourceList().some(is),
    text: ({ group, host }, is) =>
      is(formatAddress(group.address)) ||
      is(formatAddress(host.ip)) ||
      (host.mac !== null && is(formatMac(host.mac))) ||
      is(group.segment.segment.name) ||
      is(scene.vendor(host.mac) ?? ''),
  }
}
