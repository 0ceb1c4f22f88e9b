import type { Gre } from './gre.ts'
import { carriesFrame, carriesIp, cutOr } from './inner.ts'
import type { IpHeader } from './ip.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u16 } from './reader.ts'
import type { Way } from './way.ts'

const HEADER_II = 8
const HEADER_III = 12
const SUBHEADER = 8
/** Frame type of type III: 0 is Ethernet, 2 an IP packet. */
const TYPE_ETHERNET = 0
const TYPE_IP = 2
/** A mirror that cut a frame does not say by how much: at most this many octets. */
const CUT_BY_MIRROR = 0xffff

export interface Erspan {
  kind: 'erspan'
  type: 1 | 2 | 3
  /** 0 to 1023; null in type I, which has no header of its own. */
  session: number | null
  /** The VLAN that the mirror says the frame was in; 0 where it says none. */
  vlan: number
  /** The mirror cut the frame. */
  truncated: boolean
  /** Frame type of type III; 0, Ethernet, in the others. */
  frameType: number
  /** Where the mirrored frame begins. */
  start: number
}
export type ErspanFault = { kind: 'malformed'; reason: 'erspan-malformed' }

const MALFORMED: ErspanFault = { kind: 'malformed', reason: 'erspan-malformed' }

/**
 * What stands behind a GRE header of protocol 0x88BE or 0x22EB, up to `end` (draft-foschiano-erspan s4). Without a
 * sequence number it is type I, which has no header.
 */
export function parseErspan({ protocol, sequence, start }: Gre, data: Uint8Array, end: number): Erspan | ErspanFault {
  const isThird = protocol === 0x22eb
  if (!isThird && sequence === null) {
    return { kind: 'erspan', type: 1, session: null, vlan: 0, truncated: false, frameType: TYPE_ETHERNET, start }
  }
  const header = isThird ? HEADER_III : HEADER_II
  // Version 1 is type II and version 2 is type III.
  if (end - start < header || data[start]! >> 4 !== (isThird ? 2 : 1)) return MALFORMED
  const last = isThird ? u16(data, start + 10) : 0
  const frame = start + header + ((last & 1) === 0 ? 0 : SUBHEADER)
  if (frame > end) return MALFORMED
  return {
    kind: 'erspan',
    type: isThird ? 3 : 2,
    session: u16(data, start + 2) & 0x3ff,
    vlan: u16(data, start) & 0xfff,
    truncated: (data[start + 2]! & 0x04) !== 0,
    frameType: (last >> 10) & 0x1f,
    start: frame,
  }
}

export function openErspan(layers: Layers, ip: IpHeader, way: Way, gre: Gre): NoMessage | null {
  const erspan = parseErspan(gre, layers.data, layers.end)
  if (erspan.kind === 'malformed') return cutOr(erspan.reason, layers)
  const { type, session, vlan, frameType, start } = erspan
  if (!way.enterMirror(`erspan${type}`, session, ip.src)) return 'too-many-tunnels'
  if (gre.sequence !== null) way.numbered(ip.src, gre.sequence)
  if (erspan.truncated) layers.wireEnd = layers.end + CUT_BY_MIRROR
  if (frameType !== TYPE_ETHERNET && frameType !== TYPE_IP) return 'not-igmp'
  const fault = frameType === TYPE_IP ? carriesIp(layers, start) : carriesFrame(layers, start)
  if (fault !== null) return fault
  // A switch that takes the tag off, or whose port has none, tells the VLAN here.
  if (vlan !== 0 && layers.vlan === -1) layers.vlan = vlan
  return null
}
