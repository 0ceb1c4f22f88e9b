import { formatMac, groupsOf, mac, parseAddress } from '../../shared/address.ts'

/**
 * The MAC that frames to a group have: 01:00:5e and the last 23 bits of an IPv4 group (RFC 1112 s6.4), 33:33 and the last
 * 32 bits of an IPv6 one (RFC 2464 s7). null: the text is no address.
 */
export function groupMac(group: string): string | null {
  const address = parseAddress(group)
  if (address === null) return null
  if (typeof address === 'number') return formatMac(mac(0x01005e000000 + (address & 0x7fffff)))
  const [high = 0, low = 0] = groupsOf(address).slice(6)
  return formatMac(mac(0x333300000000 + high * 2 ** 16 + low))
}
