import { notice, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { BackOff, LONGEST_BACK_OFF } from './back-off.ts'
import type { FilterTunnel } from './capture-filter.ts'
import { LifeSigns } from './life-signs.ts'
import { thisMachine, type LiveMachine } from './live-machine.ts'
import { INSTALL_REMEDY, permitRemedy } from './permission.ts'
import type { Frame, Source, SourceSink, SourceStatus } from './source.ts'
import { startingStatus } from './status.ts'
import { ANY_INTERFACE, filterFor, type LaunchPlace, type TcpdumpSays } from './tcpdump.ts'
import { TcpdumpChild } from './tcpdump-child.ts'

/** How often the interface is looked at. */
const LOOK_EVERY_MS = 500

/**
 * Captures from an interface with a tcpdump child, and keeps it going: it waits while the interface is down or gone,
 * starts again after 0.5 to 10 s when the child dies, and says in plain words what is the matter. No frames for minutes
 * is not a failure: a query every 125 s is normal.
 */
export class LiveSource implements Source {
  readonly name: string
  readonly kind = 'live'
  readonly clock = 'wall'
  readonly interface: string
  /** Times that a capture was started, the first one included. */
  starts = 0
  readonly #filter: string
  readonly #machine: LiveMachine
  #status: SourceStatus = startingStatus()
  #sink: SourceSink | null = null
  #child: TcpdumpChild | null = null
  /** The child was told to end: what it still hands over says nothing of now. */
  #leaving = false
  #stopped = false
  #seen = false
  readonly #backOff = new BackOff()
  /** The interface as the kernel knew it when the child was started. */
  #index: number | null = null
  #signs: LifeSigns
  /** When the interface was seen up last, by the wall. */
  #upAt: EpochMs | null = null
  #droppedEarlier = 0
  #droppedNow: number | null = null
  #timer: NodeJS.Timeout | null = null
  #counters: NodeJS.Timeout | null = null

  /** `filter`: an expression instead of the built-in one; `tunnels`: what that one lets in besides. */
  constructor(options: {
    name: string
    interface: string
    filter?: string | null
    tunnels?: readonly FilterTunnel[]
    machine?: Partial<LiveMachine>
  }) {
    this.name = options.name
    this.#filter = options.filter ?? filterFor(options.interface, options.tunnels)
    this.interface = options.interface
    this.#machine = { ...thisMachine, ...options.machine }
    this.#signs = new LifeSigns(0, this.#machine.patience)
  }

  start(sink: SourceSink): void {
    if (this.#sink) return
    this.#sink = sink
    this.#counters = setInterval(() => this.#ask(), this.#machine.askEveryMs)
    this.#step()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#counters) clearInterval(this.#counters)
    await this.#child?.stop()
    this.#set({ state: 'ended', rate: 0 })
  }

  status(): SourceStatus {
    const dropped = this.#droppedNow === null ? null : this.#droppedEarlier + this.#droppedNow
    const { notes } = this.#machine
    const limits = this.interface === ANY_INTERFACE ? [notice('any-interface'), ...notes] : notes
    const vouchedUntil = this.#status.state === 'running' ? this.#signs.lastAt : null
    return { ...this.#status, droppedByKernel: dropped, limits, vouchedUntil }
  }

  /** The process id of the running tcpdump, or null. */
  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  /** A stopped child gives no frames and no end, and what the network says meanwhile is lost. */
  #ask(): void {
    const child = this.#child
    if (!child) return
    if (!this.#signs.hangs) {
      this.#signs.asked(Date.now())
      child.askCounters()
      return
    }
    const { lastAt } = this.#signs
    const seconds = Math.round((Date.now() - lastAt) / 1_000)
    const hung = notice('capture-hung', { interface: this.interface, seconds })
    this.#set({ state: 'waiting', notice: hung, aliveUntil: lastAt })
    this.#leaving = true
    child.kill()
  }

  /** Looks at the interface; starts a child when there is none and one can run. */
  #step(): void {
    if (this.#stopped) return
    this.#again(LOOK_EVERY_MS)
    const state = this.#machine.look(this.interface)
    if (state !== 'gone') this.#seen = true
    if (this.#child) this.#watch(state)
    else if (state === 'up') this.#launch()
    else this.#set({ state: 'waiting', notice: state === 'gone' ? this.#gone() : this.#down() })
    if (state === 'up') this.#upAt = Date.now()
  }

  /**
   * tcpdump lives through an interface that is down, and says nothing; one that is deleted it reports itself. It goes with
   * one that is renamed, while the name may be another's by now: that one is meant.
   */
  #watch(state: 'up' | 'down' | 'gone'): void {
    const { notice: current } = this.#status
    const index = this.#machine.index(this.interface)
    const upAt = this.#status.state === 'running' ? this.#upAt : (this.#status.aliveUntil ?? null)
    if (state === 'gone' || (index !== null && this.#index !== null && index !== this.#index)) {
      this.#set({ state: 'waiting', notice: this.#gone(), aliveUntil: upAt })
      this.#leaving = true
      this.#child?.end()
    } else if (state === 'down') this.#set({ state: 'waiting', notice: this.#down(), aliveUntil: upAt })
    else if (current?.code === 'interface-down') {
      this.#set({ state: 'running', notice: null, aliveUntil: null })
    }
  }

  #launch(): void {
    const place = this.#machine.place()
    if (!place) {
      this.#set({ state: 'failed', notice: notice('tcpdump-missing', { remedy: INSTALL_REMEDY }) })
      this.#again(LONGEST_BACK_OFF)
      return
    }
    this.#backOff.started()
    this.starts += 1
    this.#index = this.#machine.index(this.interface)
    this.#signs = new LifeSigns(Date.now(), this.#machine.patience)
    this.#leaving = false
    try {
      this.#child = new TcpdumpChild(this.#machine.start(place, this.interface, this.#filter), {
        frame: (frame) => this.#frame(frame),
        says: (said) => this.#heard(said),
        ended: (last) => this.#ended(last, place),
      })
    } catch (error) {
      this.#ended({ what: 'other', detail: error instanceof Error ? error.message : String(error) }, place)
    }
  }

  #frame(frame: Frame): void {
    this.#signs.seen(frame.at)
    if (this.#status.state !== 'running' && !this.#leaving) this.#seesAgain()
    this.#sink?.frame(frame)
  }

  /** A frame may come before tcpdump says that it listens, and before the interface is looked at again. */
  #seesAgain(): void {
    if (this.#status.notice?.code === 'interface-down') this.#watch(this.#machine.look(this.interface))
    else this.#listens()
  }

  #heard(said: TcpdumpSays): void {
    this.#signs.seen(Date.now())
    if (said.what === 'dropped') this.#droppedNow = said.frames
    else if (said.what === 'listening') this.#listens()
  }

  #listens(): void {
    if (this.#stopped) return
    this.#droppedNow ??= 0
    this.#set({ state: 'running', notice: null, aliveUntil: null })
  }

  #ended(last: TcpdumpSays, place: LaunchPlace): void {
    this.#child = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#droppedEarlier += this.#droppedNow ?? 0
    if (this.#droppedNow !== null) this.#droppedNow = 0
    if (this.#stopped) return
    const { notice: known } = this.#status
    const delay = this.#backOff.died()
    switch (last.what) {
      case 'not-permitted': {
        const remedy = permitRemedy(place.tcpdump, place.root)
        this.#set({ state: 'failed', notice: notice('capture-not-permitted', { interface: this.interface, remedy }) })
        this.#again(LONGEST_BACK_OFF)
        return
      }
      case 'bad-filter':
        this.#set({ state: 'failed', notice: notice('bad-capture-filter', { detail: last.detail }) })
        return
      case 'no-such-interface':
      case 'interface-gone':
      case 'interface-down':
        this.#set({ state: 'waiting', notice: last.what === 'interface-down' ? this.#down() : this.#gone() })
        this.#again(delay)
        return
      case 'listening':
      case 'dropped':
      case 'other': {
        const detail = last.what === 'other' ? last.detail : 'tcpdump ended'
        const values = { interface: this.interface, detail, seconds: delay / 1_000 }
        // What it was ended for has been told.
        if (known?.code !== 'capture-hung' && known?.code !== 'interface-gone')
          this.#set({ state: 'waiting', notice: notice('capture-stopped', values) })
        this.#again(delay)
        return
      }
    }
  }

  #again(delay: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#step(), delay)
  }

  #gone(): Notice {
    if (this.#seen) return notice('interface-gone', { interface: this.interface })
    const names = this.#machine.interfaces().join(', ')
    return notice('no-such-interface', { interface: this.interface, interfaces: names })
  }

  #down(): Notice {
    return notice('interface-down', { interface: this.interface })
  }

  /** Tells the sink only what is new: the interface is looked at twice a second. */
  #set(change: Partial<SourceStatus>): void {
    const before = this.#status
    this.#status = { ...before, ...change }
    const same = before.state === this.#status.state && before.notice?.code === this.#status.notice?.code
    if (!same || change.notice?.code === 'capture-stopped') this.#sink?.state()
  }
}
