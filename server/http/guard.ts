import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ROLES, type Role } from '../../shared/access.ts'
import { WALL_VIEWS, type ViewName } from '../../shared/live.ts'
import { networkOf } from '../../shared/network-of.ts'
import type { DurationMs } from '../../shared/time.ts'
import { cookieOf, digestOf } from '../access/secret.ts'
import type { Who } from '../access/who.ts'
import { directClient, type Client, type ClientOf } from './client-of.ts'
import { cookieFrom } from './cookie.ts'
import { FailedAttempts } from './failed-attempts.ts'
import { mayDo } from './operations/operation.ts'
import { HttpProblem } from './problem.ts'

/** Names by which a browser on this machine calls it. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1']

const SIGN_IN = 'This server asks who you are. Remedy: sign in on its page; programs send Authorization: Bearer TOKEN.'

/** Who may come in by what is kept: users with their sessions, and tokens. */
export interface Doors {
  /** Nobody comes in unasked. */
  readonly needed: boolean
  byToken(token: string): Who | null
  byCookie(cookie: string): Who | null
  /** Whether who came in may still be there. */
  holds(who: Who): boolean
}

interface GuardOptions {
  /** Of an operator, given at the start and kept nowhere; null: none was given. */
  token: string | null
  /** Absent: nothing is kept. */
  access?: Doors
  /** What the commands of this machine show, as long as the server runs. */
  serverKey?: string
  /** Names and addresses, without port, by which this server is also called: where it listens, and `--allow-host`. */
  allowedHosts: readonly string[]
  /** Other pages that may talk to it: a development server. Whole origins: `http://localhost:5173`. */
  allowedOrigins?: readonly string[]
  clientOf?: ClientOf
  /** A token that is new here and wrong. */
  onWrong?: (client: Client) => void
  /** Runs evenly, whatever the clock of the machine is set to. */
  now?: () => DurationMs
}

/** A token that came another way than by header or cookie, and what it may stand for. */
export interface GivenToken {
  token: string
  roles: readonly Role[]
}
export const ANY_ROLE: readonly Role[] = ROLES

export type Entry = { who: Who; problem: null } | { who: null; problem: HttpProblem }

/**
 * Who may talk to this server, and in which role. For requests and for the handshake of a WebSocket alike, which the
 * same-origin policy of browsers does not cover.
 */
export class Guard {
  readonly clientOf: ClientOf
  readonly #options: GuardOptions
  readonly #hosts: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>
  readonly #failed = new FailedAttempts()
  readonly #entered = new WeakMap<IncomingMessage, Who>()
  readonly #now: () => DurationMs

  constructor(options: GuardOptions) {
    const { allowedHosts, allowedOrigins = [], clientOf = directClient, now = () => performance.now() } = options
    this.#options = options
    this.clientOf = clientOf
    this.#hosts = new Set([...LOOPBACK, ...allowedHosts].map(bare))
    this.#origins = new Set(allowedOrigins)
    this.#now = now
  }

  /** Nobody comes in unasked. */
  get needed(): boolean {
    return this.#options.token !== null || this.#options.access?.needed === true
  }

  /** A page of a stranger whose name was made to point here must not read this server (DNS rebinding). */
  checkHost(request: IncomingMessage): HttpProblem | null {
    const host = hostName(this.clientOf(request).host)
    if (host !== null && (this.#hosts.has(host) || host === bare(request.socket.localAddress ?? ''))) return null
    const name = host ?? 'that'
    return new HttpProblem(421, `This server is not called ${name}. Remedy: start it with --allow-host ${name}`)
  }

  /** A page of a stranger must not act here. A request without Origin comes from no page. */
  checkOrigin(request: IncomingMessage): HttpProblem | null {
    const { origin } = request.headers
    const { host, secure } = this.clientOf(request)
    if (origin === undefined) {
      const site = request.headers['sec-fetch-site']
      if (site === undefined || site === 'same-origin' || site === 'none') return null
      // Behind a proxy that is not named, what is plain here may be https there.
    } else if (origin === `https://${host}` || (!secure && origin === `http://${host}`)) return null
    else if (this.#origins.has(origin)) return null
    return new HttpProblem(403, 'Only the pages of this server may do that.')
  }

  /** Lets in, and remembers as whom. Where nobody is asked everybody may do everything. */
  enter(request: IncomingMessage, given: GivenToken | null = null): Entry {
    const entry: Entry = this.needed
      ? this.#check(request, given)
      : { who: { by: 'nobody', role: 'operator' }, problem: null }
    if (entry.who) this.#entered.set(request, entry.who)
    return entry
  }

  /**
   * What was made at random nobody guesses, so it is looked up at any time; the token that a person chose is compared only
   * while nobody guesses from there.
   */
  #check(request: IncomingMessage, given: GivenToken | null): Entry {
    const client = this.clientOf(request)
    const address = networkOf(client.address)
    const now = this.#now()
    const token = given?.token ?? bearerOf(request)
    const tried = token ?? cookieFrom(request, client.secure)
    const name = tried === null ? null : digestOf(tried)
    const roles = given?.roles ?? ANY_ROLE
    const known = tried === null ? null : this.#kept(tried, token !== null)
    if (known && roles.includes(known.role)) return { who: known, problem: null }
    if (this.#failed.blocked(address, name, now)) {
      return refused(new HttpProblem(429, 'Too many wrong tokens; try again in a minute.', { retryAfter: 60 }))
    }
    if (tried === null || name === null) return refused(new HttpProblem(401, SIGN_IN))
    const own = this.#own(tried, token !== null)
    if (own && roles.includes(own.role)) {
      this.#failed.passed(address, name)
      return { who: own, problem: null }
    }
    const isNew = this.#failed.failed(address, name, now) > 0
    // The cookie of a session that is over is no guess that anybody wants to read of.
    if (token === null) return refused(new HttpProblem(401, SIGN_IN))
    if (isNew) this.#options.onWrong?.(client)
    return refused(new HttpProblem(401, 'This token is wrong, or was revoked.'))
  }

  #kept(tried: string, isToken: boolean): Who | null {
    const { serverKey = null, access } = this.#options
    if (isToken && isSame(tried, serverKey)) return { by: 'given', role: 'operator', name: 'command line' }
    return (isToken ? access?.byToken(tried) : access?.byCookie(tried)) ?? null
  }

  #own(tried: string, isToken: boolean): Who | null {
    const { token } = this.#options
    const wanted = token === null || isToken ? token : cookieOf(token)
    return isSame(tried, wanted) ? { by: 'given', role: 'operator', name: '--token' } : null
  }

  /** Somebody who signed in with this very request. */
  admit(request: IncomingMessage, who: Who): void {
    this.#entered.set(request, who)
  }

  /** Of a request that was let in; null of any other one. */
  whoOf(request: IncomingMessage): Who | null {
    return this.#entered.get(request) ?? null
  }

  /** Of a request that was let in; of any other one that which may do least. */
  roleOf(request: IncomingMessage): Role {
    return this.whoOf(request)?.role ?? 'display'
  }

  /** Whether who came with this request may still be here. */
  holds(request: IncomingMessage): boolean {
    const who = this.whoOf(request)
    if (!who) return false
    if (who.by === 'nobody') return !this.needed
    return who.by === 'given' || this.#options.access?.holds(who) === true
  }

  /** A display watches what a wall shows. */
  readonly mayWatch = (request: IncomingMessage, view: ViewName): boolean =>
    mayDo(this.roleOf(request), WALL_VIEWS.includes(view) ? 'display' : 'viewer')

  /** For the handshake of a WebSocket. */
  readonly allowRequest = (request: IncomingMessage): boolean =>
    this.checkHost(request) === null && this.checkOrigin(request) === null && this.enter(request).problem === null
}

const refused = (problem: HttpProblem): Entry => ({ who: null, problem })

/** Digests are of equal lengths: the time tells nothing. */
const isSame = (found: string, wanted: string | null): boolean =>
  wanted !== null && timingSafeEqual(Buffer.from(digestOf(found)), Buffer.from(digestOf(wanted)))

function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
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
