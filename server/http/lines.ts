import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { plainAddress } from './trusted-proxies.ts'

interface LinesOptions {
  /** Connections at a time. */
  most: number
  /** Of one address. */
  each: number
  /** Proxies have the connections of all that stand behind them. */
  isProxy: (address: string) => boolean
}

/** One connection. It is idle while no request of it is being answered, and never again when it is a WebSocket. */
interface Line {
  socket: Socket
  address: string
}

/**
 * The connections to a server. When there is no more room, the one that has been idle for longest goes: who only holds
 * a connection open keeps nobody out. Where none is idle the new one is refused.
 */
export class Lines {
  readonly #most: number
  readonly #each: number
  readonly #isProxy: LinesOptions['isProxy']
  readonly #lines = new Map<string, Line>()
  readonly #idle = new Map<string, Line>()
  /** By address, the idle ones among them in the order in which they became so. */
  readonly #of = new Map<string, { count: number; idle: Map<string, Line> }>()
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
      this.#work(key)
      response.once('close', () => this.#rest(key))
    })
    server.prependListener('upgrade', (request: IncomingMessage) => this.#work(keyOf(request.socket)))
  }

  get open(): number {
    return this.#lines.size
  }

  #take(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '') ?? ''
    const key = keyOf(socket)
    if (!this.#hasRoom(address)) {
      this.refused += 1
      socket.destroy()
      return
    }
    const own = this.#of.get(address) ?? { count: 0, idle: new Map<string, Line>() }
    own.count += 1
    this.#of.set(address, own)
    this.#lines.set(key, { socket, address })
    this.#rest(key)
    socket.once('close', () => this.#forget(key))
  }

  #hasRoom(address: string): boolean {
    const own = this.#of.get(address)
    if (own && own.count >= this.#each && !this.#isProxy(address) && !this.#cutOldest(own.idle)) return false
    return this.#lines.size < this.#most || this.#cutOldest(this.#idle)
  }

  #cutOldest(idle: ReadonlyMap<string, Line>): boolean {
    const [oldest] = idle
    if (!oldest) return false
    const [key, { socket }] = oldest
    this.cut += 1
    this.#forget(key)
    socket.destroy()
    return true
  }

  #work(key: string): void {
    const line = this.#lines.get(key)
    if (!line) return
    this.#idle.delete(key)
    this.#of.get(line.address)?.idle.delete(key)
  }

  #rest(key: string): void {
    const line = this.#lines.get(key)
    if (!line) return
    this.#idle.set(key, line)
    this.#of.get(line.address)?.idle.set(key, line)
  }

  #forget(key: string): void {
    const line = this.#lines.get(key)
    if (!line) return
    this.#work(key)
    this.#lines.delete(key)
    const own = this.#of.get(line.address)
    if (!own) return
    own.count -= 1
    if (own.count === 0) this.#of.delete(line.address)
  }
}

/** The same for a socket and for that of TLS upon it. */
const keyOf = ({ remoteAddress, remotePort, localAddress }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress}`
