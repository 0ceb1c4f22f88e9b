import type { SourceKind } from '../../../shared/source.ts'

/** What sources of a kind need beyond what any process has. */
export interface Needs {
  /** A packet socket, by tcpdump: `live`. */
  packets: boolean
  /** A raw socket: `erspan`, `igmp-socket`. */
  raw: boolean
  /** To be the kernel's multicast router: `igmp-socket`. */
  admin: boolean
}

export function needsOf(kinds: readonly SourceKind[]): Needs {
  const admin = kinds.includes('igmp-socket')
  return { packets: kinds.includes('live'), raw: admin || kinds.includes('erspan'), admin }
}

/**
 * CAP_SETPCAP is what it takes to empty the bounding set of the server. It is left out where there are rights enough: what
 * stays in that set is worth nothing to the server, which gets no new privileges.
 */
export function capabilitiesFor({ packets, raw, admin }: Needs): readonly string[] {
  if (!packets && !raw) return []
  return ['CAP_NET_RAW', ...(admin ? ['CAP_NET_ADMIN'] : []), ...(admin && packets ? [] : ['CAP_SETPCAP'])]
}
