import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/* A WebSocket by hand, so that what no library would send can be sent. */

const HANDSHAKE = {
  Host: 'localhost',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** A socket that is connected, and says what comes back. */
export async function line(port: number, from = '127.0.0.1'): Promise<{ socket: Socket; said: () => string }> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from }).on('error', () => undefined)
  let said = ''
  socket.setEncoding('latin1').on('data', (text: string) => (said = (said + text).slice(-10_000)))
  await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  return { socket, said: () => said }
}

export const handshake = (path: string, headers: Readonly<Record<string, string>> = {}): string =>
  `GET ${path} HTTP/1.1\r\n${Object.entries({ ...HANDSHAKE, ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

/** Connected, and past the handshake. */
export async function webSocket(port: number, path: string): Promise<{ socket: Socket; said: () => string }> {
  const { socket, said } = await line(port)
  socket.write(handshake(path))
  while (!said().includes('\r\n\r\n') && !socket.destroyed)
    await Promise.race([once(socket, 'data'), once(socket, 'close')])
  if (!said().startsWith('HTTP/1.1 101')) throw new Error(`no WebSocket: ${said()}`)
  return { socket, said }
}

interface FrameOptions {
  opcode?: number
  final?: boolean
  masked?: boolean
  /** What the head says; absent: what is so. */
  length?: number
}

/** One frame (RFC 6455 s5.2). The mask is of zeros: what is sent is what it says. */
export function frame(payload: string | Buffer, options: FrameOptions = {}): Buffer {
  const { opcode = 1, final = true, masked = true } = options
  const octets = Buffer.from(payload)
  const length = options.length ?? octets.length
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = (final ? 0x80 : 0) | opcode
  head[1] = (masked ? 0x80 : 0) | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), octets])
}
