import { carriesFrame, carriesPacket, cutOr } from './inner.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import type { Way } from './way.ts'

/** RFC 7348 s8. */
export const VXLAN_PORT = 4_789
/** Linux began before the number was assigned. */
export const VXLAN_PORT_LINUX = 8_472
/** VXLAN with a protocol field (draft-ietf-nvo3-vxlan-gpe s3). */
export const VXLAN_GPE_PORT = 4_790

const HEADER = 8
const VALID_VNI = 0x08
const HAS_PROTOCOL = 0x04

/** The frame is data[start..) of the datagram. */
export type Vxlan = { kind: 'frame'; vni: number; start: number } | { kind: 'malformed'; reason: 'vxlan-malformed' }

/** RFC 7348 s5: flags u8 with I (0x08) | 24 bits | VNI 24 | 8 bits. In data[start..end), a datagram's payload. */
export function parseVxlan(data: Uint8Array, start: number, end: number): Vxlan {
  if (end - start <= HEADER || (data[start]! & VALID_VNI) === 0) return { kind: 'malformed', reason: 'vxlan-malformed' }
  return { kind: 'frame', vni: vniAt(data, start), start: start + HEADER }
}

/** The 24 bits at the fifth octet: VXLAN and Geneve have the identifier in the same place. */
export const vniAt = (data: Uint8Array, start: number): number =>
  (data[start + 4]! << 16) | (data[start + 5]! << 8) | data[start + 6]!

export function openVxlan(layers: Layers, way: Way): NoMessage | null {
  const { data, position, end } = layers
  if (end <= position) return cutOr('vxlan-malformed', layers)
  if ((data[position]! & VALID_VNI) === 0) return 'vxlan-malformed'
  const vxlan = parseVxlan(data, position, end)
  if (vxlan.kind === 'malformed') return cutOr(vxlan.reason, layers)
  if (!way.enter('vxlan', vxlan.vni)) return 'too-many-tunnels'
  return carriesFrame(layers, vxlan.start)
}

/** With P set, the next protocol is the fourth octet: 1 IPv4, 2 IPv6, 3 Ethernet. */
export function openVxlanGpe(layers: Layers, way: Way): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < HEADER) return cutOr('vxlan-malformed', layers)
  const flags = data[position]!
  if ((flags & VALID_VNI) === 0) return 'vxlan-malformed'
  if (!way.enter('vxlan', vniAt(data, position))) return 'too-many-tunnels'
  const at = position + HEADER
  switch ((flags & HAS_PROTOCOL) === 0 ? 3 : data[position + 3]) {
    case 1:
      return carriesPacket(layers, at, 'ipv4')
    case 2:
      return carriesPacket(layers, at, 'ipv6')
    case 3:
      return carriesFrame(layers, at)
    default:
      return 'not-igmp'
  }
}
