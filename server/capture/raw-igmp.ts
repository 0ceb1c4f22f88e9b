import { parseIPv4 } from '../../shared/address.ts'
import { firstLine, int32, openRawSocket, setOption, SOL_SOCKET, type OpenedRaw, type RawSocket } from './raw-socket.ts'

const IPPROTO_IGMP = 2
/** Linux numbers (in.h, mroute.h, socket.h). */
const IPPROTO_IP = 0
const IP_ADD_MEMBERSHIP = 35
const MRT_INIT = 200
const MRT_ADD_VIF = 202
const VIFF_USE_IFINDEX = 8
const SO_BINDTODEVICE = 25
/** All hosts, all routers, all IGMPv3 routers: what reports, leaves and queries are sent to. */
const JOINED = ['224.0.0.1', '224.0.0.2', '224.0.0.22']

/** `configured`: why v1 and v2 reports are not seen; null when they are. */
export type Opened = OpenedRaw<string | null>

/**
 * Opens a raw IGMP socket on one interface. A plain one is given queries only; as the kernel's multicast router
 * (MRT_INIT and a virtual interface) it is given every IGMP message, and the joins open the card's filter.
 * `onDatagram` gets whole IPv4 datagrams, for the time of the call.
 */
export const openIgmpSocket = (
  iface: { name: string; index: number },
  onDatagram: (datagram: Uint8Array) => void,
  onError: (detail: string) => void,
): Opened => openRawSocket(IPPROTO_IGMP, (socket) => configure(socket, iface), onDatagram, onError)

/** Answers why it could not become the multicast router, or null. */
function configure(socket: RawSocket, iface: { name: string; index: number }): string | null {
  setOption(socket, SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${iface.name}\0`))
  let blind: string | null = null
  try {
    setOption(socket, IPPROTO_IP, MRT_INIT, int32(1))
    setOption(socket, IPPROTO_IP, MRT_ADD_VIF, virtualInterface(iface.index))
  } catch (error) {
    blind = firstLine(error)
  }
  for (const group of JOINED) setOption(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, membership(group, iface.index))
  return blind
}

/** struct vifctl: number u16, flags u8, threshold u8, rate limit u32, interface index i32, remote address. */
function virtualInterface(index: number): Buffer {
  const bytes = Buffer.alloc(16)
  bytes[2] = VIFF_USE_IFINDEX
  bytes[3] = 1
  int32(index).copy(bytes, 8)
  return bytes
}

/** struct ip_mreqn: group, local address, interface index. */
function membership(group: string, index: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeInt32BE(parseIPv4(group) ?? 0, 0)
  int32(index).copy(bytes, 8)
  return bytes
}
