import type { Family } from './address.ts'

/** The vocabulary of IGMP messages, as every file, page and API speaks it. */

/** Message types of IP protocol 2 (IANA "igmp-type-numbers"). */
export const IGMP_TYPE = {
  query: 0x11,
  reportV1: 0x12,
  reportV2: 0x16,
  leaveV2: 0x17,
  reportV3: 0x22,
} as const

/** RFC 3376 s4.2.12: group record types, by their number on the wire minus one. */
export const RECORD_TYPES = ['IS_IN', 'IS_EX', 'TO_IN', 'TO_EX', 'ALLOW', 'BLOCK'] as const
export type RecordType = (typeof RECORD_TYPES)[number]

/**
 * MLD is IGMP for IPv6: version 1 is IGMPv2 and version 2 is IGMPv3 in all but name (RFC 2710 s1, RFC 3810 s1). Inside,
 * both count as IGMP does; `wireVersion` is what the protocol itself says.
 */
export type IgmpVersion = 1 | 2 | 3
/** The version as the protocol of the family numbers it: MLD is one behind. */
export const wireVersion = (family: Family, version: IgmpVersion): IgmpVersion =>
  (family === 'ipv4' ? version : Math.max(1, version - 1)) as IgmpVersion

export type MessageKind = 'query' | 'report' | 'leave' | 'other'
/** RFC 3376 s4.1.9: the three variants of a query. */
export type QueryScope = 'general' | 'group' | 'group-and-source'
/** RFC 3376 s3: the filter mode of an interface, a host or a router's group record. */
export type FilterMode = 'INCLUDE' | 'EXCLUDE'

/** What can be wrong with a message. A message with a problem is still shown. */
export const PROBLEMS = [
  'truncated', // the capture cut the frame: nobody knows what the rest was
  'bad-checksum', // RFC 3376 s4.1.2, s4.2.2: MUST be verified before processing
  'bad-length', // no such message has this length (RFC 3376 s7.1 for queries)
  'malformed-record', // a group record runs past the end of the message
  'unknown-record-type', // RFC 3376 s4.2.12: the record is left out
  'unknown-type', // RFC 3376 s4: MUST be silently ignored
  'ttl-not-1', // RFC 3376 s4: sent with TTL 1
  'no-router-alert', // RFC 3376 s4: sent with the Router Alert option
  'wrong-destination', // RFC 2236 s9, RFC 3376 s4.1.12, s4.2.14
  'not-multicast', // the group is outside 224/4
  'all-hosts-reported', // 224.0.0.1 is never reported (RFC 2236 s6)
  'fragment', // the first fragment of a datagram: not reassembled
  'bad-source', // not from an address of a host (RFC 1122 s3.2.1.3); MLD: not link-local (RFC 3810 s5.1.14, s5.2.13)
] as const
export type Problem = (typeof PROBLEMS)[number]

/** Layers around the frame that was mirrored, outermost first. */
export type Encapsulation =
  | 'tzsp'
  | 'vxlan'
  | 'gre'
  | 'erspan1'
  | 'erspan2'
  | 'erspan3'
  | 'geneve'
  | 'mpls'
  | 'pppoe'
  | 'l2tp'
  | 'capwap'
  | 'ipip' // IPv4 or IPv6 in either (RFC 2003, RFC 2473, RFC 4213)
  | 'sflow' // sampled headers: shown, never state
