import {
  groupsOf,
  ipv6,
  isMulticast,
  mac,
  UNSPECIFIED,
  type IPv4,
  type IPv6,
  type Mac,
} from '../../../shared/address.ts'
import { RECORD_TYPES } from '../../../shared/igmp.ts'
import { checksum } from './checksum.ts'
import type { Envelope } from './encode.ts'
import { floatCode, type OutgoingMessage, type OutgoingQuery } from './message.ts'

/*
 * The same messages as MLD says them (RFC 2710, RFC 3810): IGMPv2 as MLDv1 and IGMPv3 as MLDv2. Addresses are carried
 * over, so that a network that is simulated once can speak either.
 */

const QUERY = 130
const REPORT_V1 = 131
const DONE = 132
const REPORT_V2 = 143
const ETHERTYPE_IPV6 = 0x86dd
const TAG_8021Q = 0x8100
const ICMPV6 = 58
/** RFC 8200 s4.3 and RFC 2711: hop-by-hop options with Router Alert for MLD, filled up to eight octets. */
const HOP_BY_HOP = [ICMPV6, 0, 5, 2, 0, 0, 1, 0] as const
const FLAG_SUPPRESS = 8

/** Where an address of the simulated IPv4 network stands in IPv6. */
export function sixOf(a: IPv4): IPv6 {
  const [high, low] = [a >>> 16, a & 0xffff]
  if (a === UNSPECIFIED) return ipv6([0, 0, 0, 0, 0, 0, 0, 0])
  if (!isMulticast(a)) return ipv6([0xfe80, 0, 0, 0, 0, 0, high, low])
  if (a >>> 8 === 0xe00000) return ipv6([0xff02, 0, 0, 0, 0, 0, 0, a & 255])
  if (a >>> 24 === 232) return ipv6([0xff3e, 0, 0, 0, 0, 0, 0x8000 | (high & 255), low])
  return ipv6([0xff0e, 0, 0, 0, 0, 0, high, low])
}
/** Senders of streams are beyond the link. */
export const sourceOf = (a: IPv4): IPv6 => ipv6([0x2001, 0xdb8, 0, 0, 0, 0, a >>> 16, a & 0xffff])

const ALL_NODES = ipv6([0xff02, 0, 0, 0, 0, 0, 0, 1])
const ALL_ROUTERS = ipv6([0xff02, 0, 0, 0, 0, 0, 0, 2])
const ALL_V2_ROUTERS = ipv6([0xff02, 0, 0, 0, 0, 0, 0, 0x16])

/** RFC 3810 s5.1.15, s5.2.14; RFC 2710 s5: where a message is sent to. */
function destinationOf(message: OutgoingMessage): IPv6 {
  switch (message.kind) {
    case 'query':
      return message.group === UNSPECIFIED ? ALL_NODES : sixOf(message.group)
    case 'report':
      return sixOf(message.group)
    case 'leave':
      return ALL_ROUTERS
    case 'records':
      return ALL_V2_ROUTERS
  }
}

/** The Ethernet frame of one MLD message. Of the envelope: MAC, tags, `ttl` as hop limit, `routerAlert`, `badChecksum`. */
export function encodeMldFrame(message: OutgoingMessage, envelope: Envelope): Uint8Array {
  const { vlans = [], ttl = 1, routerAlert = true, badChecksum = false } = envelope
  const dst = destinationOf(message)
  const icmp = body(message)
  const options = routerAlert ? HOP_BY_HOP : []
  const ip = 14 + 4 * vlans.length
  const payload = ip + 40 + options.length
  const frame = new Uint8Array(payload + icmp.length)
  const view = new DataView(frame.buffer)
  putMac(view, 0, multicastMac(dst))
  putMac(view, 6, envelope.srcMac)
  vlans.forEach((id, depth) => view.setUint32(12 + 4 * depth, TAG_8021Q * 2 ** 16 + id))
  view.setUint16(ip - 2, ETHERTYPE_IPV6)
  frame[ip] = 0x60
  view.setUint16(ip + 4, options.length + icmp.length)
  frame[ip + 6] = routerAlert ? 0 : ICMPV6
  frame[ip + 7] = ttl
  putAddress(view, ip + 8, sixOf(envelope.src))
  putAddress(view, ip + 24, dst)
  frame.set(options, ip + 40)
  frame.set(icmp, payload)
  const sum = icmpChecksum(frame, ip, payload, icmp.length)
  view.setUint16(payload + 2, badChecksum ? sum ^ 0x5555 : sum)
  return frame
}

/** RFC 8200 s8.1: with the pseudo-header of both addresses, the length and the protocol. */
function icmpChecksum(frame: Uint8Array, ip: number, payload: number, length: number): number {
  const summed = new Uint8Array(40 + length)
  summed.set(frame.subarray(ip + 8, ip + 40))
  new DataView(summed.buffer).setUint32(32, length)
  summed[39] = ICMPV6
  summed.set(frame.subarray(payload), 40)
  return checksum(summed, 0, summed.length)
}

function body(message: OutgoingMessage): Uint8Array {
  switch (message.kind) {
    case 'query':
      return query(message)
    case 'report':
      return short(REPORT_V1, 0, sixOf(message.group))
    case 'leave':
      return short(DONE, 0, sixOf(message.group))
    case 'records':
      return report(message.records)
  }
}

/** RFC 2710 s3. */
function short(type: number, maxResponse: number, group: IPv6): Uint8Array {
  const bytes = new Uint8Array(24)
  const view = new DataView(bytes.buffer)
  bytes[0] = type
  view.setUint16(4, maxResponse)
  putAddress(view, 8, group)
  return bytes
}

/** RFC 2710 s3, RFC 3810 s5.1: there is no MLD for IGMPv1. */
function query({
  version,
  group,
  maxResponseTenths,
  suppress,
  robustness,
  queryInterval,
  sources,
}: OutgoingQuery): Uint8Array {
  const response = maxResponseTenths * 100
  if (version < 3) return short(QUERY, Math.min(0xffff, response), sixOf(group))
  const bytes = new Uint8Array(28 + 16 * sources.length)
  bytes.set(short(QUERY, responseCode(response), sixOf(group)))
  bytes[24] = (suppress ? FLAG_SUPPRESS : 0) | (robustness > 7 ? 0 : robustness)
  bytes[25] = floatCode(queryInterval) // s5.1.9: as in IGMPv3
  const view = new DataView(bytes.buffer)
  view.setUint16(26, sources.length)
  sources.forEach((source, i) => putAddress(view, 28 + 16 * i, sourceOf(source)))
  return bytes
}

/** RFC 3810 s5.2. */
function report(records: Extract<OutgoingMessage, { kind: 'records' }>['records']): Uint8Array {
  const bytes = new Uint8Array(
    records.reduce((sum, { sources, aux }) => sum + 20 + 16 * sources.length + (aux?.length ?? 0), 8),
  )
  const view = new DataView(bytes.buffer)
  bytes[0] = REPORT_V2
  view.setUint16(6, records.length)
  let at = 8
  for (const { type, group, sources, aux } of records) {
    bytes[at] = RECORD_TYPES.indexOf(type) + 1
    bytes[at + 1] = (aux?.length ?? 0) / 4
    view.setUint16(at + 2, sources.length)
    putAddress(view, at + 4, sixOf(group))
    sources.forEach((source, i) => putAddress(view, at + 20 + 16 * i, sourceOf(source)))
    at += 20 + 16 * sources.length
    if (aux) bytes.set(aux, at)
    at += aux?.length ?? 0
  }
  return bytes
}

/** RFC 3810 s5.1.3: the code whose value is the largest that does not exceed `value`. */
export function responseCode(value: number): number {
  if (value < 32_768) return value
  for (let exponent = 0; exponent < 8; exponent += 1) {
    const mantissa = value >>> (exponent + 3)
    if (mantissa < 0x2000) return 0x8000 | (exponent << 12) | (mantissa & 0xfff)
  }
  return 0xffff
}

/** RFC 2464 s7: 33-33 and the low 32 bits of the group. */
const multicastMac = (group: IPv6): Mac => mac(0x333300000000 + groupsOf(group)[6]! * 2 ** 16 + groupsOf(group)[7]!)

const putAddress = (view: DataView, at: number, address: IPv6): void =>
  groupsOf(address).forEach((group, i) => view.setUint16(at + 2 * i, group))

function putMac(view: DataView, at: number, address: Mac): void {
  view.setUint16(at, Math.floor(address / 2 ** 32))
  view.setUint32(at + 2, address % 2 ** 32)
}
