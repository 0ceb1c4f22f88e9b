import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Role } from '../../shared/live.ts'
import type { DurationMs } from '../../shared/time.ts'
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
  /** The token of the displays, which may change; null: there is none. */
  displayToken?: () => string | null
  /** Names and addresses, without port, by which this server is also called: where it listens, and `--allow-host`. */
  allowedHosts: readonly string[]
  /** Other pages that may talk to it: a development server. Whole origins: `http://localhost:5173`. */
  allowedOrigins?: readonly string[]
  /** Runs evenly, whatever the clock of the machine is set to. */
  now?: () => DurationMs
}

/** A token that came another way than by header or cookie, and what it may stand for. */
export interface GivenToken {
  token: string
  roles: readonly Role[]
}
export const ANY_ROLE: readonly Role[] = ['full', 'display']

export type Entry = { role: Role; problem: null } | { role: null; problem: HttpProblem }

/** What somebody shows to be let in: digests, of equal lengths for the comparison in constant time. */
interface Key {
  readonly role: Role
  readonly token: Buffer
  readonly cookie: Buffer
}

/**
 * Who may talk to this server, and in which role. For requests and for the handshake of a WebSocket alike, which the
 * same-origin policy of browsers does not cover.
 */
export class Guard {
  readonly needsToken: boolean
  readonly #token: string | null
  readonly #displayToken: () => string | null
  readonly #keys = new Map<string, Key>()
  readonly #hosts: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>
  readonly #failed = new FailedTokens()
  readonly #roles = new WeakMap<IncomingMessage, Role>()
  readonly #now: () => DurationMs

  constructor({ token, displayToken, allowedHosts, allowedOrigins = [], now = () => performance.now() }: GuardOptions) {
    this.needsToken = token !== null
    this.#token = token
    this.#displayToken = displayToken ?? (() => null)
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

  /** Lets in, and remembers as what. Without a token everybody may do everything. */
  enter(request: IncomingMessage, given: GivenToken | null = null): Entry {
    const entry: Entry = this.#token === null ? { role: 'full', problem: null } : this.#check(request, given)
    if (entry.role !== null) this.#roles.set(request, entry.role)
    return entry
  }

  #check(request: IncomingMessage, given: GivenToken | null): Entry {
    const address = request.socket.remoteAddress ?? ''
    const now = this.#now()
    const bearer = given?.token ?? bearerOf(request)
    const tried = bearer ?? cookieFrom(request)
    const found = tried === null ? null : digest(tried)
    const name = found?.toString('base64') ?? null
    if (this.#failed.blocked(address, name, now)) {
      return refused(new HttpProblem(429, 'Too many wrong tokens; try again in a minute.', { retryAfter: 60 }))
    }
    if (found === null || name === null) return refused(new HttpProblem(401, NEEDS_TOKEN))
    const role = this.#roleOf(found, bearer === null ? 'cookie' : 'token', given?.roles ?? ANY_ROLE)
    if (role !== null) {
      this.#failed.passed(address, name)
      return { role, problem: null }
    }
    this.#failed.failed(address, name, now)
    return refused(new HttpProblem(401, 'This token is wrong. The right one was printed when the server started.'))
  }

  /** All are compared, so that the time tells nothing. */
  #roleOf(found: Buffer, by: 'token' | 'cookie', roles: readonly Role[]): Role | null {
    const fits = ANY_ROLE.map((role) => {
      const key = this.#keyOf(role)
      return key !== null && timingSafeEqual(found, key[by]) && roles.includes(role)
    })
    return ANY_ROLE[fits.indexOf(true)] ?? null
  }

  #keyOf(role: Role): Key | null {
    const token = role === 'full' ? this.#token : this.#displayToken()
    if (token === null) return null
    const known = this.#keys.get(role)
    const made = digest(token)
    if (known?.token.equals(made)) return known
    const key = { role, token: made, cookie: digest(cookieOf(token)) }
    this.#keys.set(role, key)
    return key
  }

  /** Of a request that was let in; of any other one that which may do least. */
  roleOf(request: IncomingMessage): Role {
    return this.#roles.get(request) ?? 'display'
  }

  /**
   * `Set-Cookie` for a browser that showed the token of this role. The cookie is made of the token but is not the token.
   * A browser has one: it is what it showed last.
   */
  setCookie(role: Role): string {
    const token = (role === 'full' ? this.#token : this.#displayToken()) ?? ''
    return `${COOKIE}=${cookieOf(token)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${400 * 86_400}`
  }

  /** For the handshake of a WebSocket. */
  readonly allowRequest = (request: IncomingMessage): boolean =>
    this.checkHost(request) === null && this.checkOrigin(request) === null && this.enter(request).problem === null
}

const refused = (problem: HttpProblem): Entry => ({ role: null, problem })

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
