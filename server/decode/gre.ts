import { checksum } from './checksum.ts'
import { openErspan } from './erspan.ts'
import { carries, cutOr } from './inner.ts'
import type { IpHeader } from './ip.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u16, u32 } from './reader.ts'
import type { Way } from './way.ts'

const CHECKSUM = 0x8000
const ROUTING = 0x4000 // RFC 1701, no more in RFC 2784
const KEY = 0x2000
const SEQUENCE = 0x1000
const VERSION = 0x0007
/** Source routes of one header that are walked over. */
const MAX_ROUTES = 16

export const ERSPAN_I_II = 0x88be
export const ERSPAN_III = 0x22eb
const CARRIED: ReadonlySet<number> = new Set([0x0800, 0x86dd, 0x6558, 0x8847, 0x8848, ERSPAN_I_II, ERSPAN_III])

export interface Gre {
  kind: 'gre'
  protocol: number
  hasChecksum: boolean
  key: number | null
  sequence: number | null
  /** Where that which it carries begins. */
  start: number
}

/**
 * The GRE header in data[start..end): RFC 2784 with key and sequence number of RFC 2890 and the routing of RFC 1701.
 * `other`: of another version (PPTP) or of a protocol that is not opened. `malformed`: it ends within the header.
 */
export function parseGre(
  data: Uint8Array,
  start: number,
  end: number,
): Gre | { kind: 'other' } | { kind: 'malformed' } {
  if (end - start < 4) return { kind: 'malformed' }
  const flags = u16(data, start)
  const protocol = u16(data, start + 2)
  if ((flags & VERSION) !== 0 || !CARRIED.has(protocol)) return { kind: 'other' }
  const hasChecksum = (flags & CHECKSUM) !== 0
  const hasRouting = (flags & ROUTING) !== 0
  const key = start + (hasChecksum || hasRouting ? 8 : 4)
  const sequence = (flags & KEY) === 0 ? key : key + 4
  const routes = (flags & SEQUENCE) === 0 ? sequence : sequence + 4
  if (routes > end) return { kind: 'malformed' }
  const after = hasRouting ? routesEnd(data, routes, end) : routes
  if (after === null) return { kind: 'malformed' }
  return {
    kind: 'gre',
    protocol,
    hasChecksum,
    key: sequence === key ? null : u32(data, key),
    sequence: routes === sequence ? null : u32(data, sequence),
    start: after,
  }
}

/** RFC 1701: family 16 | offset 8 | length 8 | route, until family and length are 0. */
function routesEnd(data: Uint8Array, start: number, end: number): number | null {
  let at = start
  for (let i = 0; i < MAX_ROUTES; i += 1) {
    if (end - at < 4) return null
    if (u16(data, at) === 0 && data[at + 3] === 0) return at + 4
    at += 4 + data[at + 3]!
  }
  return null
}

export function openGre(layers: Layers, ip: IpHeader, way: Way): NoMessage | null {
  const { data, position, end, wireEnd } = layers
  const gre = parseGre(data, position, end)
  if (gre.kind === 'other') return 'not-igmp'
  if (gre.kind === 'malformed') return cutOr('gre-malformed', layers)
  // RFC 2784 s2.5: over header and payload.
  if (gre.hasChecksum && end === wireEnd && checksum(data, position, end) !== 0) return 'gre-malformed'
  if (gre.protocol === ERSPAN_I_II || gre.protocol === ERSPAN_III) return openErspan(layers, ip, way, gre)
  if (!way.enter('gre', gre.key)) return 'too-many-tunnels'
  if (gre.sequence !== null) way.numbered(ip.src, gre.sequence)
  return carries(layers, gre.start, gre.protocol)
}
