import { cutOr } from './inner.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u16 } from './reader.ts'

const PPP_IPV4 = 0x0021
const PPP_IPV6 = 0x0057

/**
 * The protocol field of PPP at `at` and what follows. RFC 1661 s2 and s6.5: two octets of which the first is even, or one
 * that is odd where both ends compress it. `fault`: there is no such field.
 */
export function openPpp(layers: Layers, at: number, fault: NoMessage): NoMessage | null {
  const { data, end } = layers
  if (at >= end) return cutOr(fault, layers)
  const compressed = (data[at]! & 1) === 1
  if (!compressed && at + 2 > end) return cutOr(fault, layers)
  const protocol = compressed ? data[at]! : u16(data, at)
  layers.position = at + (compressed ? 1 : 2)
  if (protocol !== PPP_IPV4 && protocol !== PPP_IPV6) return 'not-igmp'
  layers.next = protocol === PPP_IPV4 ? 'ipv4' : 'ipv6'
  return null
}
