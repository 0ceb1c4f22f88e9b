import { UNSPECIFIED, type Address } from '../../shared/address.ts'

/** What a packet carries, of the protocols that matter here. */
export type Protocol = 'igmp' | 'mld' | 'udp' | 'gre' | 'ipv4' | 'ipv6'

/** The part of an IP header of either version that matters here. The payload is data[payload] up to `payloadEnd` on the wire. */
export interface IpHeader {
  src: Address
  dst: Address
  /** Hop limit in IPv6. */
  ttl: number
  protocol: Protocol
  /** null: the header's options were cut off, so nobody knows. */
  routerAlert: boolean | null
  /** The first fragment of several. */
  fragment: boolean
  /** Of a fragment, first or later: the number of its datagram. -1: it is whole. */
  id: number
  payload: number
  /** By the length in the header, never by the frame's: Ethernet pads to 60 octets. May lie behind what was captured. */
  payloadEnd: number
}

export const emptyHeader = (): IpHeader => ({
  src: UNSPECIFIED,
  dst: UNSPECIFIED,
  ttl: 0,
  protocol: 'igmp',
  routerAlert: false,
  fragment: false,
  id: -1,
  payload: 0,
  payloadEnd: 0,
})
