import { instantOf, type EpochMs } from '../shared/time.ts'
import { Meters, type MeterRoom } from './conduct/meters.ts'
import type { Message } from './decode/message.ts'
import type { FindingEvent } from './findings/event.ts'
import { Watch, type FrameCounters, type SettingsOf } from './findings/watch.ts'
import type { Step } from './membership/step.ts'
import { MembershipTable, type TableOptions } from './membership/table.ts'

export interface RollOptions extends TableOptions {
  /** Thresholds of the rules, by the name of a segment. */
  settingsOf?: SettingsOf
  /** Shared by all taps of a server; absent: this one has it alone. */
  meterRoom?: MeterRoom
}

/** What a step of the table did, and what the rules say to it. */
export interface RollStep extends Step {
  readonly findings: readonly FindingEvent[]
}
const QUIET: RollStep = { events: [], queries: [], minutes: [], findings: [] }

/**
 * Who is there, and what is wrong: a membership table whose rules are asked on each whole second of its clock, after
 * what was due by then and before what comes later. So a capture gives the same findings at any speed.
 */
export class Roll {
  readonly table: MembershipTable
  watch: Watch
  readonly #counters: () => FrameCounters
  readonly #newWatch: () => Watch
  #steps: RollStep[] = []

  /** `meters`: what was counted before, and goes on. */
  constructor(options: RollOptions, counters: () => FrameCounters, meters: Meters = new Meters(options.meterRoom)) {
    this.table = new MembershipTable(options)
    this.#newWatch = () => new Watch(this.table, options.settingsOf, meters)
    this.watch = this.#newWatch()
    this.#counters = counters
  }

  /** The clock moves to `at` (never back). */
  advance(at: EpochMs): RollStep {
    this.#moveTo(at)
    return this.#take()
  }

  /** A frame without a message. */
  pass(at: EpochMs): RollStep {
    this.#moveTo(at)
    this.watch.frame(at)
    return this.#take()
  }

  /** A copy of a message that is known. */
  copy(message: Message): RollStep {
    this.#moveTo(message.at)
    this.watch.frame(message.at)
    this.watch.copied(message)
    return this.#take()
  }

  observe(sent: Message): RollStep {
    this.#moveTo(sent.at)
    this.watch.frame(sent.at)
    // What comes late happens now.
    const message = sent.at < this.table.clock ? { ...sent, at: this.table.clock } : sent
    this.watch.hear(message)
    this.#told(this.table.observe(message))
    return this.#take()
  }

  /** The tap was blind until `at`. */
  resume(at: EpochMs): void {
    this.table.resume(at)
    this.watch.resume(at)
  }

  /** The tap sees nothing from `at` on. */
  goBlind(at: EpochMs): void {
    this.table.goBlind(at)
  }

  /** The clock was set back: who is there is kept; how they behave, told by times not reached yet, is learnt anew. */
  setBack(to: EpochMs): void {
    this.table.setBack(to)
    this.watch = this.#newWatch()
    this.watch.frame(to)
  }

  #moveTo(at: EpochMs): void {
    const last = instantOf(at)
    if (this.watch.dueAt <= last) this.table.leap(last)
    while (this.watch.dueAt <= last) {
      this.#told(this.table.advance(this.watch.dueAt))
      const findings = this.watch.ask(this.#counters())
      if (findings.length > 0) this.#steps.push({ ...QUIET, findings })
    }
    this.#told(this.table.advance(at))
  }

  #told(step: Step): void {
    const { events, queries, minutes } = step
    if (events.length === 0 && queries.length === 0 && minutes.length === 0) return
    this.watch.tell(step)
    this.#steps.push({ events, queries, minutes, findings: [] })
  }

  /** Nearly all steps are empty, or one. */
  #take(): RollStep {
    const steps = this.#steps
    if (steps.length === 0) return QUIET
    this.#steps = []
    const [first = QUIET] = steps
    if (steps.length === 1) return first
    return {
      events: steps.flatMap(({ events }) => events),
      queries: steps.flatMap(({ queries }) => queries),
      minutes: steps.flatMap(({ minutes }) => minutes),
      findings: steps.flatMap(({ findings }) => findings),
    }
  }
}
