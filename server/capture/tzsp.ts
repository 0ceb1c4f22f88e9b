import { createSocket, type Socket } from 'node:dgram'
import { notice, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { parseTzsp, TZSP_PORT } from '../decode/tzsp.ts'
import { MAX_PENDING_SENDERS, Senders } from './senders.ts'
import type { Source, SourceSink, SourceStatus } from './source.ts'
import { startingStatus } from './status.ts'
import { udpDrops } from './udp-drops.ts'

/** Octets the kernel keeps for this socket; it gives less when its own limit is lower. */
const RECEIVE_BUFFER = 4_194_304
/** A port that is taken is tried again. */
const RETRY_MS = 10_000
/** How often the kernel is asked what it dropped. */
const COUNTERS_EVERY_MS = 10_000
const LINKTYPE_ETHERNET = 1

export interface TzspOptions {
  /** Empty for the unnamed default: its segments are `tzsp:192.0.2.1/10`. */
  name: string
  /** Default 0.0.0.0: routers are elsewhere. Nobody is heard before it is approved. */
  host?: string
  port?: number
  /** Addresses and networks (`192.0.2.0/24`) that are approved from the start; unreadable ones are left out. */
  allow?: readonly string[]
  now?: () => EpochMs
}

/**
 * Receives mirrored frames in TZSP over UDP. It carries no time stamp, so a frame's time is that of its arrival.
 * Senders have to be approved; until then their datagrams are counted, not read.
 */
export class TzspSource implements Source {
  readonly name: string
  readonly kind = 'tzsp'
  readonly clock = 'wall'
  readonly #host: string
  readonly #port: number
  readonly #now: () => EpochMs
  readonly #senders = new Senders()
  readonly #undecodable: Record<string, number> = {}
  #status: SourceStatus = startingStatus()
  #sink: SourceSink | null = null
  #socket: Socket | null = null
  #timer: NodeJS.Timeout | null = null
  #counters: NodeJS.Timeout | null = null
  #stopped = false

  constructor(options: TzspOptions) {
    this.name = options.name
    this.#host = options.host ?? '0.0.0.0'
    this.#port = options.port ?? TZSP_PORT
    this.#now = options.now ?? Date.now
    for (const each of options.allow ?? []) this.#senders.approve(each)
  }

  start(sink: SourceSink): void {
    if (this.#sink) return
    this.#sink = sink
    this.#counters = setInterval(() => this.#readDrops(), COUNTERS_EVERY_MS)
    this.#bind()
  }

  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#counters) clearInterval(this.#counters)
    const socket = this.#socket
    this.#socket = null
    if (socket) await new Promise<void>((resolve) => socket.close(resolve))
    this.#set({ state: 'ended', rate: 0, notice: null })
  }

  status(): SourceStatus {
    return {
      ...this.#status,
      notice: this.#status.notice ?? this.#pendingNotice(),
      undecodable: { ...this.#undecodable },
      pendingSenders: this.#senders.pending,
      approvedSenders: this.#senders.approved,
    }
  }

  /** Hears this address or network from now on. False when the text is neither, or there are too many. */
  approve(sender: string): boolean {
    const done = this.#senders.approve(sender)
    if (done) this.#sink?.state()
    return done
  }

  revoke(sender: string): boolean {
    const done = this.#senders.revoke(sender)
    if (done) this.#sink?.state()
    return done
  }

  /** The UDP port it listens to, or null. Differs from what was asked for when that was 0. */
  /** Where it listens, as a person writes it. */
  get address(): string {
    return `${this.#host}:${this.port ?? this.#port}`
  }

  get port(): number | null {
    return this.#status.state === 'running' ? (this.#socket?.address().port ?? null) : null
  }

  #bind(): void {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER })
    this.#socket = socket
    socket.on('message', (data, { address }) => this.#received(data, address))
    socket.on('listening', () => {
      this.#set({ state: 'running', notice: null })
      this.#readDrops()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#socket !== socket) return
      this.#socket = null
      socket.close()
      this.#set({ state: 'failed', notice: this.#bindNotice(error) })
      this.#timer = setTimeout(() => this.#bind(), RETRY_MS)
    })
    socket.bind(this.#port, this.#host)
  }

  #received(data: Uint8Array, sender: string): void {
    if (!this.#senders.isApproved(sender)) {
      this.#count('unapproved-sender')
      if (this.#senders.knock(sender, this.#now()) === 'new') this.#sink?.state()
      return
    }
    const parsed = parseTzsp(data, 0, data.length)
    switch (parsed.kind) {
      case 'keepalive':
        return
      case 'malformed':
        this.#count(parsed.reason)
        return
      case 'frame': {
        const { start, end } = parsed
        this.#sink?.frame({
          at: this.#now(),
          linkType: LINKTYPE_ETHERNET,
          data,
          start,
          end,
          wireLength: parsed.wireLength ?? end - start,
          interfaceId: null,
          tunnel: `tzsp:${sender}`,
        })
      }
    }
  }

  #count(reason: string): void {
    this.#undecodable[reason] = (this.#undecodable[reason] ?? 0) + 1
  }

  #readDrops(): void {
    const bound = this.#status.state === 'running' ? this.#socket?.address() : undefined
    if (bound) this.#status = { ...this.#status, droppedByKernel: udpDrops(bound.address, bound.port) }
  }

  #pendingNotice(): Notice | null {
    if (this.#status.state !== 'running') return null
    if (this.#senders.overflowing) return notice('too-many-senders', { limit: MAX_PENDING_SENDERS })
    const newest = this.#senders.pending.at(-1)
    return newest ? notice('sender-pending', { sender: newest.address, protocol: 'TZSP' }) : null
  }

  #bindNotice(error: NodeJS.ErrnoException): Notice {
    const address = `${this.#host}:${this.#port}`
    if (error.code === 'EADDRINUSE') return notice('port-in-use', { address })
    return notice('cannot-bind', { address, detail: BIND_REASONS[error.code ?? ''] ?? error.message })
  }

  #set(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, ...change }
    this.#sink?.state()
  }
}

const BIND_REASONS: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'this machine does not have that address',
  EACCES: 'this user may not use that port',
  ENOTFOUND: 'there is no host of that name',
}
