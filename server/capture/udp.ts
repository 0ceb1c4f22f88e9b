import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { notice, type Notice } from '../../shared/notice.ts'
import { plainAddress } from './networks.ts'
import { socketDrops } from './socket-drops.ts'
import type { Transport, TransportEvents } from './transport.ts'

/** Octets the kernel keeps for this socket; it gives less when its own limit is lower. */
const RECEIVE_BUFFER = 4_194_304
/** A port that is taken is tried again. */
const RETRY_MS = 10_000
/** Every address of this machine, of both families, and where there is no IPv6. */
const EVERYWHERE = '::'
const EVERYWHERE_V4 = '0.0.0.0'
/** There is no IPv6 on this machine. */
const NO_IPV6: ReadonlySet<string | undefined> = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL'])

/** A UDP port that mirrors are sent to, over IPv4 and IPv6. */
export class UdpTransport implements Transport {
  #host: string
  readonly #port: number
  #socket: Socket | null = null
  #bound: { address: string; port: number } | null = null
  #timer: NodeJS.Timeout | null = null

  /** Without a host: every address of this machine. Port 0 lets the system choose. */
  constructor({ host = EVERYWHERE, port }: { host?: string; port: number }) {
    this.#host = host
    this.#port = port
  }

  get place(): string {
    return `UDP ${this.#address}`
  }

  get #address(): string {
    const port = this.port ?? this.#port
    return isIPv6(this.#host) ? `[${this.#host}]:${port}` : `${this.#host}:${port}`
  }

  /** The port it listens to, or null. */
  get port(): number | null {
    return this.#bound?.port ?? null
  }

  start(events: TransportEvents): void {
    this.#bind(events)
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = null
    if (socket) await new Promise<void>((resolve) => socket.close(resolve))
    this.#bound = null
  }

  dropped(): number | null {
    return this.#bound && socketDrops(this.#bound.address, this.#bound.port)
  }

  #bind(events: TransportEvents): void {
    const socket = createSocket({ type: isIPv6(this.#host) ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER })
    this.#socket = socket
    socket.on('message', (data, { address }) => events.datagram(data, 0, data.length, plainAddress(address)))
    socket.on('listening', () => {
      this.#bound = socket.address()
      events.state('running', null)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#socket !== socket) return
      this.#socket = null
      this.#bound = null
      socket.close()
      if (this.#host === EVERYWHERE && NO_IPV6.has(error.code)) {
        this.#host = EVERYWHERE_V4
        this.#bind(events)
        return
      }
      events.state('failed', this.#trouble(error))
      this.#timer = setTimeout(() => this.#bind(events), RETRY_MS)
    })
    socket.bind(this.#port, this.#host)
  }

  #trouble(error: NodeJS.ErrnoException): Notice {
    const address = this.#address
    if (error.code === 'EADDRINUSE') return notice('port-in-use', { address })
    return notice('cannot-bind', { address, detail: BIND_REASONS[error.code ?? ''] ?? error.message })
  }
}

const BIND_REASONS: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'this machine does not have that address',
  EACCES: 'this user may not use that port',
  ENOTFOUND: 'there is no host of that name',
}
