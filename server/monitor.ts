import { SECOND, type DurationMs, type EpochMs } from '../shared/time.ts'
import type { Source } from './capture/source.ts'
import { MeterRoom } from './conduct/meters.ts'
import { Channel, LATE_FRAMES } from './channel.ts'
import { Joint } from './joint.ts'
import type { JointSpec } from './joint-part.ts'
import type { Sink } from './outlet.ts'
import type { TapOptions } from './tap.ts'
import { NO_NAMES, type Names } from './names/names.ts'
import { NO_DESK, type FindingDesk } from './views/desk.ts'
import { PacketPool } from './views/packet-pool.ts'
import type { Subject } from './views/subject.ts'
import { NO_WALLS, type Walls } from './views/walls.ts'

/** How often the clock of a live source moves on while nothing comes. */
const TICK: DurationMs = SECOND / 4

interface MonitorOptions {
  sources: readonly Source[]
  /** Segments that several taps see. */
  joints?: readonly JointSpec[]
  tap: TapOptions
  /** Blocks of packets that are kept; absent: as usual. */
  packetBlocks?: number
  /** Every step of every source goes to each of them, in order. */
  sinks: readonly Sink[]
  /** Something a page shows may have changed. */
  changed: () => void
  vendor: (mac: string) => string | null
  captureRemedy: string | null
  /** What people say about findings; absent: nothing. */
  desk?: FindingDesk
  /** Absent: nothing has a name. */
  names?: Names
  /** Absent: the one that is always there. */
  walls?: Walls
  /** A source that a listener found is about to start. */
  found?: (channel: Channel) => void
  /** Wall clock. */
  now: () => EpochMs
}

/** The whole pipeline: source -> decode -> table -> sinks. Owns the only ticker of the product. */
export class Monitor implements Subject {
  readonly channels: Channel[]
  readonly #joints: readonly Joint[]
  readonly demo: boolean
  readonly startedAt: EpochMs
  readonly captureRemedy: string | null
  readonly desk: FindingDesk
  readonly names: Names
  readonly walls: Walls
  readonly vendor: (mac: string) => string | null
  readonly #changed: () => void
  readonly #found: (channel: Channel) => void
  readonly #channel: (source: Source, name?: string) => Channel
  readonly #now: () => EpochMs
  #ticker: NodeJS.Timeout | null = null

  constructor(options: MonitorOptions) {
    const { sources, joints = [], sinks, changed, vendor, captureRemedy, desk, names, walls, found, now } = options
    const tap = { meterRoom: new MeterRoom(), ...options.tap }
    this.#joints = joints.map((spec) => new Joint({ spec, roll: tap, sinks, now, late: LATE_FRAMES }))
    const pool = new PacketPool(options.packetBlocks)
    this.#channel = (source, name) => new Channel(source, tap, sinks, now, name, this.#joints, pool)
    this.channels = sources.map((source) => this.#channel(source))
    this.demo = sources.some(({ kind }) => kind === 'demo')
    this.startedAt = now()
    this.captureRemedy = captureRemedy
    this.desk = desk ?? NO_DESK
    this.names = names ?? NO_NAMES
    this.walls = walls ?? NO_WALLS
    this.vendor = vendor
    this.#changed = changed
    this.#found = found ?? (() => undefined)
    this.#now = now
  }

  get taps(): readonly (Channel | Joint)[] {
    return this.#joints.length === 0 ? this.channels : [...this.channels, ...this.#joints]
  }

  /** By the name of its source. */
  tap(source: string): Channel | null {
    return this.channels.find(({ name }) => name === source) ?? null
  }

  start(): void {
    for (const channel of [...this.channels]) this.#start(channel)
    this.#ticker = setInterval(() => this.tick(), TICK)
  }

  #start(channel: Channel): void {
    channel.start(this.#changed, (source) => this.#add(source))
  }

  /** A source that a listener found joins the others, and stays. */
  #add(source: Source): void {
    const channel = this.#channel(source, this.#freeName(source.name))
    this.channels.push(channel)
    this.#found(channel)
    this.#start(channel)
    this.#changed()
  }

  #freeName(name: string): string {
    let free = name
    for (let n = 2; this.taps.some((tap) => tap.name === free); n += 1) free = `${name}-${n}`
    return free
  }

  /** The clocks of live sources move on; what is due ends. */
  tick(): void {
    const now = this.#now()
    for (const tap of this.taps) tap.tick(now)
    this.#changed()
  }

  /** Resolves when no source hands over anything more. */
  async stop(): Promise<void> {
    if (this.#ticker) clearInterval(this.#ticker)
    await Promise.all(this.channels.map((channel) => channel.stop()))
    for (const joint of this.#joints) joint.stop()
  }
}
