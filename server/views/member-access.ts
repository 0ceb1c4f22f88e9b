import { formatAddress, formatMac } from '../../shared/address.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { FieldAccess } from '../../shared/filter.ts'
import type { Member } from '../membership/member.ts'
import { placeAccess } from './place-access.ts'
import type { Scene } from './scene.ts'

export function memberAccess(scene: Scene): FieldAccess<Member> {
  const { names } = scene.subject
  const named = ({ group, host }: Member, is: (name: string) => boolean): boolean =>
    is(names.group(group.address, group.segment.segment)?.text ?? '') ||
    is(names.knownHost(host, group.segment.segment)?.text ?? '') ||
    is(scene.placeOf(group.segment).name ?? '')
  return {
    ...placeAccess(({ group }: Member) => scene.placeOf(group.segment)),
    group: ({ group }, is) => is(group.address),
    host: ({ host }, is) => is(host.ip),
    mac: ({ host }, is) => host.mac !== null && is(host.mac),
    vendor: ({ host }, is) => is(scene.vendor(host.mac) ?? ''),
    name: named,
    version: ({ version, group }, is) => is(wireVersion(group.segment.segment.family, version)),
    state: (member, is) =>
      is(scene.placeOf(member.group.segment).health.state) ||
      is(member.presumed ? 'presumed' : 'confirmed') ||
      (member.unknownSince !== null && is('unknown')),
    hosts: ({ group }, is) => is(group.members.length),
    groups: ({ host }, is) => is(host.routable),
    age: ({ group, since }, is) => is(scene.placeOf(group.segment).at - since),
    source: (member, is) => member.sourceList().some(is),
    text: (member, is) => named(member, is) || textsOf(scene, member).some(is),
  }
}

function textsOf(scene: Scene, { group, host }: Member): string[] {
  return [
    formatAddress(group.address),
    formatAddress(host.ip),
    ...(host.mac === null ? [] : [formatMac(host.mac)]),
    group.segment.segment.name,
    scene.vendor(host.mac) ?? '',
  ]
}
