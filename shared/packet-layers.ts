import type { DurationMs } from './time.ts'

/** Layers of a packet, as its page names them. */
export const LAYER_KINDS = [
  'ethernet',
  'vlan',
  'llc',
  'cooked',
  'loopback',
  'wlan',
  'mpls',
  'pppoe',
  'ppp',
  'ipv4',
  'ipv6',
  'udp',
  'gre',
  'erspan',
  'vxlan',
  'geneve',
  'tzsp',
  'l2tp',
  'capwap',
  'igmp',
  'mld',
  'padding', // behind the packet: Ethernet pads to 60 octets
  'unread', // octets whose layer has no fields here
] as const
export type LayerKind = (typeof LAYER_KINDS)[number]

/** Fields by the names of their RFCs. */
export const FIELD_NAMES = [
  'destination-mac',
  'source-mac',
  'transmitter-mac',
  'ethertype',
  'length',
  'priority',
  'vlan-id',
  'protocol-id',
  'packet-type',
  'hardware-type',
  'interface-index',
  'address-family',
  'frame-control',
  'label',
  'session-id',
  'tunnel-id',
  'protocol',
  'version',
  'header-length',
  'traffic-class',
  'flow-label',
  'total-length',
  'payload-length',
  'identification',
  'flags',
  'fragment-offset',
  'ttl',
  'hop-limit',
  'header-checksum',
  'checksum',
  'source',
  'destination',
  'option',
  'router-alert',
  'padding',
  'next-header',
  'extension',
  'source-port',
  'destination-port',
  'key',
  'sequence',
  'routing',
  'vni',
  'tag',
  'type',
  'code',
  'max-response-code',
  'max-response-time',
  'reserved',
  'group',
  's-flag',
  'qrv',
  'qqic',
  'source-count',
  'source-address',
  'record-count',
  'record',
  'record-type',
  'aux-length',
  'aux-data',
  'ignored', // a receiver does not look at it
  'data',
] as const
export type FieldName = (typeof FIELD_NAMES)[number]

/** Octets `first` to `last` of the frame as it was captured, both counted from 0 and both included. */
interface Span {
  first: number
  last: number
}

export interface PacketField extends Span {
  name: FieldName
  /** As it stands there: a number, an address. */
  value: string
  /** What it stands for, where that is a word of the protocol: `IS_EX`, `IPv4`. */
  word?: string
  /** What it stands for, where that is a time. */
  ms?: DurationMs
  /** The section that says what it is: `RFC 3376 s4.1.1`. */
  rfc?: string
  /** Parts of it: the octets of a group record, an option. */
  fields?: readonly PacketField[]
}

export interface PacketLayer extends Span {
  kind: LayerKind
  /** The capture, or the packet itself, ends within it. */
  cut: boolean
  fields: readonly PacketField[]
}
