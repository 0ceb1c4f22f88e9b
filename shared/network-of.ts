import { parseGroups } from './ipv6-text.ts'

/** The groups of the network of one host. */
const OF_NETWORK = 4

/**
 * Whom an address counts for where something is shared out: whoever has one of IPv6 has its whole /64 (RFC 4291 s2.5.4).
 * One of IPv4 in that of IPv6 (RFC 4291 s2.5.5.2) is that one.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%')
  const groups = bare.includes(':') ? parseGroups(bare) : null
  if (!groups) return address
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (mapped) return [groups[6]! >> 8, groups[6]! & 0xff, groups[7]! >> 8, groups[7]! & 0xff].join('.')
  return `${groups
    .slice(0, OF_NETWORK)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}
