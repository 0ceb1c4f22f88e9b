import { isMulticast, parseAddress, type Address } from '../../../shared/address.ts'
import type { Name } from '../../../shared/names.ts'
import { IPV4_GROUPS } from './ipv4.ts'
import { IPV6_ANY_SCOPE, IPV6_GROUPS } from './ipv6.ts'
import { ipv4Range, ipv6Range } from './ranges.ts'

const known = (text: string): Name => ({ text, origin: 'registry', exact: true })

const GROUPS = new Map<Address | null, Name>(
  [...IPV4_GROUPS, ...IPV6_GROUPS].map(([address, text]) => [parseAddress(address), known(text)]),
)
const ANY_SCOPE = new Map(IPV6_ANY_SCOPE.map(([rest, text]) => [rest, known(text)]))

/** What a group is for, where the registries have it by itself. */
export function registryName(group: Address): Name | null {
  const name = GROUPS.get(group)
  if (name) return name
  // ff0x: a permanent group (RFC 4291 s2.7), x its scope.
  return typeof group === 'string' && isMulticast(group) && group.startsWith('ff0')
    ? (ANY_SCOPE.get(group.slice(4)) ?? null)
    : null
}

/** What is known of a group by the range that it is in. */
export function registryRange(group: Address): Name | null {
  const text = typeof group === 'number' ? ipv4Range(group) : ipv6Range(group)
  return text === null ? null : { text, origin: 'registry', exact: false }
}
