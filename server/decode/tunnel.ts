import type { AddressCache } from './address-cache.ts'
import { openGre } from './gre.ts'
import { carriesPacket } from './inner.ts'
import type { IpHeader } from './ip.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { openUdp } from './udp.ts'
import type { Way } from './way.ts'

/** What later fragments may hold: as much as an IP packet can. */
const REST = 0xffff

/**
 * When the packet of `ip` carries another one, takes the tunnel and the inner link layer off: `layers` then stands at
 * what the inner frame carries, with the inner frame's MAC and tags.
 */
export function openTunnel(layers: Layers, ip: IpHeader, way: Way, addresses: AddressCache): NoMessage | null {
  const { end, wireEnd } = layers
  layers.position = ip.payload
  layers.wireEnd = Math.min(ip.payloadEnd, wireEnd)
  layers.end = Math.min(end, layers.wireEnd)
  if (ip.fragment) {
    way.enterFragment()
    layers.wireEnd += REST
  }
  switch (ip.protocol) {
    case 'udp':
      return openUdp(layers, ip, way, addresses)
    case 'gre':
      return openGre(layers, ip, way)
    case 'ipv4': // RFC 2003 s3, RFC 2473 s3
    case 'ipv6': // RFC 4213 s3
      return way.enter('ipip', null) ? carriesPacket(layers, ip.payload, ip.protocol) : 'too-many-tunnels'
    case 'igmp':
    case 'mld':
      return 'not-igmp'
  }
}
