import type { Notice } from '../../shared/notice.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import { badness, isOver } from './alarm.ts'
import { backOff, GIVES_UP } from './back-off.ts'
import type { Message } from './draft.ts'

/** Messages of one channel that wait, and their characters; beyond, the mildest go first, of those the oldest. */
export const MAX_QUEUED = 100
export const MAX_QUEUED_CHARACTERS = 2_000_000

export interface Queued {
  id: number
  /** What a receiver tells a repeat by. */
  delivery: string
  at: EpochMs
  message: Message
  headline: string
  attempts: number
  lastAttemptAt: EpochMs | null
  trouble: Notice | null
  /** By how much the wall leapt while it waited: that is no waiting. */
  leapt: DurationMs
}
export interface QueueState {
  waiting: readonly Queued[]
  /** Of the receiver: attempts in a row that failed, and when the next one is. */
  failures: number
  nextAt: EpochMs
}
export interface Refusal {
  trouble: Notice
  hopeless: boolean
  retryAfter: DurationMs | null
}

/** The messages of one channel on their way. A receiver that fails is left alone for longer and longer. */
export class DeliveryQueue {
  #waiting: Queued[]
  #failures: number
  #nextAt: EpochMs

  constructor(kept: QueueState | null) {
    this.#waiting = kept?.waiting.slice(-MAX_QUEUED) ?? []
    this.#failures = kept?.failures ?? 0
    this.#nextAt = kept?.nextAt ?? 0
  }

  get waiting(): readonly Queued[] {
    return this.#waiting
  }
  /** null: nothing waits. */
  get nextAt(): EpochMs | null {
    return this.#waiting.length === 0 ? null : this.#nextAt
  }

  /** Returns those that give way. */
  add(one: Queued): Queued[] {
    this.#waiting.push(one)
    const gone: Queued[] = []
    let size = this.#waiting.reduce((sum, { message }) => sum + sizeOf(message), 0)
    while (this.#waiting.length > MAX_QUEUED || (size > MAX_QUEUED_CHARACTERS && this.#waiting.length > 1)) {
      const least = this.#least()
      this.#waiting = this.#waiting.filter((other) => other !== least)
      size -= sizeOf(least.message)
      gone.push(least)
    }
    return gone
  }

  /**
   * What is to be tried now: what was tried least, of those the oldest, so that one that is refused holds up no other. But
   * an end never comes before its beginning: what tells of a subject waits for what told of it earlier.
   */
  next(now: EpochMs): Queued | null {
    // A clock that was set back must not have a message wait for a year.
    if (this.#nextAt - now > GIVES_UP) this.#nextAt = now
    if (now < this.#nextAt) return null
    let next: Queued | null = null
    const earlier = new Set<string>()
    for (const one of this.#waiting) {
      const subjects = one.message.told.map(({ alarm }) => alarm.subject)
      const isFree = subjects.every((subject) => !earlier.has(subject))
      if (isFree && (next === null || one.attempts < next.attempts)) next = one
      for (const subject of subjects) earlier.add(subject)
    }
    return next
  }

  /** The wall leapt on by so much, or back. */
  leapt(by: DurationMs): void {
    this.#nextAt += by
    for (const one of this.#waiting) one.leapt += by
  }

  /** At once: somebody has changed the channel. */
  hurry(): void {
    this.#failures = 0
    this.#nextAt = 0
  }

  delivered(one: Queued, now: EpochMs): void {
    one.attempts += 1
    one.lastAttemptAt = now
    this.#waiting = this.#waiting.filter((other) => other !== one)
    this.#failures = 0
    this.#nextAt = 0
  }

  /** Returns true when it is given up. */
  refused(one: Queued, { trouble, hopeless, retryAfter }: Refusal, now: EpochMs, random: number): boolean {
    one.attempts += 1
    one.lastAttemptAt = now
    one.trouble = trouble
    if (hopeless) {
      this.#waiting = this.#waiting.filter((other) => other !== one)
      return true
    }
    this.#failures += 1
    this.#nextAt = now + backOff(this.#failures, random, retryAfter)
    return false
  }

  /** Takes out what has waited too long. */
  expired(now: EpochMs): Queued[] {
    const isOld = ({ at, leapt }: Queued): boolean => now - at - leapt > GIVES_UP
    const gone = this.#waiting.filter(isOld)
    if (gone.length > 0) this.#waiting = this.#waiting.filter((one) => !isOld(one))
    return gone
  }

  state(): QueueState {
    return { waiting: this.#waiting, failures: this.#failures, nextAt: this.#nextAt }
  }

  #least(): Queued {
    return this.#waiting.reduce((least, one) => (rank(one.message) < rank(least.message) ? one : least))
  }
}

/** By the worst that it tells; what is over is the mildest. */
const rank = ({ told }: Message): number =>
  Math.max(-1, ...told.map(({ state, alarm }) => (isOver(state) ? -1 : badness(alarm.severity))))

const sizes = new WeakMap<Message, number>()
function sizeOf(message: Message): number {
  let size = sizes.get(message)
  if (size === undefined) sizes.set(message, (size = JSON.stringify(message).length))
  return size
}
