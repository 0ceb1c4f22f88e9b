import { join } from 'node:path'
import type { ChannelConfig, ChannelRow, DeliveriesAnswer, TestAnswer } from '../shared/channel.ts'
import type { FilterError } from '../shared/filter.ts'
import { notice, type Notice } from '../shared/notice.ts'
import { SECOND, type DurationMs, type EpochMs } from '../shared/time.ts'
import type { Alarm } from './alarms/alarm.ts'
import type { Quiet, Sees } from './alarms/book.ts'
import { alarmOf } from './alarms/of-finding.ts'
import { channelOf, SystemWatch, type SystemFacts } from './alarms/system.ts'
import { ChannelsFile, MAX_CHANNELS } from './channels-file.ts'
import { Courier } from './channels/courier.ts'
import { DeliveryLog } from './channels/delivery-log.ts'
import { withSecret } from './channels/secrets.ts'
import { send as sendOut, type Send } from './channels/send.ts'
import { rowKey } from './findings/key.ts'
import type { DeliveriesQuery } from './http/delivery-params.ts'
import type { WritableChannels } from './http/routes/channels.ts'
import type { Names } from './names/names.ts'
import type { Sink } from './outlet.ts'
import type { FindingDesk } from './views/desk.ts'
import { findingAccess, type Found } from './views/finding-access.ts'
import { matcher } from './views/list.ts'

const TICK: DurationMs = SECOND
/** What the wall is ahead of an even clock, or behind it, since the last tick: somebody has set it, or the machine slept. */
const LEAP: DurationMs = 2 * SECOND

export interface ChannelDeskOptions {
  folder: string
  /** Of the configuration file. */
  fixed: readonly ChannelConfig[]
  desk: FindingDesk
  names: Names
  /** What Rollcall knows of its sources and its history. */
  facts: () => Omit<SystemFacts, 'channels'>
  publicUrl: string | null
  demo: boolean
  now: () => EpochMs
  /** A clock that nobody sets; absent: the wall is one. */
  even?: () => DurationMs
  /** 0 to 1. */
  random: () => number
  newId: () => string
  log: (sentence: string) => void
  /** Another way out, for tests. */
  send?: Send
}

/** Where findings go out: the channels, and what each is told. */
export class ChannelDesk implements WritableChannels {
  readonly #options: ChannelDeskOptions
  readonly #file: ChannelsFile
  readonly #log: DeliveryLog
  readonly #couriers = new Map<string, Courier>()
  readonly #matches = new Map<string, (found: Found) => boolean>()
  readonly #watch: SystemWatch
  #lastTick: EpochMs
  #lastEven: DurationMs
  #timer: NodeJS.Timeout | null = null
  /** Files that cannot be written, told once. */
  readonly #troubled = new Set<string>()

  constructor(options: ChannelDeskOptions) {
    const { folder, fixed, now, log } = options
    this.#options = options
    this.#file = new ChannelsFile(folder)
    this.#watch = new SystemWatch(now())
    this.#lastTick = now()
    this.#lastEven = (options.even ?? now)()
    const path = join(folder, 'channels', 'deliveries.json')
    this.#log = new DeliveryLog(path, this.#unreadable, this.#onTrouble(path))
    for (const config of fixed) this.#add(config, true)
    for (const config of this.#read(log)) if (!this.#couriers.has(config.id)) this.#add(config, false)
  }

  // ---- what happens

  readonly sink: Sink = {
    step: (source, { findings }, clock) => {
      if (this.#couriers.size === 0) return
      for (const event of findings) {
        const alarm = alarmOf(event, source, this.#options.names)
        if (event.event === 'finding-closed') {
          for (const courier of this.#couriers.values()) courier.closed(alarm)
          continue
        }
        const found: Found = { finding: event.finding, source, at: clock }
        for (const [id, courier] of this.#couriers) {
          if (!this.#matches.get(id)?.(found)) continue
          if (event.event === 'finding-opened') courier.opened(alarm)
          else courier.changed(alarm)
        }
      }
    },
    blind: () => undefined,
    setBack: (source) => {
      for (const courier of this.#couriers.values()) courier.learnsAnew(source)
    },
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(), TICK)
  }

  tick(): void {
    if (this.#couriers.size === 0) return
    const { now: wall, even = wall } = this.#options
    const [now, evenly] = [wall(), even()]
    const leapt = now - this.#lastTick - (evenly - this.#lastEven)
    // What a machine that slept did not see does not count.
    const passed = Math.min(Math.max(0, evenly - this.#lastEven), 10 * SECOND)
    this.#lastTick = now
    this.#lastEven = evenly
    if (Math.abs(leapt) > LEAP) this.#leapt(leapt, now)
    const facts = this.#options.facts()
    this.#system(facts, now)
    const running = new Set(facts.sources.filter(({ state }) => state === 'running').map(({ name }) => name))
    const known = new Set(facts.sources.map(({ name }) => name))
    // One that is no longer asked for will not find anything again.
    const sees: Sees = (source) => source === '' || running.has(source) || !known.has(source)
    for (const courier of this.#couriers.values()) courier.tick(passed, this.#quiet, sees)
  }

  #leapt(by: DurationMs, now: EpochMs): void {
    this.#watch.leapt(by, now)
    for (const courier of this.#couriers.values()) courier.leapt(by)
  }

  /** Resolves when what waits is on the disk. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await Promise.all([...this.#couriers.values()].map((courier) => courier.stop()))
    await this.#log.flush()
  }

  #system(facts: Omit<SystemFacts, 'channels'>, now: EpochMs): void {
    const channels = [...this.#couriers].flatMap(([id, { stuck, config }]) =>
      stuck ? [{ id, name: config.name, ...stuck }] : [],
    )
    for (const { event, alarm } of this.#watch.look({ ...facts, channels }, now)) {
      const about = channelOf(alarm)
      for (const [id, courier] of this.#couriers) if (id !== about) courier[event](alarm)
    }
  }

  readonly #quiet: Quiet = ({ subject, openedAt }: Alarm) => {
    const { desk } = this.#options
    if (desk.acknowledged(rowKey(subject, openedAt)) !== null) return 'acknowledged'
    return desk.silencedUntil(subject) === null ? null : 'silenced'
  }

  // ---- what people do

  list(): readonly ChannelRow[] {
    return [...this.#couriers.values()].map((courier) => courier.row())
  }

  filterError(filter: string): FilterError | null {
    return matcher(filter, findingAccess(this.#options)).error
  }

  put(change: ChannelConfig): Notice | null {
    const courier = this.#couriers.get(change.id)
    if (courier?.fixed) return notice('channel-fixed', { channel: change.id })
    if (!courier && this.#couriers.size >= MAX_CHANNELS) return notice('channels-full', { limit: MAX_CHANNELS })
    const config = withSecret(change, courier?.config ?? null)
    if ('code' in config) return config
    if (courier) this.#set(courier, config)
    else this.#add(config, false)
    return this.#keep()
  }

  delete(id: string): Notice | null {
    const courier = this.#couriers.get(id)
    if (!courier) return null
    if (courier.fixed) return notice('channel-fixed', { channel: id })
    this.#couriers.delete(id)
    this.#matches.delete(id)
    courier.delete()
    return this.#keep()
  }

  async test(id: string): Promise<TestAnswer | null> {
    const courier = this.#couriers.get(id)
    if (!courier) return null
    const begun = this.#options.now()
    const outcome = await courier.test()
    const took = Math.max(0, this.#options.now() - begun)
    if (!outcome) return { sent: false, trouble: notice('channel-test-busy', { channel: id }), took }
    return { sent: outcome.sent, trouble: outcome.trouble, took }
  }

  deliveries(query: DeliveriesQuery): DeliveriesAnswer {
    return this.#log.page(query)
  }

  // ---- what is kept

  #add(config: ChannelConfig, fixed: boolean): void {
    const { folder, now, random, newId, publicUrl, demo, send = sendOut } = this.#options
    const path = join(folder, 'channels', `${config.id}.json`)
    const courier = new Courier({
      config,
      fixed,
      path,
      send,
      now,
      random,
      newId,
      text: { publicUrl, demo },
      nextNumber: () => this.#log.next(),
      onRow: (row) => this.#log.put(row),
      onUnreadable: this.#unreadable,
      onTrouble: this.#onTrouble(path),
    })
    this.#couriers.set(config.id, courier)
    this.#set(courier, config)
  }

  #set(courier: Courier, config: ChannelConfig): void {
    courier.change(config)
    this.#matches.set(config.id, matcher(config.filter, findingAccess(this.#options)).matches)
  }

  #keep(): Notice | null {
    return this.#file.write([...this.#couriers.values()].filter(({ fixed }) => !fixed).map(({ config }) => config))
  }

  #read(log: (sentence: string) => void): readonly ChannelConfig[] {
    try {
      return this.#file.read()
    } catch {
      const aside = this.#file.setAside() ? ` It is kept as ${this.#file.path}.damaged.` : ''
      log(`Cannot read ${this.#file.path}; channels have to be set up again.${aside}`)
      return []
    }
  }

  readonly #unreadable = (path: string): void =>
    this.#options.log(`Cannot read ${path}; what waited there is not sent. It is kept as ${path}.damaged.`)

  #onTrouble(path: string): (why: string | null) => void {
    return (why) => {
      if (why === null ? !this.#troubled.delete(path) : this.#troubled.has(path)) return
      if (why !== null) this.#troubled.add(path)
      this.#options.log(
        why === null
          ? `${path}: all is well again.`
          : `Cannot write ${path} (${why}); messages are sent all the same, and may come twice after a crash. Remedy: make room, or make the folder writable.`,
      )
    }
  }
}
