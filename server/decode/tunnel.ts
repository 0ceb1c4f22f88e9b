import { formatIPv4 } from '../../shared/address.ts'
import type { Encapsulation } from '../../shared/igmp.ts'
import type { IPv4Header } from './ipv4.ts'
import { openEthernet, type Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u16 } from './reader.ts'
import { parseTzsp, TZSP_PORT } from './tzsp.ts'

const UDP_HEADER = 8

/** A tunnel that was opened: its name for `encapsulation`, and its part of the segment's path. */
export interface Tunnel {
  encapsulation: Encapsulation
  path: string
}

/**
 * When the UDP datagram of `ip` carries a mirrored frame, takes the tunnel and the inner link layer off: `layers` then
 * stands at an inner IPv4 packet, with the inner frame's MAC and tags.
 */
export function openTunnel(layers: Layers, ip: IPv4Header): Tunnel | NoMessage {
  const { data } = layers
  const start = ip.payload + UDP_HEADER
  if (ip.fragment || layers.end < start || u16(data, ip.payload + 2) !== TZSP_PORT) return 'not-igmp'
  const wireEnd = Math.min(ip.payloadEnd, layers.wireEnd)
  const end = Math.min(layers.end, wireEnd)
  const tzsp = parseTzsp(data, start, end)
  if (tzsp.kind === 'keepalive') return 'not-igmp'
  if (tzsp.kind === 'malformed') return end < wireEnd ? 'truncated' : 'tzsp-malformed'
  layers.position = tzsp.start
  layers.end = tzsp.end
  layers.wireEnd = Math.max(wireEnd, tzsp.start + (tzsp.wireLength ?? 0))
  layers.mac = null
  layers.vlan = -1
  layers.stack = null
  return openEthernet(layers) ?? { encapsulation: 'tzsp', path: `tzsp:${formatIPv4(ip.src)}` }
}
