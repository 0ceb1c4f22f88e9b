import type { IpHeader, Protocol } from './ip.ts'
import { missing, type Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { readIPv4, u16 } from './reader.ts'

const PROTOCOL_IGMP = 2
/** RFC 2113: option type 148, length 4. */
const ROUTER_ALERT = 0x94

/** IANA protocol numbers; the rest is other traffic. */
function protocolOf(number: number): Protocol | null {
  switch (number) {
    case PROTOCOL_IGMP:
      return 'igmp'
    case 17:
      return 'udp'
    case 47:
      return 'gre'
    case 4:
      return 'ipv4'
    case 41:
      return 'ipv6'
    default:
      return null
  }
}

/** Reads the IPv4 header (RFC 791) at `position` into `header`. Anything but IGMP and tunnels is `not-igmp`. */
export function openIPv4(layers: Layers, header: IpHeader): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 20) {
    // The protocol field is the tenth octet: a cut frame of another protocol is none of ours.
    if (end - position > 9 && protocolOf(data[position + 9]!) === null) return 'not-igmp'
    return missing(layers)
  }
  if (data[position]! >> 4 !== 4) return 'not-igmp'
  const number = data[position + 9]!
  const protocol = number === PROTOCOL_IGMP ? 'igmp' : protocolOf(number)
  if (protocol === null) return 'not-igmp'
  const headerLength = (data[position]! & 15) * 4
  const totalLength = u16(data, position + 2)
  if (headerLength < 20 || totalLength < headerLength) return 'bad-frame'
  const fragmentation = u16(data, position + 6)
  header.src = readIPv4(data, position + 12)
  header.dst = readIPv4(data, position + 16)
  header.ttl = data[position + 8]!
  header.protocol = protocol
  header.id = (fragmentation & 0x3fff) === 0 ? -1 : u16(data, position + 4)
  if ((fragmentation & 0x1fff) !== 0) return 'later-fragment'
  header.routerAlert = readRouterAlert(data, position + 20, position + headerLength, end)
  header.fragment = (fragmentation & 0x2000) !== 0
  header.payload = position + headerLength
  header.payloadEnd = position + totalLength
  return null
}

function readRouterAlert(data: Uint8Array, start: number, optionsEnd: number, end: number): boolean | null {
  let at = start
  while (at < optionsEnd) {
    if (at >= end) return null
    const option = data[at]!
    if (option === 0) return false // end of options
    if (option === ROUTER_ALERT) return true
    if (option === 1) {
      at += 1
      continue
    }
    if (at + 1 >= end) return optionsEnd > end ? null : false
    if (data[at + 1]! < 2) return false
    at += data[at + 1]!
  }
  return false
}
