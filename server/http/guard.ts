import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { EpochMs } from '../../shared/time.ts'
import { FailedTokens } from './failed-tokens.ts'
import { HttpProblem } from './problem.ts'

export const COOKIE = 'rollcall'
/** Names by which a browser on this machine calls it. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1']

const NEEDS_TOKEN =
  'This server needs its token, which it told when it started; programs send Authorization: Bearer TOKEN.'

interface GuardOptions {
  /** null: nobody needs one. */
  token: string | null
  /** Names and addresses, without port, by which this server is also called: where it listens, and `--allow-host`. */
  allowedHosts: readonly string[]
  /** Other pages that may talk to it: a development server. Whole origins: `http://localhost:5173`. */
  allowedOrigins?: readonly string[]
  now?: () => EpochMs
}

/**
 * Who may talk to this server. For requests and for the handshake of a WebSocket alike, which the same-origin policy of
 * browsers does not cover.
 */
export class Guard {
  readonly needsToken: boolean
  readonly #digest: Buffer | null
  readonly #cookie: string | null
  readonly #hosts: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>
  readonly #failed = new FailedTokens()
  readonly #now: () => EpochMs

  constructor({ token, allowedHosts, allowedOrigins = [], now = Date.now }: GuardOptions) {
    this.needsToken = token !== null
    this.#digest = token === null ? null : digest(token)
    this.#cookie = token === null ? null : cookieOf(token)
    this.#hosts = new Set([...LOOPBACK, ...allowedHosts].map(bare))
    this.#origins = new Set(allowedOrigins)
    this.#now = now
  }

  /** A page of a stranger whose name was made to point here must not read this server (DNS rebinding). */
  checkHost(request: IncomingMessage): HttpProblem | null {
    const host = hostName(request.headers.host ?? '')
    if (host !== null && (this.#hosts.has(host) || host === bare(request.socket.localAddress ?? ''))) return null
    const name = host ?? 'that'
    return new HttpProblem(421, `This server is not called ${name}. Remedy: start it with --allow-host ${name}`)
  }

  /** A page of a stranger must not act here. A request without Origin comes from no page. */
  checkOrigin(request: IncomingMessage): HttpProblem | null {
    const { origin, host } = request.headers
    if (origin === undefined) {
      const site = request.headers['sec-fetch-site']
      if (site === undefined || site === 'same-origin' || site === 'none') return null
    } else if (origin === `http://${host}` || origin === `https://${host}` || this.#origins.has(origin)) return null
    return new HttpProblem(403, 'Only the pages of this server may do that.')
  }

  /** `given`: a token that came another way than by header or cookie. */
  checkToken(request: IncomingMessage, given: string | null = null): HttpProblem | null {
    if (this.#digest === null) return null
    const address = request.socket.remoteAddress ?? ''
    const now = this.#now()
    if (this.#failed.blocked(address, now)) {
      return new HttpProblem(429, 'Too many wrong tokens; try again in a minute.', { retryAfter: 60 })
    }
    const bearer = given ?? bearerOf(request)
    const tried = bearer ?? cookieFrom(request)
    if (tried === null) return new HttpProblem(401, NEEDS_TOKEN)
    const expected = bearer === null ? digest(this.#cookie ?? '') : this.#digest
    const found = digest(tried)
    if (timingSafeEqual(found, expected)) return null
    this.#failed.failed(address, found.toString('base64'), now)
    return new HttpProblem(401, 'This token is wrong. The right one was printed when the server started.')
  }

  /** `Set-Cookie` for a browser that showed the token. The cookie is made of the token but is not the token. */
  setCookie(): string {
    return `${COOKIE}=${this.#cookie ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${400 * 86_400}`
  }

  /** For the handshake of a WebSocket. */
  readonly allowRequest = (request: IncomingMessage): boolean =>
    this.checkHost(request) === null && this.checkOrigin(request) === null && this.checkToken(request) === null
}

/** Equal lengths for the comparison in constant time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const cookieOf = (token: string): string => createHmac('sha256', token).update('rollcall page').digest('base64url')

function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

function cookieFrom(request: IncomingMessage): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === COOKIE && value !== undefined) return value
  }
  return null
}

/** Lower case, without brackets, the final dot and the prefix of a mapped address. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:/, '')
    .replace(/\.$/, '')

/** The name in a Host header; null when that is malformed. */
function hostName(header: string): string | null {
  const name = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.exec(header)?.[1]
  return name === undefined ? null : bare(name)
}
