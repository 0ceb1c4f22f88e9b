import { cutOr } from './inner.ts'
import type { Layers } from './link.ts'
import { openPpp } from './ppp.ts'
import type { NoMessage } from './problem.ts'
import { u16 } from './reader.ts'
import type { Way } from './way.ts'

const HEADER = 6
/** Version 1, type 1. */
const VERSION_TYPE = 0x11
const CODE_SESSION = 0

/**
 * RFC 2516 s4: version, type u8 | code u8 | session u16 | length u16, then PPP. The Ethernet frame around it is the
 * subscriber's own: its MAC and tags stay.
 */
export function openPppoe(layers: Layers, way: Way): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < HEADER) return cutOr('pppoe-malformed', layers)
  if (data[position] !== VERSION_TYPE || data[position + 1] !== CODE_SESSION) return 'pppoe-malformed'
  const start = position + HEADER
  const payloadEnd = start + u16(data, position + 4)
  if (payloadEnd > layers.wireEnd) return 'pppoe-malformed'
  layers.wireEnd = payloadEnd // Ethernet pads
  layers.end = Math.min(end, payloadEnd)
  if (!way.enter('pppoe', u16(data, position + 2))) return 'too-many-tunnels'
  return openPpp(layers, start, 'pppoe-malformed')
}
