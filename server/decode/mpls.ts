import { carriesFrame, carriesPacket, cutOr } from './inner.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u16 } from './reader.ts'
import type { Way } from './way.ts'

/** Labels of one stack; deeper ones are refused. */
const MAX_LABELS = 16
const ENTRY = 4
const CONTROL_WORD = 4
/** The label behind it spreads load and names nothing (RFC 6790 s4.2). */
const ENTROPY_INDICATOR = 7
/** What an Ethernet pseudowire of a snooped network carries. */
const ETHERTYPES: ReadonlySet<number> = new Set([0x0800, 0x86dd, 0x8100, 0x88a8, 0x9100, 0x8847, 0x8848, 0x8864])

/** RFC 3032 s2.1: label 20 | traffic class 3 | bottom of stack 1 | TTL 8, and again until the bottom. */
export function openMpls(layers: Layers, way: Way): NoMessage | null {
  const { data, end } = layers
  let at = layers.position
  let label = -1
  let previous = -1
  for (let depth = 0; ; depth += 1) {
    if (depth === MAX_LABELS) return 'mpls-malformed'
    if (end - at < ENTRY) return cutOr('mpls-malformed', layers)
    const entry = (u16(data, at) << 4) | (data[at + 2]! >> 4)
    if (previous !== ENTROPY_INDICATOR && entry !== ENTROPY_INDICATOR) label = entry
    previous = entry
    at += ENTRY
    if ((data[at - 2]! & 1) !== 0) break
  }
  if (!way.enter('mpls', label)) return 'too-many-tunnels'
  return openBottom(layers, at)
}

/**
 * The stack does not say what it carries: the first four bits do (RFC 4928 s3). 4 and 6 are IP; 0 is the control word of
 * a pseudowire (RFC 4385 s3), or a MAC that begins so, as that of each IPv4 group does.
 */
function openBottom(layers: Layers, at: number): NoMessage | null {
  const { data, end } = layers
  if (end <= at) return cutOr('mpls-malformed', layers)
  const nibble = data[at]! >> 4
  if (nibble === 4 && looksLikeIPv4(layers, at)) return carriesPacket(layers, at, 'ipv4')
  if (nibble === 6 && !looksLikeFrame(layers, at)) return carriesPacket(layers, at, 'ipv6')
  if (isGroupMac(layers, at) && looksLikeFrame(layers, at)) return carriesFrame(layers, at)
  if (nibble === 0 && looksLikeFrame(layers, at + CONTROL_WORD)) return carriesFrame(layers, at + CONTROL_WORD)
  if (looksLikeFrame(layers, at)) return carriesFrame(layers, at)
  return end - at < CONTROL_WORD + 14 ? cutOr('not-igmp', layers) : 'not-igmp'
}

/** Enough of it to tell it from a MAC that begins with 4: a header length, and a total length that holds it. */
function looksLikeIPv4({ data, end }: Layers, at: number): boolean {
  if (end - at < 4) return true
  const header = (data[at]! & 15) * 4
  return header >= 20 && u16(data, at + 2) >= header
}

const looksLikeFrame = ({ data, end }: Layers, at: number): boolean =>
  end - at >= 14 && ETHERTYPES.has(u16(data, at + 12))

/** RFC 1112 s6.4: 01-00-5e. */
const isGroupMac = ({ data, end }: Layers, at: number): boolean =>
  end - at >= 3 && data[at] === 0x01 && data[at + 1] === 0 && data[at + 2] === 0x5e
