import { type IPv4, isMulticast, type Mac, mac } from '../../../shared/address.ts'
import { checksum } from './checksum.ts'
import { destinationOf, encodeMessage, type OutgoingMessage, putAddress } from './message.ts'

/** Who sends a frame, over which VLANs, and what the sender gets wrong. */
export interface Envelope {
  src: IPv4
  srcMac: Mac
  /** Outermost first. */
  vlans?: readonly number[]
  /** EtherType of each tag, outermost first; 802.1Q (0x8100) where not given. */
  tagTypes?: readonly number[]
  /** The destination where it is not the one the RFC asks for. */
  dst?: IPv4
  dstMac?: Mac
  ttl?: number
  tos?: number
  routerAlert?: boolean
  /** IP identification. */
  id?: number
  /** Flags and fragment offset of the IP header. */
  fragment?: number
  /** A wrong IGMP checksum. */
  badChecksum?: boolean
  /** Octets to fill the frame up to; 60 is what Ethernet asks for, 0 leaves it as it is. */
  padTo?: number
}

const ETHERTYPE_IPV4 = 0x0800
const TAG_8021Q = 0x8100
const IGMP_PROTOCOL = 2
/** RFC 2113. */
const ROUTER_ALERT = [0x94, 0x04, 0, 0] as const
/** RFC 3376 s4: IP precedence of Internetwork Control. */
const INTERNETWORK_CONTROL = 0xc0
const MINIMUM_FRAME = 60

/** RFC 1112 s6.4: 01-00-5e and the low 23 bits of the group. */
const multicastMac = (group: IPv4): Mac => mac(0x01005e000000 + (group & 0x7fffff))

/** The Ethernet frame of one IGMP message. */
export const encodeFrame = (message: OutgoingMessage, envelope: Envelope): Uint8Array =>
  frameOf(encodeMessage(message), envelope.dst ?? destinationOf(message), envelope)

/** The Ethernet frame around any octets of IP protocol 2. */
export function frameOf(igmp: Uint8Array, dst: IPv4, envelope: Envelope): Uint8Array {
  const vlans = envelope.vlans ?? []
  const options = (envelope.routerAlert ?? true) ? ROUTER_ALERT : []
  const ip = 14 + 4 * vlans.length
  const payload = ip + 20 + options.length
  const frame = new Uint8Array(Math.max(payload + igmp.length, envelope.padTo ?? MINIMUM_FRAME))

  putMac(frame, 0, envelope.dstMac ?? (isMulticast(dst) ? multicastMac(dst) : mac(0xffffffffffff)))
  putMac(frame, 6, envelope.srcMac)
  vlans.forEach((id, depth) => {
    putWord(frame, 12 + 4 * depth, envelope.tagTypes?.[depth] ?? TAG_8021Q)
    putWord(frame, 14 + 4 * depth, id)
  })
  putWord(frame, ip - 2, ETHERTYPE_IPV4)

  frame[ip] = 0x40 | ((20 + options.length) / 4)
  frame[ip + 1] = envelope.tos ?? INTERNETWORK_CONTROL
  putWord(frame, ip + 2, 20 + options.length + igmp.length)
  putWord(frame, ip + 4, envelope.id ?? 0)
  putWord(frame, ip + 6, envelope.fragment ?? 0)
  frame[ip + 8] = envelope.ttl ?? 1
  frame[ip + 9] = IGMP_PROTOCOL
  putAddress(frame, ip + 12, envelope.src)
  putAddress(frame, ip + 16, dst)
  frame.set(options, ip + 20)
  putWord(frame, ip + 10, checksum(frame, ip, payload))

  frame.set(igmp, payload)
  if (envelope.badChecksum) frame[payload + 2] = (frame[payload + 2] ?? 0) ^ 0x55
  return frame
}

function putWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (value >>> 8) & 255
  bytes[at + 1] = value & 255
}

function putMac(bytes: Uint8Array, at: number, address: Mac): void {
  for (let octet = 0; octet < 6; octet++) bytes[at + octet] = Math.floor(address / 2 ** (8 * (5 - octet))) & 255
}
