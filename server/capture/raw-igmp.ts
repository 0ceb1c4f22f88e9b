import { createRequire } from 'node:module'
import { endianness } from 'node:os'
import { parseIPv4 } from '../../shared/address.ts'

/*
 * The only file that knows the package raw-socket, which is optional (it has to be compiled) and is loaded when a source
 * asks for it. What is needed of it:
 */
interface RawSocket {
  on(event: 'message', listener: (message: Uint8Array, sender: string) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  setOption(level: number, option: number, value: Uint8Array, length: number): void
  close(): void
}
interface RawSocketModule {
  createSocket(options: { protocol: number; bufferSize: number }): RawSocket
}

const IPPROTO_IGMP = 2
/** Linux numbers (in.h, mroute.h, socket.h). */
const IPPROTO_IP = 0
const IP_ADD_MEMBERSHIP = 35
const MRT_INIT = 200
const MRT_ADD_VIF = 202
const VIFF_USE_IFINDEX = 8
const SOL_SOCKET = 1
const SO_RCVBUF = 8
const SO_BINDTODEVICE = 25
/** With the default buffer half the messages of a burst are lost. Octets. */
const RECEIVE_BUFFER = 16 * 1_048_576
const LARGEST_DATAGRAM = 65_536
/** All hosts, all routers, all IGMPv3 routers: what reports, leaves and queries are sent to. */
const JOINED = ['224.0.0.1', '224.0.0.2', '224.0.0.22']

export type Opened =
  // `blind`: why v1 and v2 reports are not seen; null when they are.
  | { kind: 'open'; close: () => void; blind: string | null }
  | { kind: 'missing'; detail: string }
  | { kind: 'not-permitted' }
  | { kind: 'failed'; detail: string }

/**
 * Opens a raw IGMP socket on one interface. A plain one is given queries only; as the kernel's multicast router
 * (MRT_INIT and a virtual interface) it is given every IGMP message, and the joins open the card's filter.
 * `onDatagram` gets whole IPv4 datagrams, each its own copy: raw-socket reuses one buffer for all.
 */
export function openIgmpSocket(
  iface: { name: string; index: number },
  onDatagram: (datagram: Uint8Array) => void,
  onError: (detail: string) => void,
): Opened {
  let raw: RawSocketModule
  try {
    raw = createRequire(import.meta.url)('raw-socket') as RawSocketModule
  } catch (error) {
    return { kind: 'missing', detail: firstLine(error) }
  }
  let socket: RawSocket
  try {
    socket = raw.createSocket({ protocol: IPPROTO_IGMP, bufferSize: LARGEST_DATAGRAM })
  } catch (error) {
    const detail = firstLine(error)
    return /not permitted|permission/i.test(detail) ? { kind: 'not-permitted' } : { kind: 'failed', detail }
  }
  try {
    const blind = configure(socket, iface)
    socket.on('error', (error) => onError(firstLine(error)))
    socket.on('message', (message) => {
      // Messages of the multicast router to its daemon have protocol 0.
      if (message[9] === IPPROTO_IGMP) onDatagram(new Uint8Array(message))
    })
    return { kind: 'open', close: () => socket.close(), blind }
  } catch (error) {
    socket.close()
    return { kind: 'failed', detail: firstLine(error) }
  }
}

/** Answers why it could not become the multicast router, or null. */
function configure(socket: RawSocket, iface: { name: string; index: number }): string | null {
  const set = (level: number, option: number, value: Uint8Array): void =>
    socket.setOption(level, option, value, value.length)
  set(SOL_SOCKET, SO_RCVBUF, int32(RECEIVE_BUFFER))
  set(SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${iface.name}\0`))
  let blind: string | null = null
  try {
    set(IPPROTO_IP, MRT_INIT, int32(1))
    set(IPPROTO_IP, MRT_ADD_VIF, virtualInterface(iface.index))
  } catch (error) {
    blind = firstLine(error)
  }
  for (const group of JOINED) set(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership(group, iface.index))
  return blind
}

const little = endianness() === 'LE'

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(0, value, little)
  return bytes
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

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? ''
