import { createRequire } from 'node:module'
import { endianness } from 'node:os'

/*
 * The only file that knows the package raw-socket, which is optional (it has to be compiled) and is loaded when a source
 * asks for it. What is needed of it:
 */
export interface RawSocket {
  on(event: 'message', listener: (message: Uint8Array, sender: string) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  setOption(level: number, option: number, value: Uint8Array, length: number): void
  close(): void
}
interface RawSocketModule {
  createSocket(options: { protocol: number; bufferSize: number }): RawSocket
}

/** Linux numbers (socket.h). */
export const SOL_SOCKET = 1
const SO_RCVBUF = 8
/** With the default buffer half the messages of a burst are lost. Octets. */
const RECEIVE_BUFFER = 16 * 1_048_576
const LARGEST_DATAGRAM = 65_536
export const RAW_SOCKET_REMEDY =
  'run it as root, or in a systemd unit with AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN'

export type OpenedRaw<Configured> =
  | { kind: 'open'; close: () => void; configured: Configured }
  | { kind: 'missing'; detail: string }
  | { kind: 'not-permitted' }
  | { kind: 'failed'; detail: string }

/**
 * Opens a raw IPv4 socket for one IP protocol. `onDatagram` gets whole datagrams, IP header first, and only for the time
 * of the call: raw-socket reuses one buffer for all. Fragments come as one, the kernel joins them.
 */
export function openRawSocket<Configured>(
  protocol: number,
  configure: (socket: RawSocket) => Configured,
  onDatagram: (datagram: Uint8Array, sender: string) => void,
  onError: (detail: string) => void,
): OpenedRaw<Configured> {
  let raw: RawSocketModule
  try {
    raw = createRequire(import.meta.url)('raw-socket') as RawSocketModule
  } catch (error) {
    return { kind: 'missing', detail: firstLine(error) }
  }
  let socket: RawSocket
  try {
    socket = raw.createSocket({ protocol, bufferSize: LARGEST_DATAGRAM })
  } catch (error) {
    const detail = firstLine(error)
    return /not permitted|permission/i.test(detail) ? { kind: 'not-permitted' } : { kind: 'failed', detail }
  }
  try {
    setOption(socket, SOL_SOCKET, SO_RCVBUF, int32(RECEIVE_BUFFER))
    const configured = configure(socket)
    socket.on('error', (error) => onError(firstLine(error)))
    socket.on('message', (message, sender) => {
      // Messages of the multicast router to its daemon have protocol 0.
      if (message[9] === protocol) onDatagram(message, sender)
    })
    return { kind: 'open', close: () => socket.close(), configured }
  } catch (error) {
    socket.close()
    return { kind: 'failed', detail: firstLine(error) }
  }
}

export function setOption(socket: RawSocket, level: number, option: number, value: Uint8Array): void {
  socket.setOption(level, option, value, value.length)
}

const little = endianness() === 'LE'

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(0, value, little)
  return bytes
}

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? ''
