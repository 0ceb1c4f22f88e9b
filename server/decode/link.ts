import type { Mac } from '../../shared/address.ts'
import type { NoMessage } from './problem.ts'
import { readMac, u16 } from './reader.ts'

/** Tags one frame may have; deeper stacks are refused. */
const MAX_TAGS = 4

const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_IPV6 = 0x86dd
const ETHERTYPE_PPPOE = 0x8864 // the session stage (RFC 2516 s4)
const FIRST_ETHERTYPE = 0x0600 // below it the field is a length (IEEE 802.3)
const isTag = (type: number): boolean => type === 0x8100 || type === 0x88a8 || type === 0x9100

/* Address families of the loopback header: IPv6 has one in each of the BSDs (pcap registry, LINKTYPE_NULL). */
const AF_INET = 2
const AF_INET6: ReadonlySet<number> = new Set([24, 28, 30])

/** What stands behind the link layer. */
export type Network = 'ipv4' | 'ipv6' | 'mpls' | 'pppoe'

/** The frame at hand while its layers come off. `wireEnd` is where it ended on the wire. */
export interface Layers {
  data: Uint8Array
  position: number
  end: number
  wireEnd: number
  mac: Mac | null
  /** -1: untagged. With more than one tag, `stack` has them all. */
  vlan: number
  stack: number[] | null
  /** What `position` is the start of, once the link layer is off. */
  next: Network
}

export const emptyLayers = (): Layers => ({
  data: new Uint8Array(0),
  position: 0,
  end: 0,
  wireEnd: 0,
  mac: null,
  vlan: -1,
  stack: null,
  next: 'ipv4',
})

/** Octets that should be there and are not: cut by the capture, or never sent. */
export const missing = ({ end, wireEnd }: Layers): NoMessage => (wireEnd > end ? 'truncated' : 'bad-frame')

/** Takes the link layer off. Returns null when what `next` says starts at `position`. */
export function openLink(layers: Layers, linkType: number): NoMessage | null {
  switch (linkType) {
    case 1: // Ethernet
      return openEthernet(layers)
    case 12: // raw IP, as BSD and some of Linux number it
    case 101: // raw IP
    case 228: // raw IPv4
      return openRaw(layers)
    case 0: // BSD loopback: the family in the byte order of the machine that captured
    case 108: // OpenBSD loopback: big-endian
      return openLoopback(layers)
    case 113: // Linux cooked
      return openCooked(layers, { header: 16, protocol: 14, addressLength: 5, address: 6 })
    case 276: // Linux cooked, version 2
      return openCooked(layers, { header: 20, protocol: 0, addressLength: 11, address: 12 })
    default:
      return 'unsupported-link-type'
  }
}

export function openEthernet(layers: Layers): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 14) return missing(layers)
  layers.mac = readMac(data, position + 6)
  layers.position = position + 14
  return openType(layers, u16(data, position + 12))
}

/** Behind an EtherType: tags come off. */
export function openType(layers: Layers, first: number): NoMessage | null {
  let type = first
  for (let tags = 0; isTag(type); tags += 1) {
    if (tags === MAX_TAGS) return 'too-many-tags'
    if (layers.end - layers.position < 4) return missing(layers)
    addTag(layers, u16(layers.data, layers.position) & 0xfff)
    type = u16(layers.data, layers.position + 2)
    layers.position += 4
  }
  if (type !== ETHERTYPE_IPV4) return openOther(layers, type)
  layers.next = 'ipv4'
  return null
}

/* Apart from `openType`, so that what nearly every frame goes through stays small. */
function openOther(layers: Layers, type: number): NoMessage | null {
  switch (type) {
    case ETHERTYPE_IPV6:
      return become(layers, 'ipv6')
    case 0x8847: // MPLS (RFC 3032 s5)
    case 0x8848: // with an upstream-assigned label (RFC 5332 s3)
      return become(layers, 'mpls')
    case ETHERTYPE_PPPOE:
      return become(layers, 'pppoe')
    default:
      return type < FIRST_ETHERTYPE ? openSnap(layers) : 'not-igmp'
  }
}

function become(layers: Layers, next: Network): null {
  layers.next = next
  return null
}

/** VLAN id 0 is a priority tag: untagged (IEEE 802.1Q). */
function addTag(layers: Layers, vlan: number): void {
  if (vlan === 0) return
  if (layers.vlan === -1) layers.vlan = vlan
  else (layers.stack ??= [layers.vlan]).push(vlan)
}

/** IEEE 802.2 LLC with SNAP (RFC 1042), the way some old gear sends IP. */
export function openSnap(layers: Layers): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 8) return layers.wireEnd > end ? 'truncated' : 'not-igmp'
  const snap = data[position] === 0xaa && data[position + 1] === 0xaa && data[position + 2] === 3
  const type = u16(data, position + 6)
  if (!snap || type < FIRST_ETHERTYPE) return 'not-igmp'
  layers.position = position + 8
  return openType(layers, type)
}

/** An IP packet of either version without a link layer. */
export function openRaw(layers: Layers): NoMessage | null {
  if (layers.end <= layers.position) return missing(layers)
  const version = layers.data[layers.position]! >> 4
  if (version === 4) return become(layers, 'ipv4')
  return version === 6 ? become(layers, 'ipv6') : 'not-igmp'
}

function openLoopback(layers: Layers): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 4) return missing(layers)
  layers.position = position + 4
  const big = u16(data, position) === 0 ? u16(data, position + 2) : 0
  const little = u16(data, position + 2) === 0 ? data[position]! | (data[position + 1]! << 8) : 0
  const family = big === 0 ? little : big
  if (family === AF_INET) return become(layers, 'ipv4')
  return AF_INET6.has(family) ? become(layers, 'ipv6') : 'not-igmp'
}

interface CookedLayout {
  header: number
  protocol: number
  addressLength: number
  address: number
}

function openCooked(layers: Layers, layout: CookedLayout): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < layout.header) return missing(layers)
  if (data[position + layout.addressLength] === 6) layers.mac = readMac(data, position + layout.address)
  layers.position = position + layout.header
  return openType(layers, u16(data, position + layout.protocol))
}
