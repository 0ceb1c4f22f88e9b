import { carriesFrame, cutOr } from './inner.ts'
import type { IpHeader } from './ip.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u16, u32 } from './reader.ts'
import type { Way } from './way.ts'

/** UDP port of the TaZmen Sniffer Protocol. */
export const TZSP_PORT = 37_008

/** What is wrong with a TZSP datagram, as counters name it. */
export type TzspFault = 'tzsp-malformed' | 'tzsp-type' | 'tzsp-encapsulation'

/**
 * The mirrored frame is data[start..end). Where the sensor says so, `wireLength`: octets it had before the sensor cut it,
 * and `sequence`: how many frames it had sent (packet count).
 */
export type Tzsp =
  | { kind: 'frame'; start: number; end: number; wireLength?: number; sequence?: number }
  | { kind: 'keepalive' }
  | { kind: 'malformed'; reason: TzspFault }

const HEADER = 4
const TYPE_RECEIVED = 0
const TYPE_TRANSMITTED = 1
const TYPE_KEEPALIVE = 4
const ENCAPSULATION_ETHERNET = 1
const TAG_PADDING = 0
const TAG_END = 1
const TAG_PACKET_COUNT = 0x28
const TAG_ORIGINAL_LENGTH = 0x29

const malformed = (reason: TzspFault): Tzsp => ({ kind: 'malformed', reason })

/**
 * Reads the TZSP header and its tags in data[start..end), the payload of a UDP datagram. Never reads outside.
 * `version u8 | type u8 | encapsulation u16`, then tags: 0 padding, 1 end, else `tag u8 | length u8 | value`.
 */
export function parseTzsp(data: Uint8Array, start: number, end: number): Tzsp {
  if (end - start < HEADER || data[start] !== 1) return malformed('tzsp-malformed')
  const type = data[start + 1]
  if (type === TYPE_KEEPALIVE) return { kind: 'keepalive' }
  if (type !== TYPE_RECEIVED && type !== TYPE_TRANSMITTED) return malformed('tzsp-type')
  if (u16(data, start + 2) !== ENCAPSULATION_ETHERNET) return malformed('tzsp-encapsulation')
  let wireLength = 0
  let sequence: number | null = null
  let pos = start + HEADER
  while (pos < end) {
    const tag = data[pos]
    if (tag === TAG_END) {
      const first = pos + 1
      if (first === end) return malformed('tzsp-malformed')
      const frame: Tzsp = { kind: 'frame', start: first, end }
      // A sensor that claims less than it sent is not believed.
      if (wireLength > end - first) frame.wireLength = wireLength
      if (sequence !== null) frame.sequence = sequence
      return frame
    }
    if (tag === TAG_PADDING) {
      pos += 1
      continue
    }
    if (end - pos < 2) break
    const length = data[pos + 1] ?? 0
    if (length > end - pos - 2) break
    if (tag === TAG_ORIGINAL_LENGTH && length === 2) wireLength = u16(data, pos + 2)
    if (tag === TAG_PACKET_COUNT && length === 4) sequence = u32(data, pos + 2)
    pos += 2 + length
  }
  return malformed('tzsp-malformed')
}

export function openTzsp(layers: Layers, ip: IpHeader, way: Way): NoMessage | null {
  const { data, position, end, wireEnd } = layers
  const tzsp = parseTzsp(data, position, end)
  if (tzsp.kind === 'keepalive') return 'not-igmp'
  if (tzsp.kind === 'malformed') return cutOr('tzsp-malformed', layers)
  if (!way.enter('tzsp', ip.src)) return 'too-many-tunnels'
  if (tzsp.sequence !== undefined) way.numbered(ip.src, tzsp.sequence)
  layers.end = tzsp.end
  layers.wireEnd = Math.max(wireEnd, tzsp.start + (tzsp.wireLength ?? 0))
  return carriesFrame(layers, tzsp.start)
}
