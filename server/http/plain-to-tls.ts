import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import { SECOND, type DurationMs } from '../../shared/time.ts'

/** The first octet of a handshake of TLS: the content type of its record (RFC 8446 s5.1). */
const HANDSHAKE_RECORD = 22
/** Octets of a plain request that are read: what is longer is no address of a page. */
const MAX_PLAIN = 8_192
/** From the connection to the first octets. */
const PATIENCE: DurationMs = 10 * SECOND

/**
 * Whoever speaks plain http to a port of TLS is sent to https, with a sentence for programs. Its first octet tells; the
 * server sees only those who begin a handshake.
 */
export function plainToTls(server: Server): Server {
  const secure = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const waits = setTimeout(() => socket.destroy(), PATIENCE)
    socket.on('error', () => socket.destroy()).once('close', () => clearTimeout(waits))
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null
      if (first === null) {
        socket.destroy()
        return
      }
      if (first[0] === HANDSHAKE_RECORD) {
        clearTimeout(waits)
        socket.unshift(first)
        for (const begin of secure) begin.call(server, socket)
      } else sendAway(socket, first)
    })
  })
  return server
}

/** Reads on to the end of the headers, and no further. */
function sendAway(socket: Socket, first: Buffer): void {
  let text = ''
  const take = (octets: Buffer): void => {
    text += octets.toString('latin1')
    if (!/\r?\n\r?\n/.test(text) && text.length < MAX_PLAIN) return
    socket.off('data', take)
    // What comes still is read and forgotten: an answer beside octets that nobody read would be lost.
    socket.resume()
    socket.end(answerTo(text), () => setTimeout(() => socket.destroy(), SECOND).unref())
  }
  socket.on('data', take)
  take(first)
}

function answerTo(text: string): string {
  const [, method, path = '/'] = /^(GET|HEAD) (\/[\x21-\x7e]*) HTTP\/1\.[01]\r?\n/.exec(text) ?? []
  const host = /\r?\nhost:[ \t]*(\[[0-9a-f:.]+\](?::\d+)?|[\w.-]+(?::\d+)?)[ \t]*\r?\n/i.exec(text)?.[1]
  const body = 'This server speaks https alone here. Remedy: https:// at the beginning of the address.\n'
  const moved = method !== undefined && host !== undefined && !path.startsWith('//')
  return [
    moved ? 'HTTP/1.1 308 Permanent Redirect' : 'HTTP/1.1 400 Bad Request',
    ...(moved ? [`Location: https://${host}${path}`] : []),
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    method === 'HEAD' ? '' : body,
  ].join('\r\n')
}
