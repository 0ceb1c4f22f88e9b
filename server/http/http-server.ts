import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import type { Socket } from 'node:net'
import { HOUR, MINUTE, SECOND, type DurationMs } from '../../shared/time.ts'
import { plainToTls } from './plain-to-tls.ts'
import { LastResponse, PlainMessage } from './upgrades.ts'

/** A capture of some GiB over a slow line takes its time; who sends nothing for long is cut off by its route. */
const LONGEST_REQUEST: DurationMs = 2 * HOUR
/** From the first octet of a request to the end of its headers. */
const HEADERS: DurationMs = 10 * SECOND
/** Requests that are late are looked for this often. */
const LOOKED_EVERY: DurationMs = 2 * SECOND
/** From the connection to the end of the handshake of TLS. */
const HANDSHAKE: DurationMs = 10 * SECOND
/** A line without a request is kept: longer than proxies do, which would send into one that is just being closed. */
const KEPT_ALIVE: DurationMs = 65 * SECOND
/** A line that takes nothing of its answer for so long is cut. */
const STALLED: DurationMs = 2 * MINUTE
/** Octets of all headers of a request, and how many there may be. */
const MAX_HEADERS_OCTETS = 16_384
const MAX_HEADERS = 100

const OLDEST_TLS = 'TLSv1.2'

/** What a certificate and its key have in common with those of `tls-pair.ts`. */
export interface Secret {
  cert: Buffer
  key: Buffer
}

/** A server that is spoken to by anybody: whoever sends slowly, or takes nothing, is not waited for. `secret`: with TLS. */
export function httpServer(secret: Secret | null): Server {
  const options: ServerOptions<typeof PlainMessage, typeof LastResponse> = {
    IncomingMessage: PlainMessage,
    ServerResponse: LastResponse,
    requestTimeout: LONGEST_REQUEST,
    headersTimeout: HEADERS,
    keepAliveTimeout: KEPT_ALIVE,
    connectionsCheckingInterval: LOOKED_EVERY,
    maxHeaderSize: MAX_HEADERS_OCTETS,
  }
  const server = secret
    ? plainToTls(createTlsServer({ ...options, ...secret, minVersion: OLDEST_TLS, handshakeTimeout: HANDSHAKE }))
    : createServer(options)
  server.maxHeadersCount = MAX_HEADERS
  server.setTimeout(STALLED, cutStalled)
  return server
}

/** For those who connect from now on. */
export function renewSecret(server: Server, { cert, key }: Secret): void {
  if (server instanceof TlsServer) server.setSecureContext({ cert, key, minVersion: OLDEST_TLS })
}

/** What an answer costs to make is not the fault of who waits for it. */
function cutStalled(socket: Socket): void {
  if (socket.writableLength > 0) socket.destroy()
  else socket.setTimeout(STALLED)
}
