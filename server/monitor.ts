import { SECOND, type DurationMs, type EpochMs } from '../shared/time.ts'
import type { Source } from './capture/source.ts'
import { Channel, type Sink } from './channel.ts'
import type { TapOptions } from './tap.ts'
import type { Subject } from './views/subject.ts'

/** How often the clock of a live source moves on while nothing comes. */
const TICK: DurationMs = SECOND / 4

interface MonitorOptions {
  sources: readonly Source[]
  tap: TapOptions
  /** Every step of every source goes to each of them, in order. */
  sinks: readonly Sink[]
  /** Something a page shows may have changed. */
  changed: () => void
  vendor: (mac: string) => string | null
  captureRemedy: string | null
  /** Wall clock. */
  now: () => EpochMs
}

/** The whole pipeline: source -> decode -> table -> sinks. Owns the only ticker of the product. */
export class Monitor implements Subject {
  readonly taps: readonly Channel[]
  readonly demo: boolean
  readonly startedAt: EpochMs
  readonly captureRemedy: string | null
  readonly vendor: (mac: string) => string | null
  readonly #changed: () => void
  readonly #now: () => EpochMs
  #ticker: NodeJS.Timeout | null = null

  constructor({ sources, tap, sinks, changed, vendor, captureRemedy, now }: MonitorOptions) {
    this.taps = sources.map((source) => new Channel(source, tap, sinks, now))
    this.demo = sources.some(({ kind }) => kind === 'demo')
    this.startedAt = now()
    this.captureRemedy = captureRemedy
    this.vendor = vendor
    this.#changed = changed
    this.#now = now
  }

  /** By the name of its source. */
  tap(source: string): Channel | null {
    return this.taps.find(({ name }) => name === source) ?? null
  }

  start(): void {
    for (const channel of this.taps) channel.start(this.#changed)
    this.#ticker = setInterval(() => this.tick(), TICK)
  }

  /** The clocks of live sources move on; what is due ends. */
  tick(): void {
    const now = this.#now()
    for (const channel of this.taps) channel.tick(now)
    this.#changed()
  }

  /** Resolves when no source hands over anything more. */
  async stop(): Promise<void> {
    if (this.#ticker) clearInterval(this.#ticker)
    await Promise.all(this.taps.map((channel) => channel.stop()))
  }
}
