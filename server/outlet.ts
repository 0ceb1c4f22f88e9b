import { SECOND, type DurationMs, type EpochMs } from '../shared/time.ts'
import type { MembershipTable } from './membership/table.ts'
import type { RollStep } from './roll.ts'
import { RunningMinute } from './running-minute.ts'
import { EventFeed } from './views/event-feed.ts'
import { EventLog } from './views/event-log.ts'
import { TapPast } from './views/tap-past.ts'
import { Trend } from './views/trend.ts'

/** Of the minute that is not over the sinks are told this often: a process that is killed loses no more of the counts. */
const RUNNING_EVERY: DurationMs = 5 * SECOND

/** Where the steps of a source go: the history, the log. */
export interface Sink {
  /** `clock`: where the clock of the source stands. A minute comes in parts, which add up (running-minute.ts). */
  step(source: string, step: RollStep, clock: EpochMs): void
  /** Nothing was captured from `from` to `to`. */
  blind(source: string, from: EpochMs, to: EpochMs, why: string): void
  /** Its clock stood at `from` and is set back to `to`: what lasts in its table goes on from there. The table follows then. */
  setBack(source: string, from: EpochMs, to: EpochMs): void
}

/** What becomes of the steps of one table: what the views need is kept, and every sink is told. */
export class Outlet {
  readonly trend = new Trend()
  readonly log = new EventLog()
  readonly feed = new EventFeed()
  readonly past = new TapPast()
  readonly #name: () => string
  readonly #sinks: readonly Sink[]
  readonly #running = new RunningMinute()
  #runningToldAt: EpochMs | null = null

  constructor(name: () => string, sinks: readonly Sink[]) {
    this.#name = name
    this.#sinks = sinks
  }

  tell(step: RollStep, table: MembershipTable): void {
    if (step.minutes.length > 0) {
      this.trend.feed(step.minutes, table)
      this.past.feed(step.minutes, table)
    }
    if (step.events.length > 0) this.log.push(step.events)
    if (step.events.length > 0 || step.findings.length > 0) this.feed.tell(step.events, step.findings)
    this.#say(step.minutes.length > 0 ? { ...step, minutes: this.#running.rest(step.minutes) } : step, table)
  }

  /** Now and then: what came so far in the minute that is not over. */
  tellRunning(wall: EpochMs, table: MembershipTable): void {
    if (this.#runningToldAt !== null && Math.abs(wall - this.#runningToldAt) < RUNNING_EVERY) return
    this.#runningToldAt = wall
    const minutes = this.#running.part(table)
    if (minutes.length > 0) this.#say({ events: [], queries: [], findings: [], minutes }, table)
  }

  #say(step: RollStep, table: MembershipTable): void {
    for (const sink of this.#sinks) sink.step(this.#name(), step, table.clock)
  }

  blind(from: EpochMs, to: EpochMs, why: string): void {
    this.feed.blind(from, to, why)
    for (const sink of this.#sinks) sink.blind(this.#name(), from, to, why)
  }

  setBack(from: EpochMs, to: EpochMs): void {
    for (const sink of this.#sinks) sink.setBack(this.#name(), from, to)
  }
}
