import type { Severity } from '../../shared/finding.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import { badness, isOver, type Told } from './alarm.ts'

/** Alarms that wait for a message of one channel; beyond, what is over and mild is only counted. */
export const MAX_PENDING = 1_000

export interface Waiting extends Told {
  since: EpochMs
}

/** What a channel has not told yet, by subject. */
export class Pending {
  readonly #waiting = new Map<string, Waiting>()
  /** Those that found no room, by severity; the next message says how many. */
  #unlisted: Record<Severity, number>

  constructor(kept: readonly Waiting[], unlisted?: Readonly<Record<Severity, number>>) {
    for (const one of kept.slice(-MAX_PENDING)) this.#waiting.set(one.alarm.subject, one)
    this.#unlisted = unlisted ? { ...unlisted } : { information: 0, warning: 0, critical: 0 }
  }

  get size(): number {
    return this.#waiting.size
  }
  get unlisted(): Readonly<Record<Severity, number>> {
    return this.#unlisted
  }
  [Symbol.iterator](): IterableIterator<Waiting> {
    return this.#waiting.values()
  }

  get(subject: string): Waiting | null {
    return this.#waiting.get(subject) ?? null
  }

  delete(subject: string): boolean {
    return this.#waiting.delete(subject)
  }

  set(one: Waiting): void {
    const { subject } = one.alarm
    if (this.#waiting.has(subject) || this.#waiting.size < MAX_PENDING) {
      this.#waiting.set(subject, one)
      return
    }
    const least = this.#least()
    if (least && rank(least) < rank(one)) {
      this.#waiting.delete(least.alarm.subject)
      this.#unlisted[least.alarm.severity] += 1
      this.#waiting.set(subject, one)
    } else this.#unlisted[one.alarm.severity] += 1
  }

  /** The wall leapt on by so much, or back. */
  leapt(by: DurationMs): void {
    for (const [subject, one] of this.#waiting) this.#waiting.set(subject, { ...one, since: one.since + by })
  }

  /** Told with the message that takes them. */
  takeUnlisted(): Readonly<Record<Severity, number>> {
    const unlisted = this.#unlisted
    this.#unlisted = { information: 0, warning: 0, critical: 0 }
    return unlisted
  }

  #least(): Waiting | null {
    let least: Waiting | null = null
    for (const one of this.#waiting.values()) if (least === null || rank(one) < rank(least)) least = one
    return least
  }
}

/** What is over goes before what is open, the mild before the bad. */
const rank = ({ state, alarm }: Told): number => badness(alarm.severity) * 2 + (isOver(state) ? 0 : 1)
