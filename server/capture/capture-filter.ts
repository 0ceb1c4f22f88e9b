/**
 * Tunnels that a live capture may be asked for, by the traffic that carries them. None is asked for unless told: all
 * that goes through the tunnel would have to be captured, ordinary data too.
 */
const TUNNEL_FILTERS = {
  tzsp: 'udp dst port 37008',
  vxlan: 'udp dst port 4789 or udp dst port 8472',
  gre: 'proto 47', // ERSPAN too
  ipip: 'proto 4 or proto 41',
  geneve: 'udp dst port 6081',
  mpls: 'ether proto 0x8847 or ether proto 0x8848',
  pppoe: 'ether proto 0x8864',
  l2tp: 'udp dst port 1701',
  capwap: 'udp dst port 5247',
  sflow: 'udp dst port 6343',
} as const

export type FilterTunnel = keyof typeof TUNNEL_FILTERS
export const FILTER_TUNNELS = Object.keys(TUNNEL_FILTERS) as FilterTunnel[]
export const isFilterTunnel = (text: string): text is FilterTunnel => Object.hasOwn(TUNNEL_FILTERS, text)

/** Tags that a frame may have; the decoder takes as many off. */
const MAX_TAGS = 4

/**
 * MLD is ICMPv6 behind a hop-by-hop header (RFC 2710 s3, RFC 3810 s5), which little else has; some stacks leave that
 * out. `protochain` would find it behind any header, but no kernel runs that: every frame would come here.
 */
const MLD_TYPES = '(ip6[40] >= 130 and ip6[40] <= 132) or ip6[40] = 143 or (ip6[40] >= 151 and ip6[40] <= 153)'
const MLD = `ip6[6] = 0 or (ip6[6] = 58 and (${MLD_TYPES}))`

/**
 * The built-in capture filter: IGMP and MLD, untagged, under 802.1Q, under a priority tag and under QinQ, and the tunnels
 * that were asked for. A `vlan` in a filter shifts everything after it, so the alternatives have to be nested; `pppoes`
 * and `mpls` would shift as well, and are not used. On the interface `any` (`cooked`) the kernel takes the first tag off
 * before the filter looks, and `vlan` is refused: a second tag hides what is behind it.
 */
export function builtInFilter(tunnels: readonly FilterTunnel[] = [], cooked = false): string {
  const wanted = ['igmp', MLD, ...new Set(tunnels.map((tunnel) => TUNNEL_FILTERS[tunnel]))].join(' or ')
  let filter = wanted
  if (!cooked) for (let tags = 0; tags < MAX_TAGS; tags += 1) filter = `${wanted} or (vlan and (${filter}))`
  return filter
}
