import { openEthernet, openRaw, type Layers, type Network } from './link.ts'
import type { NoMessage } from './problem.ts'

/** What is missing of a tunnel's header was cut by the capture, or the header is wrong. */
export const cutOr = (fault: NoMessage, { end, wireEnd }: Layers): NoMessage => (end < wireEnd ? 'truncated' : fault)

/** The link layer of the carrier is none of the frame that it carries. */
export function leaveCarrier(layers: Layers): void {
  layers.mac = null
  layers.vlan = -1
  layers.stack = null
}

/** The tunnel carries an Ethernet frame, from `at` on. */
export function carriesFrame(layers: Layers, at: number): NoMessage | null {
  leaveCarrier(layers)
  layers.position = at
  return openEthernet(layers)
}

/** The tunnel carries what `next` says without a link layer, from `at` on. */
export function carriesPacket(layers: Layers, at: number, next: Network): null {
  leaveCarrier(layers)
  layers.position = at
  layers.next = next
  return null
}

/** The tunnel carries an IP packet, whose own first octet tells the version. */
export function carriesIp(layers: Layers, at: number): NoMessage | null {
  leaveCarrier(layers)
  layers.position = at
  return openRaw(layers)
}

/** By the EtherType that GRE, Geneve and others give for what they carry. */
export function carries(layers: Layers, at: number, etherType: number): NoMessage | null {
  switch (etherType) {
    case 0x6558: // transparent Ethernet bridging
      return carriesFrame(layers, at)
    case 0x0800:
      return carriesPacket(layers, at, 'ipv4')
    case 0x86dd:
      return carriesPacket(layers, at, 'ipv6')
    case 0x8847:
    case 0x8848:
      return carriesPacket(layers, at, 'mpls')
    default:
      return 'not-igmp'
  }
}
