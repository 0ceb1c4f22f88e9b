import type { Mac } from '../../shared/address.ts'
import type { NoMessage } from './problem.ts'
import { readMac, u16 } from './reader.ts'

/** Tags one frame may have; deeper stacks are refused. */
const MAX_TAGS = 4

const ETHERTYPE_IPV4 = 0x0800
const FIRST_ETHERTYPE = 0x0600 // below it the field is a length (IEEE 802.3)
const isTag = (type: number): boolean => type === 0x8100 || type === 0x88a8 || type === 0x9100

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
}

/** Octets that should be there and are not: cut by the capture, or never sent. */
export const missing = ({ end, wireEnd }: Layers): NoMessage => (wireEnd > end ? 'truncated' : 'bad-frame')

/** Takes the link layer off. Returns null when an IPv4 packet starts at `position`. */
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

/** Behind an EtherType: tags come off, IPv4 stays. */
function openType(layers: Layers, first: number): NoMessage | null {
  let type = first
  for (let tags = 0; isTag(type); tags += 1) {
    if (tags === MAX_TAGS) return 'too-many-tags'
    if (layers.end - layers.position < 4) return missing(layers)
    addTag(layers, u16(layers.data, layers.position) & 0xfff)
    type = u16(layers.data, layers.position + 2)
    layers.position += 4
  }
  if (type === ETHERTYPE_IPV4) return null
  return type < FIRST_ETHERTYPE ? openSnap(layers) : 'not-igmp'
}

/** VLAN id 0 is a priority tag: untagged (IEEE 802.1Q). */
function addTag(layers: Layers, vlan: number): void {
  if (vlan === 0) return
  if (layers.vlan === -1) layers.vlan = vlan
  else (layers.stack ??= [layers.vlan]).push(vlan)
}

/** IEEE 802.2 LLC with SNAP (RFC 1042), the way some old gear sends IP. */
function openSnap(layers: Layers): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 8) return layers.wireEnd > end ? 'truncated' : 'not-igmp'
  const snap = data[position] === 0xaa && data[position + 1] === 0xaa && data[position + 2] === 3
  if (!snap || u16(data, position + 6) !== ETHERTYPE_IPV4) return 'not-igmp'
  layers.position = position + 8
  return null
}

function openRaw(layers: Layers): NoMessage | null {
  if (layers.end <= layers.position) return missing(layers)
  return layers.data[layers.position]! >> 4 === 4 ? null : 'not-igmp'
}

function openLoopback(layers: Layers): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 4) return missing(layers)
  layers.position = position + 4
  const big = u16(data, position) === 0 && u16(data, position + 2) === 2
  const little = data[position] === 2 && data[position + 1] === 0 && u16(data, position + 2) === 0
  return big || little ? null : 'not-igmp'
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
