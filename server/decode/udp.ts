import type { AddressCache } from './address-cache.ts'
import { CAPWAP_DATA_PORT, openCapwap } from './capwap.ts'
import { GENEVE_PORT, openGeneve } from './geneve.ts'
import type { IpHeader } from './ip.ts'
import { L2TP_PORT, openL2tp } from './l2tp.ts'
import type { Layers } from './link.ts'
import { isMalformed, type NoMessage } from './problem.ts'
import { u16 } from './reader.ts'
import { openSflow, SFLOW_PORT } from './sflow.ts'
import { openTzsp, TZSP_PORT } from './tzsp.ts'
import { openVxlan, openVxlanGpe, VXLAN_GPE_PORT, VXLAN_PORT, VXLAN_PORT_LINUX } from './vxlan.ts'
import type { Way } from './way.ts'

const UDP_HEADER = 8
/** What comes from a service is an answer to a client that happened to have this port. */
const FIRST_CLIENT_PORT = 1_024

/**
 * What a UDP datagram (RFC 768) carries, by its destination port. The source port alone means nothing: a client may have
 * any.
 */
export function openUdp(layers: Layers, ip: IpHeader, way: Way, addresses: AddressCache): NoMessage | null {
  const { data, position } = layers
  if (layers.end - position < UDP_HEADER) return 'not-igmp'
  const port = u16(data, position + 2)
  const length = u16(data, position + 4)
  if (length >= UDP_HEADER && position + length < layers.wireEnd && !ip.fragment) {
    layers.wireEnd = position + length
    layers.end = Math.min(layers.end, layers.wireEnd)
  }
  layers.position = position + UDP_HEADER
  const fault = openPort(layers, ip, way, addresses, port)
  return isMalformed(fault) && u16(data, position) < FIRST_CLIENT_PORT ? 'not-igmp' : fault
}

function openPort(layers: Layers, ip: IpHeader, way: Way, addresses: AddressCache, port: number): NoMessage | null {
  switch (port) {
    case TZSP_PORT:
      return openTzsp(layers, ip, way)
    case VXLAN_PORT:
    case VXLAN_PORT_LINUX:
      return openVxlan(layers, way)
    case VXLAN_GPE_PORT:
      return openVxlanGpe(layers, way)
    case GENEVE_PORT:
      return openGeneve(layers, way)
    case L2TP_PORT:
      return openL2tp(layers, way)
    case CAPWAP_DATA_PORT:
      return openCapwap(layers, way)
    case SFLOW_PORT:
      return openSflow(layers, way, addresses)
    default:
      return 'not-igmp'
  }
}
