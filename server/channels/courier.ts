import type { ChannelConfig, ChannelRow, DeliveryRow } from '../../shared/channel.ts'
import { notice, sentence, type Notice } from '../../shared/notice.ts'
import { HOUR, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Alarm } from '../alarms/alarm.ts'
import { GIVES_UP } from '../alarms/back-off.ts'
import { AlarmBook, type Quiet, type Sees } from '../alarms/book.ts'
import { DeliveryQueue, MAX_QUEUED, type Queued } from '../alarms/queue.ts'
import { messageText, testText, type TextOptions } from '../alarms/text.ts'
import { Account, type Losing } from './account.ts'
import { KEPT_CHANNEL, type KeptChannel } from './kept.ts'
import { detailOf, type Outcome } from './outcome.ts'
import { NO_MESSAGE, type Parcel } from './parcel.ts'
import { withoutSecret } from './secrets.ts'
import type { Send } from './send.ts'
import { Snapshot } from '../snapshot.ts'

/** A disk that is slower must not keep an alarm back: it is sent, and may come twice after a crash. */
const WAITS_FOR_DISK: DurationMs = 2 * SECOND

export interface Stuck extends Losing {
  waiting: number
}

export interface CourierOptions {
  config: ChannelConfig
  fixed: boolean
  /** Of its state. */
  path: string
  send: Send
  now: () => EpochMs
  random: () => number
  /** An id of a delivery that no other has. */
  newId: () => string
  text: Omit<TextOptions, 'language'>
  nextNumber: () => number
  onRow: (row: DeliveryRow) => void
  onUnreadable: (path: string) => void
  onTrouble: (why: string | null) => void
}

/** One channel: what it has to tell becomes messages, and they are sent one after the other. No channel waits for another one. */
export class Courier {
  readonly #options: CourierOptions
  #config: ChannelConfig
  readonly #book: AlarmBook
  readonly #queue: DeliveryQueue
  readonly #file: Snapshot<KeptChannel>
  readonly #stop = new AbortController()
  readonly #account: Account
  #sending: Promise<void> | null = null
  #testing = false

  constructor(options: CourierOptions) {
    this.#options = options
    this.#config = options.config
    this.#file = new Snapshot(options.path, () => this.#state(), options.onTrouble)
    let kept: KeptChannel | null = null
    try {
      kept = this.#file.read(KEPT_CHANNEL)
    } catch {
      options.onUnreadable(options.path)
    }
    this.#book = new AlarmBook(options.config, kept?.book ?? null)
    this.#queue = new DeliveryQueue(kept?.queue ?? null)
    this.#account = new Account(kept)
    // The log may have been written before the queue was.
    for (const one of this.#queue.waiting) this.#log(one, 'waiting')
  }

  get config(): ChannelConfig {
    return this.#config
  }
  get fixed(): boolean {
    return this.#options.fixed
  }
  /** Since when it has messages that it cannot deliver, how many wait and how many are lost, and why; null: all is well. */
  get stuck(): Stuck | null {
    if (!this.#config.on) return null
    const waiting = this.#queue.waiting.length
    const { losing } = this.#account.state
    if (losing) return { ...losing, waiting }
    const first = this.#queue.waiting.find(({ trouble }) => trouble !== null)
    return first?.trouble ? { since: first.at + first.leapt, waiting, lost: 0, trouble: first.trouble } : null
  }

  /** Another setting: what waits is tried at once. */
  change(config: ChannelConfig): void {
    this.#config = config
    this.#book.wishes = config
    this.#queue.hurry()
    this.#account.forgive()
    this.#file.changed()
  }

  /** The wall leapt on by so much, or back. */
  leapt(by: DurationMs): void {
    this.#queue.leapt(by)
    this.#book.leapt(by)
    this.#file.changed()
  }

  opened(alarm: Alarm): void {
    if (this.#config.on && this.#book.opened(alarm, this.#options.now())) this.#file.changed()
  }
  changed(alarm: Alarm): void {
    if (this.#config.on && this.#book.changed(alarm, this.#options.now())) this.#file.changed()
  }
  closed(alarm: Alarm): void {
    if (this.#book.closed(alarm, this.#options.now())) this.#file.changed()
  }
  learnsAnew(source: string): void {
    this.#book.learnsAnew(source)
  }

  /** `passed`: since the last call. */
  tick(passed: DurationMs, quiet: Quiet, sees: Sees): void {
    if (!this.#config.on) return
    const now = this.#options.now()
    const settled = this.#book.settle(passed, sees, now)
    const repeated = this.#book.repeat(now)
    const drafts = this.#book.due(now, quiet)
    for (const { message } of drafts) {
      const { headline } = messageText(message, this.#textOptions())
      const id = this.#options.nextNumber()
      const delivery = this.#options.newId()
      const untried = { attempts: 0, lastAttemptAt: null, trouble: null, leapt: 0 }
      const one = { id, delivery, at: now, message, headline, ...untried }
      this.#log(one, 'waiting')
      for (const gone of this.#queue.add(one)) {
        this.#lose(gone, gone.trouble ?? notice('delivery-no-room', { limit: MAX_QUEUED }))
      }
    }
    for (const old of this.#queue.expired(now)) this.#lose(old, tooOld(old))
    if (settled || repeated || drafts.length > 0) this.#file.changed()
    this.#sendNext(now)
  }

  /** At once, past the queue. null: one is under way. */
  async test(): Promise<Outcome | null> {
    if (this.#testing) return null
    this.#testing = true
    const at = this.#options.now()
    const text = testText(this.#config.name, this.#textOptions())
    const id = this.#options.nextNumber()
    const parcel: Parcel = { delivery: this.#options.newId(), at, test: true, message: NO_MESSAGE, text }
    try {
      const outcome = await this.#options.send(this.#config.target, parcel, at, this.#stop.signal)
      const { trouble } = outcome
      const state = outcome.sent ? 'sent' : 'lost'
      const { id: channel } = this.#config
      const row = { id, channel, at, state, attempts: 1, lastAttemptAt: at, findings: 0, text: text.headline } as const
      this.#options.onRow({ ...row, trouble, test: true })
      if (outcome.sent) {
        this.#queue.hurry()
        this.#account.forgive()
      }
      this.#account.tried(trouble)
      this.#file.changed()
      return outcome
    } finally {
      this.#testing = false
    }
  }

  row(): ChannelRow {
    const { target, ...config } = this.#config
    const { sent, lost, lastSentAt, trouble } = this.#account.state
    return {
      ...config,
      ...withoutSecret(target),
      fixed: this.#options.fixed,
      waiting: this.#queue.waiting.length,
      sent,
      lost,
      lastSentAt,
      trouble,
      nextAttemptAt: this.#config.on ? this.#queue.nextAt : null,
    }
  }

  /** What waits is kept: on the disk, when it resolves. */
  async stop(): Promise<void> {
    this.#stop.abort(new DOMException('The server stops.', 'AbortError'))
    await this.#sending
    await this.#file.flush()
  }

  /** With what waits. */
  delete(): void {
    this.#stop.abort(new DOMException('The channel is deleted.', 'AbortError'))
    this.#file.forget()
    for (const one of this.#queue.waiting) this.#log({ ...one, trouble: notice('delivery-left-off') }, 'lost')
  }

  #sendNext(now: EpochMs): void {
    if (this.#sending || this.#stop.signal.aborted) return
    const one = this.#queue.next(now)
    if (one) this.#sending = this.#attempt(one).finally(() => (this.#sending = null))
  }

  async #attempt(one: Queued): Promise<void> {
    const { now, random, send } = this.#options
    // Before the first attempt, so that after a crash it is sent again as the same delivery.
    await Promise.race([this.#file.flush(), after(WAITS_FOR_DISK)])
    if (this.#isStopped()) return
    const { delivery, at, message } = one
    const parcel: Parcel = { delivery, at, test: false, message, text: messageText(message, this.#textOptions()) }
    const outcome = await send(this.#config.target, parcel, now(), this.#stop.signal)
    this.#account.tried(outcome.trouble)
    if (outcome.sent) {
      this.#queue.delivered(one, now())
      this.#account.sent(now())
      one.trouble = outcome.trouble
      this.#log(one, 'sent')
    } else if (this.#isStopped()) {
      // Nobody failed: it is tried at the next start.
      return
    } else if (this.#queue.refused(one, outcome, now(), random())) this.#lose(one, outcome.trouble)
    else this.#log(one, 'waiting')
    this.#file.changed()
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted
  }

  #lose(one: Queued, trouble: Notice): void {
    this.#account.lost(this.#options.now(), trouble)
    this.#log({ ...one, trouble }, 'lost')
  }

  #log({ id, at, attempts, lastAttemptAt, message, headline, trouble }: Queued, state: DeliveryRow['state']): void {
    const { id: channel } = this.#config
    const row = { id, channel, at, state, attempts, lastAttemptAt, findings: message.total, text: headline }
    this.#options.onRow({ ...row, trouble, test: false })
  }

  #textOptions(): TextOptions {
    return { ...this.#options.text, language: this.#config.language }
  }

  #state(): KeptChannel {
    return { book: this.#book.state(), queue: this.#queue.state(), ...this.#account.state }
  }
}

const tooOld = ({ trouble }: Queued): Notice =>
  notice('delivery-too-old', { hours: GIVES_UP / HOUR, detail: trouble ? detailOf(sentence(trouble)) : '-' })

const after = (ms: DurationMs): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())
