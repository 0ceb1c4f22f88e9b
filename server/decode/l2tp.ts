import { cutOr, leaveCarrier } from './inner.ts'
import type { Layers } from './link.ts'
import { openPpp } from './ppp.ts'
import type { NoMessage } from './problem.ts'
import { u16 } from './reader.ts'
import type { Way } from './way.ts'

export const L2TP_PORT = 1_701

const CONTROL = 0x8000
const LENGTH = 0x4000
const SEQUENCE = 0x0800
const OFFSET = 0x0200
const VERSION_2 = 2
/** L2F and version 3 use the same port. */
const OTHER_VERSIONS: ReadonlySet<number> = new Set([1, 3])
/** Address and control field of PPP (RFC 1662 s3.1), which both ends may agree to leave out. */
const ADDRESS_AND_CONTROL = 0xff03

/** RFC 2661 s3.1: flags and version u16 | length u16 | tunnel u16 | session u16 | Ns, Nr u16 | offset u16 and padding. */
export function openL2tp(layers: Layers, way: Way): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < 2) return cutOr('l2tp-malformed', layers)
  const flags = u16(data, position)
  const version = flags & 0x000f
  if (OTHER_VERSIONS.has(version)) return 'not-igmp'
  if (version !== VERSION_2) return 'l2tp-malformed'
  if ((flags & CONTROL) !== 0) return 'not-igmp'
  const ids = position + ((flags & LENGTH) === 0 ? 2 : 4)
  const offset = ids + ((flags & SEQUENCE) === 0 ? 4 : 8)
  let ppp = (flags & OFFSET) === 0 ? offset : offset + 2
  if (ppp > end) return cutOr('l2tp-malformed', layers)
  if ((flags & OFFSET) !== 0) ppp += u16(data, offset)
  if ((flags & LENGTH) !== 0) {
    const payloadEnd = position + u16(data, position + 2)
    if (payloadEnd > layers.wireEnd || payloadEnd < ppp) return 'l2tp-malformed'
    layers.wireEnd = payloadEnd
    layers.end = Math.min(end, payloadEnd)
  }
  if (!way.enter('l2tp', u16(data, ids) * 0x10000 + u16(data, ids + 2))) return 'too-many-tunnels'
  leaveCarrier(layers)
  const start = layers.end - ppp >= 2 && u16(data, ppp) === ADDRESS_AND_CONTROL ? ppp + 2 : ppp
  return openPpp(layers, start, 'l2tp-malformed')
}
