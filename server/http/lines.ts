import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from '../../shared/network-of.ts'
import { plainAddress } from './trusted-proxies.ts'

interface LinesOptions {
  /** Connections at a time. */
  most: number
  /** Of one address of IPv4, or one network of IPv6. */
  each: number
  /** Proxies have the connections of all that stand behind them. */
  isProxy: (address: string) => boolean
}

/** One connection. It is idle while no request of it is being answered, and never again when it is a WebSocket. */
interface Line {
  socket: Socket
  /** Whose it is. */
  network: string
}

/** What is known of the lines of one network. */
interface Own {
  count: number
  idle: Map<string, Line>
  working: Map<string, IncomingMessage>
}

/**
 * The connections to a server. When there is no more room, the one that has been idle for longest goes: who only holds
 * a connection open keeps nobody out. Where none is idle, the one goes on which the request of a stranger has been under
 * way for longest: strangers are answered at once, so it sends slowly, or takes nothing. Else the new one is refused.
 */
export class Lines {
  readonly #most: number
  readonly #each: number
  readonly #isProxy: LinesOptions['isProxy']
  readonly #lines = new Map<string, Line>()
  /** In the order in which they became so. */
  readonly #idle = new Map<string, Line>()
  readonly #working = new Map<string, IncomingMessage>()
  /** By network, in the same orders. */
  readonly #of = new Map<string, Own>()
  #isKnown: (request: IncomingMessage) => boolean = () => true
  /** Connections that found no place, and those that had to make room. */
  refused = 0
  cut = 0

  constructor(server: Server, { most, each, isProxy }: LinesOptions) {
    this.#most = most
    this.#each = each
    this.#isProxy = isProxy
    // Before the server's own ears: what is refused costs nothing more.
    server.prependListener('connection', (socket: Socket) => this.#take(socket))
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      const key = keyOf(request.socket)
      this.#work(key, request)
      response.once('close', () => this.#rest(key))
    })
    server.prependListener('upgrade', (request: IncomingMessage) => this.#work(keyOf(request.socket), request))
  }

  /** Who was let in keeps the line on which a request of theirs is under way; until this is told, everybody does. */
  sparing(isKnown: (request: IncomingMessage) => boolean): void {
    this.#isKnown = isKnown
  }

  get open(): number {
    return this.#lines.size
  }

  #take(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '') ?? ''
    const network = networkOf(address)
    const key = keyOf(socket)
    if (!this.#hasRoom(network, this.#isProxy(address))) {
      this.refused += 1
      socket.destroy()
      return
    }
    const own = this.#of.get(network) ?? { count: 0, idle: new Map<string, Line>(), working: new Map() }
    own.count += 1
    this.#of.set(network, own)
    this.#lines.set(key, { socket, network })
    this.#rest(key)
    socket.once('close', () => this.#forget(key))
  }

  #hasRoom(network: string, isProxy: boolean): boolean {
    const own = this.#of.get(network)
    if (own && own.count >= this.#each && !isProxy && !this.#makesRoom(own.idle, own.working)) return false
    return this.#lines.size < this.#most || this.#makesRoom(this.#idle, this.#working)
  }

  #makesRoom(idle: ReadonlyMap<string, Line>, working: Map<string, IncomingMessage>): boolean {
    const [resting] = idle.keys()
    if (resting !== undefined) return this.#cut(resting)
    for (const [key, request] of working) {
      if (!this.#isKnown(request)) return this.#cut(key)
      // Who is known stays so: it is not asked again.
      working.delete(key)
    }
    return false
  }

  #cut(key: string): boolean {
    const line = this.#lines.get(key)
    if (!line) return false
    this.cut += 1
    this.#forget(key)
    line.socket.destroy()
    return true
  }

  #work(key: string, request: IncomingMessage): void {
    const line = this.#lines.get(key)
    if (!line) return
    const own = this.#of.get(line.network)
    for (const idle of [this.#idle, own?.idle]) idle?.delete(key)
    for (const working of [this.#working, own?.working]) {
      // Of several that were sent at once the first one counts.
      if (working && !working.has(key)) working.set(key, request)
    }
  }

  #rest(key: string): void {
    const line = this.#lines.get(key)
    if (!line) return
    const own = this.#of.get(line.network)
    for (const working of [this.#working, own?.working]) working?.delete(key)
    for (const idle of [this.#idle, own?.idle]) idle?.set(key, line)
  }

  #forget(key: string): void {
    const line = this.#lines.get(key)
    if (!line) return
    this.#lines.delete(key)
    const own = this.#of.get(line.network)
    for (const map of [this.#idle, this.#working, own?.idle, own?.working]) map?.delete(key)
    if (!own) return
    own.count -= 1
    if (own.count === 0) this.#of.delete(line.network)
  }
}

/** The same for a socket and for that of TLS upon it. */
const keyOf = ({ remoteAddress, remotePort, localAddress }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress}`
