import type { AddressCache } from './address-cache.ts'
import type { IpHeader, Protocol } from './ip.ts'
import { missing, type Layers } from './link.ts'
import { MLD_TYPES } from './mld-types.ts'
import type { NoMessage } from './problem.ts'
import { u16, u32 } from './reader.ts'

const HEADER = 40
/** Extension headers that are walked over; RFC 8200 s4.1 knows fewer. */
const MAX_EXTENSIONS = 8
/* Next header values (IANA protocol numbers). */
const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const AUTHENTICATION = 51
const ICMPV6 = 58
const DESTINATION = 60
const PROTOCOLS: ReadonlyMap<number, Protocol> = new Map([
  [ICMPV6, 'mld'],
  [17, 'udp'],
  [47, 'gre'],
  [4, 'ipv4'],
  [41, 'ipv6'],
])
const EXTENSIONS: ReadonlySet<number> = new Set([HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION])
const PAD1 = 0
/** RFC 2711 s2.1: option type 5, length 2, value 0 for MLD. */
const ROUTER_ALERT = 5

/** Reads the IPv6 header (RFC 8200) and its extension headers into `header`. Anything but MLD and tunnels is `not-igmp`. */
export function openIPv6(layers: Layers, header: IpHeader, addresses: AddressCache): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 7) return missing(layers)
  if (data[position]! >> 4 !== 6) return 'not-igmp'
  let next = data[position + 6]!
  if (!PROTOCOLS.has(next) && !EXTENSIONS.has(next)) return 'not-igmp'
  if (end - position < HEADER) return missing(layers)
  const payloadEnd = position + HEADER + u16(data, position + 4)
  let at = position + HEADER
  header.routerAlert = false
  header.fragment = false
  header.id = -1
  for (let count = 0; EXTENSIONS.has(next); count += 1) {
    if (count === MAX_EXTENSIONS || at + 8 > payloadEnd) return 'bad-frame'
    if (end - at < 8) return missing(layers)
    const length = extensionLength(data, at, next)
    if (at + length > payloadEnd) return 'bad-frame'
    if (next === FRAGMENT) {
      const offset = u16(data, at + 2)
      header.fragment = (offset & 1) !== 0
      const isLater = (offset & 0xfff8) !== 0
      if (header.fragment || isLater) header.id = u32(data, at + 4)
      if (isLater) return laterFragment(data, position, PROTOCOLS.get(data[at]!), header, addresses)
    } else if (next === HOP_BY_HOP) header.routerAlert = hasRouterAlert(data, at + 2, at + length, end)
    next = data[at]!
    at += length
    if (at > end) return PROTOCOLS.has(next) || EXTENSIONS.has(next) ? missing(layers) : 'not-igmp'
  }
  const protocol = PROTOCOLS.get(next)
  if (protocol === undefined) return 'not-igmp'
  if (protocol === 'mld' && !isMld(layers, at, payloadEnd))
    return at < end || at >= payloadEnd ? 'not-igmp' : missing(layers)
  header.src = addresses.read(data, position + 8)
  header.dst = addresses.read(data, position + 24)
  header.ttl = data[position + 7]!
  header.protocol = protocol
  header.payload = at
  header.payloadEnd = payloadEnd
  return null
}

function laterFragment(
  data: Uint8Array,
  position: number,
  protocol: Protocol | undefined,
  header: IpHeader,
  addresses: AddressCache,
): NoMessage {
  if (protocol === undefined) return 'not-igmp'
  header.src = addresses.read(data, position + 8)
  header.dst = addresses.read(data, position + 24)
  header.protocol = protocol
  return 'later-fragment'
}

/** In octets: RFC 8200 s4.3 to s4.6 count words of 8 behind the first; RFC 4302 s2.2 words of 4 behind two. */
function extensionLength(data: Uint8Array, at: number, kind: number): number {
  if (kind === FRAGMENT) return 8
  return kind === AUTHENTICATION ? (data[at + 1]! + 2) * 4 : (data[at + 1]! + 1) * 8
}

/** Other ICMPv6, neighbour discovery above all, is ordinary traffic. */
const isMld = ({ data, end }: Layers, at: number, payloadEnd: number): boolean =>
  at < Math.min(end, payloadEnd) && MLD_TYPES.has(data[at]!)

/** RFC 8200 s4.2: type u8 | length u8 | value, or one octet of padding. null: cut off by the capture. */
function hasRouterAlert(data: Uint8Array, start: number, optionsEnd: number, end: number): boolean | null {
  let at = start
  while (at < optionsEnd) {
    if (at >= end) return null
    if (data[at] === PAD1) {
      at += 1
      continue
    }
    if (at + 1 >= optionsEnd) return false
    if (at + 1 >= end) return null
    const length = data[at + 1]!
    if (data[at] === ROUTER_ALERT && length === 2 && at + 4 <= optionsEnd) {
      return at + 4 > end ? null : u16(data, at + 2) === 0
    }
    at += 2 + length
  }
  return false
}
