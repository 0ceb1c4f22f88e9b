import { readFileSync } from 'node:fs'
import { notice, type Notice } from '../../shared/notice.ts'
import { listInterfaces, lookAtInterface } from './interfaces.ts'
import { meansHere, type OpenIgmp } from './means.ts'
import type { Opened } from './raw-igmp.ts'
import { RAW_SOCKET_REMEDY } from './raw-socket.ts'
import type { Source, SourceSink, SourceStatus } from './source.ts'
import { startingStatus } from './status.ts'

/** A raw socket says nothing when its interface goes away, so that is looked at. */
const LOOK_EVERY_MS = 1_000
const RETRY_MS = 10_000
const LINKTYPE_RAW_IP = 101

/** IGMP of one interface from a raw socket: for places without tcpdump. It sees less, and says so. */
export class IgmpSocketSource implements Source {
  readonly name: string
  readonly kind = 'igmp-socket'
  readonly clock = 'wall'
  readonly interface: string
  readonly #open: OpenIgmp
  #status: SourceStatus = startingStatus()
  #sink: SourceSink | null = null
  #close: (() => void) | null = null
  #index: number | null = null
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(options: { name: string; interface: string; open?: OpenIgmp }) {
    this.name = options.name
    this.interface = options.interface
    this.#open = options.open ?? meansHere.openIgmp
  }

  start(sink: SourceSink): void {
    if (this.#sink) return
    this.#sink = sink
    void this.#step()
  }

  stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#shut()
    this.#set({ state: 'ended', rate: 0 })
    return Promise.resolve()
  }

  status(): SourceStatus {
    return this.#status
  }

  async #step(): Promise<void> {
    if (this.#stopped) return
    let delay = LOOK_EVERY_MS
    const index = interfaceIndex(this.interface)
    if (index === null) {
      this.#shut()
      this.#set({ state: 'waiting', notice: this.#gone() })
    } else if (lookAtInterface(this.interface) === 'down') {
      this.#set({ state: 'waiting', notice: notice('interface-down', { interface: this.interface }) })
    } else if (this.#close && this.#index === index) {
      if (this.#status.state === 'waiting') this.#set({ state: 'running', notice: null })
    } else {
      this.#shut()
      this.#index = index
      const opened = await this.#tryToOpen(index)
      if (this.#isOver()) {
        if (opened.kind === 'open') opened.close()
        return
      }
      delay = this.#opened(opened) ? LOOK_EVERY_MS : RETRY_MS
    }
    this.#timer = setTimeout(() => void this.#step(), delay)
  }

  /** It may have been stopped while something was waited for. */
  #isOver(): boolean {
    return this.#stopped
  }

  #tryToOpen(index: number): Promise<Opened> {
    return this.#open(
      { name: this.interface, index },
      (data) => {
        const frame = { at: Date.now(), linkType: LINKTYPE_RAW_IP, data, start: 0, end: data.length }
        this.#sink?.frame({ ...frame, wireLength: data.length, interfaceId: null, tunnel: null })
      },
      (detail) => {
        this.#shut()
        this.#set({ state: 'failed', notice: notice('source-crashed', { source: this.interface, detail }) })
      },
    )
  }

  #opened(opened: Opened): boolean {
    switch (opened.kind) {
      case 'open': {
        this.#close = opened.close
        const limits = [notice('igmp-socket-limits', { interface: this.interface })]
        const blind = opened.configured
        if (blind !== null) limits.push(notice('igmp-socket-blind', { interface: this.interface, detail: blind }))
        this.#set({ state: 'running', notice: null, limits })
        return true
      }
      case 'missing':
        this.#set({ state: 'failed', notice: notice('raw-socket-missing', { detail: opened.detail }) })
        return false
      case 'not-permitted':
        this.#set({ state: 'failed', notice: notice('raw-socket-not-permitted', { remedy: RAW_SOCKET_REMEDY }) })
        return false
      case 'failed': {
        const values = { source: this.interface, detail: opened.detail }
        this.#set({ state: 'failed', notice: notice('source-crashed', values) })
        return false
      }
    }
  }

  #shut(): void {
    this.#close?.()
    this.#close = null
  }

  #gone(): Notice {
    if (this.#index !== null) return notice('interface-gone', { interface: this.interface })
    const interfaces = listInterfaces().map((each) => each.name)
    return notice('no-such-interface', { interface: this.interface, interfaces: interfaces.join(', ') })
  }

  #set(change: Partial<SourceStatus>): void {
    const before = this.#status
    this.#status = { ...before, ...change }
    if (before.state !== this.#status.state || before.notice?.code !== this.#status.notice?.code) this.#sink?.state()
  }
}

function interfaceIndex(name: string): number | null {
  try {
    return Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'utf8'))
  } catch {
    return null
  }
}
