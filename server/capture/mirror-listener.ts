import type { MirrorKind } from '../../shared/source.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { MirrorProtocol } from './mirror-protocol.ts'
import { MirroredSource } from './mirrored-source.ts'
import { MAX_PENDING_SENDERS, Senders } from './senders.ts'
import type { Source, SourceSink, SourceStatus } from './source.ts'
import { startingStatus } from './status.ts'
import type { Transport } from './transport.ts'

/** How often the kernel is asked what it dropped. */
const COUNTERS_EVERY_MS = 10_000
/** Mirrors that one listener takes in: senders times sessions. Those that come later are counted. */
export const MAX_MIRRORS = 256
/** Of these, sessions of one sender: one that makes them up leaves room for the others. */
export const MAX_SESSIONS = 64

export interface ListenerOptions {
  /** Empty for the unnamed one of its kind: its senders are `tzsp:192.0.2.1`. */
  name: string
  /** `[NAME=]ADDRESS[/BITS]` of senders that are approved from the start; unreadable ones are left out. */
  allow?: readonly string[]
  now?: () => EpochMs
}

type NoRoom = 'too-many-mirrors' | 'too-many-sessions'

/**
 * Receives mirrored frames from many senders. None is heard before it is approved: until then its datagrams are counted,
 * not read. Each approved one becomes a source of its own. No mirror protocol tells a frame's time in a way that can be
 * relied on, so it is that of its arrival.
 */
export class MirrorListener implements Source {
  readonly name: string
  readonly kind: MirrorKind
  readonly clock = 'wall'
  readonly protocol: MirrorProtocol
  readonly #transport: Transport
  readonly #now: () => EpochMs
  readonly #senders = new Senders()
  /** By sender and session. */
  readonly #mirrors = new Map<string, MirroredSource>()
  readonly #sessions = new Map<string, number>()
  readonly #undecodable: Record<string, number> = {}
  #status: SourceStatus = startingStatus()
  #sink: SourceSink | null = null
  #counters: NodeJS.Timeout | null = null
  #stopped = false

  constructor(protocol: MirrorProtocol, transport: Transport, options: ListenerOptions) {
    this.name = options.name
    this.kind = protocol.kind
    this.protocol = protocol
    this.#transport = transport
    this.#now = options.now ?? Date.now
    for (const each of options.allow ?? []) this.#senders.approve(each)
  }

  /** Where it listens, as a person writes it. */
  get place(): string {
    return this.#transport.place
  }

  start(sink: SourceSink): void {
    if (this.#sink) return
    this.#sink = sink
    this.#counters = setInterval(() => this.#readDrops(), COUNTERS_EVERY_MS)
    this.#transport.start({
      datagram: (data, start, end, sender) => this.#received(data, start, end, sender),
      state: (state, trouble) => {
        this.#set({ state, notice: trouble })
        this.#readDrops()
      },
    })
  }

  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    if (this.#counters) clearInterval(this.#counters)
    await this.#transport.stop()
    this.#set({ state: 'ended', rate: 0, notice: null })
  }

  status(): SourceStatus {
    return {
      ...this.#status,
      notice: this.#status.notice ?? this.#advice(),
      limits: this.protocol.sampled ? [notice('sampled')] : [],
      sampled: this.protocol.sampled,
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

  #received(data: Uint8Array, start: number, end: number, sender: string): void {
    const admission = this.#senders.admit(sender)
    if (!admission) {
      this.#count('unapproved-sender')
      if (this.#senders.knock(sender, this.#now()) === 'new') this.#sink?.state()
      return
    }
    const unpacked = this.protocol.unpack(data, start, end)
    if (unpacked.kind === 'fault') this.#count(unpacked.reason)
    if (unpacked.kind !== 'frames') return
    const { frames, session, sequence, fault } = unpacked
    if (fault !== null) this.#count(fault)
    const mirror = this.#mirror(sender, session, admission.name)
    if (typeof mirror === 'string') {
      this.#count(mirror)
      return
    }
    if (sequence) mirror.number(sequence.stream, sequence.number)
    const at = this.#now()
    for (const frame of frames) {
      mirror.frame({ ...frame, at, data, interfaceId: null, sampled: this.protocol.sampled })
    }
  }

  /** Text: why there is no room for another one. */
  #mirror(sender: string, session: number | null, given: string | null): MirroredSource | NoRoom {
    const suffix = session === null ? '' : `:${session}`
    const key = sender + suffix
    const known = this.#mirrors.get(key)
    if (known) return known
    if (this.#mirrors.size >= MAX_MIRRORS) return 'too-many-mirrors'
    const sessions = (this.#sessions.get(sender) ?? 0) + 1
    if (sessions > MAX_SESSIONS) return 'too-many-sessions'
    const parent = this.name || this.kind
    const mirror = new MirroredSource({
      name: (given ?? `${parent}:${sender}`) + suffix,
      kind: this.kind,
      sampled: this.protocol.sampled,
      parent,
      parentStatus: () => this.#status,
    })
    this.#mirrors.set(key, mirror)
    this.#sessions.set(sender, sessions)
    this.#sink?.found(mirror)
    return mirror
  }

  #count(reason: string): void {
    this.#undecodable[reason] = (this.#undecodable[reason] ?? 0) + 1
  }

  #readDrops(): void {
    if (this.#status.state === 'running') this.#status = { ...this.#status, droppedByKernel: this.#transport.dropped() }
  }

  #advice(): Notice | null {
    if (this.#status.state !== 'running') return null
    if (this.#undecodable['too-many-mirrors']) return notice('too-many-mirrors', { limit: MAX_MIRRORS })
    if (this.#undecodable['too-many-sessions']) return notice('too-many-sessions', { limit: MAX_SESSIONS })
    if (this.#senders.overflowing) return notice('too-many-senders', { limit: MAX_PENDING_SENDERS })
    const newest = this.#senders.pending.at(-1)
    return newest ? notice('sender-pending', { sender: newest.address, protocol: this.protocol.title }) : null
  }

  #set(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, ...change }
    this.#sink?.state()
    for (const mirror of this.#mirrors.values()) mirror.state()
  }
}
