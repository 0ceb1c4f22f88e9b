import { UNSPECIFIED, type IPv4 } from '../../shared/address.ts'
import { missing, type Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { readIPv4, u16 } from './reader.ts'

const PROTOCOL_IGMP = 2
const PROTOCOL_UDP = 17
/** RFC 2113: option type 148, length 4. */
const ROUTER_ALERT = 0x94

/** The part of an IPv4 header that matters here. The payload is data[payload] up to `payloadEnd` on the wire. */
export interface IPv4Header {
  src: IPv4
  dst: IPv4
  ttl: number
  protocol: 'igmp' | 'udp'
  /** null: the header's options were cut off, so nobody knows. */
  routerAlert: boolean | null
  /** The first fragment of several. */
  fragment: boolean
  payload: number
  /** By the total length, never by the frame's: Ethernet pads to 60 octets. May lie behind what was captured. */
  payloadEnd: number
}

/** Reads the IPv4 header (RFC 791) at `position` into `header`. Anything but IGMP and UDP is `not-igmp`. */
export function openIPv4(layers: Layers, header: IPv4Header): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 20) {
    // The protocol field is the tenth octet: a cut frame of another protocol is none of ours.
    if (end - position > 9 && data[position + 9] !== PROTOCOL_IGMP && data[position + 9] !== PROTOCOL_UDP) {
      return 'not-igmp'
    }
    return missing(layers)
  }
  if (data[position]! >> 4 !== 4) return 'not-igmp'
  const protocol = data[position + 9]
  if (protocol !== PROTOCOL_IGMP && protocol !== PROTOCOL_UDP) return 'not-igmp'
  const headerLength = (data[position]! & 15) * 4
  const totalLength = u16(data, position + 2)
  if (headerLength < 20 || totalLength < headerLength) return 'bad-frame'
  const fragmentation = u16(data, position + 6)
  if ((fragmentation & 0x1fff) !== 0) return 'later-fragment'
  header.src = readIPv4(data, position + 12)
  header.dst = readIPv4(data, position + 16)
  header.ttl = data[position + 8]!
  header.protocol = protocol === PROTOCOL_IGMP ? 'igmp' : 'udp'
  header.routerAlert = readRouterAlert(data, position + 20, position + headerLength, end)
  header.fragment = (fragmentation & 0x2000) !== 0
  header.payload = position + headerLength
  header.payloadEnd = position + totalLength
  return null
}

export const emptyHeader = (): IPv4Header => ({
  src: UNSPECIFIED,
  dst: UNSPECIFIED,
  ttl: 0,
  protocol: 'igmp',
  routerAlert: false,
  fragment: false,
  payload: 0,
  payloadEnd: 0,
})

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
