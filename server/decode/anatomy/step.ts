import type { Scribe } from './scribe.ts'

/** What comes behind a layer. `any-ip`: its first four bits tell the version. `end`: nothing that has fields here. */
export type NextKind =
  | 'ethernet'
  | 'ethertype'
  | 'snap'
  | 'wlan'
  | 'any-ip'
  | 'ipv4'
  | 'ipv6'
  | 'mpls'
  | 'pppoe'
  | 'ppp'
  | 'udp'
  | 'gre'
  | 'erspan'
  | 'port'
  | 'igmp'
  | 'mld'
  | 'end'

/** Where the next layer begins, and what the one before says of it: an EtherType, a port, a protocol. */
export interface Next {
  kind: NextKind
  at: number
  /** Of `ethertype` its value, of `port` the destination port, of `erspan` the protocol of GRE. */
  type?: number
  /** Of `erspan`: GRE has a sequence number. */
  numbered?: boolean
  /** Of `mld`: where the IPv6 header begins. */
  header?: number
}

/** Writes one layer and says what comes next. */
export type Step = (scribe: Scribe, next: Next) => Next

/** As the `type` of `mpls`: its stack is behind us. */
export const BOTTOM = -1
export const END: Next = { kind: 'end', at: 0 }

/** Behind an EtherType, by its value. */
export function behindEtherType(type: number, at: number): Next {
  switch (type) {
    case 0x8100:
    case 0x88a8:
    case 0x9100:
      return { kind: 'ethertype', at, type }
    case 0x0800:
      return { kind: 'ipv4', at }
    case 0x86dd:
      return { kind: 'ipv6', at }
    case 0x8847:
    case 0x8848:
      return { kind: 'mpls', at }
    case 0x8864:
      return { kind: 'pppoe', at }
    case 0x6558: // transparent Ethernet bridging
      return { kind: 'ethernet', at }
    default:
      return type < 0x0600 ? { kind: 'snap', at } : END
  }
}

const ETHERTYPES: ReadonlyMap<number, string> = new Map([
  [0x0800, 'IPv4'],
  [0x86dd, 'IPv6'],
  [0x8100, '802.1Q'],
  [0x88a8, '802.1ad'],
  [0x9100, 'QinQ'],
  [0x8847, 'MPLS'],
  [0x8848, 'MPLS'],
  [0x8864, 'PPPoE'],
  [0x6558, 'Ethernet'],
  [0x88be, 'ERSPAN'],
  [0x22eb, 'ERSPAN III'],
])
/** The word for an EtherType, as the `more` of its field. */
export const typeWord = (type: number | null): { word?: string } => {
  const word = type === null ? undefined : ETHERTYPES.get(type)
  return word === undefined ? {} : { word }
}
