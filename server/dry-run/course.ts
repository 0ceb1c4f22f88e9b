import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { FindingEvent } from '../findings/event.ts'
import { NO_SOURCE_FACTS } from '../findings/tap-facts.ts'
import { Roll, type RollOptions } from '../roll.ts'
import { Answers } from './answers.ts'
import { leaveMessage, queryMessage, reportMessage, type Interval } from './messages.ts'
import { Moments, type Moment } from './moments.ts'
import type { Past } from './past.ts'

/** The clock goes on by this much at a time where nothing is said: the rules are asked once. */
const STRIDE: DurationMs = SECOND
/** Messages of one dry run. */
export const MAX_MESSAGES = 20_000_000

/**
 * What was said to one source, rebuilt from the history, and what the rules say to it. Between its join and its last
 * report a membership answered each general query, for otherwise it would have ended: those answers are put in.
 */
export class Course {
  readonly #roll: Roll
  readonly #past: Past
  readonly #answers = new Answers()
  readonly #range: { from: EpochMs; to: EpochMs }
  /** Of the first thing that is known. */
  #from: EpochMs = Number.NaN
  readonly #tell: (findings: readonly FindingEvent[]) => void
  #blind = false
  #messages = 0

  constructor(
    past: Past,
    range: { from: EpochMs; to: EpochMs },
    options: RollOptions,
    tell: (findings: readonly FindingEvent[]) => void,
  ) {
    this.#roll = new Roll(options, () => ({
      frames: this.#messages,
      igmp: this.#messages,
      duplicates: 0,
      loops: 0,
      copies: null,
      truncated: 0,
      source: NO_SOURCE_FACTS,
    }))
    this.#tell = tell
    this.#past = past
    this.#range = range
  }

  /** Yields after each little piece of work. Returns false when it was too much to go on. */
  *play(): Generator<undefined, boolean> {
    const moments = new Moments(this.#range)
    yield* moments.take(this.#past)
    for (const moment of moments.inOrder()) {
      if (Number.isNaN(this.#from)) this.#begin(moment.at)
      yield* this.#until(moment.at)
      this.#happen(moment)
      if (this.#messages > MAX_MESSAGES) return false
      yield
    }
    if (!Number.isNaN(this.#from)) yield* this.#until(this.#range.to)
    return true
  }

  #begin(at: EpochMs): void {
    this.#from = at
    this.#tell(this.#roll.pass(at).findings)
  }

  /** Up to a moment: who answers, answers. */
  *#until(at: EpochMs): Generator<undefined> {
    for (let next = this.#answers.next(at); next; next = this.#answers.next(at)) {
      yield* this.#advance(next.at)
      this.#say(next.of, next.at)
      yield
    }
    yield* this.#advance(at)
  }

  *#advance(at: EpochMs): Generator<undefined> {
    if (this.#blind) return
    while (this.#roll.table.clock + STRIDE < at) {
      this.#tell(this.#roll.advance(this.#roll.table.clock + STRIDE).findings)
      yield
    }
    this.#tell(this.#roll.advance(at).findings)
  }

  #say(interval: Interval, at: EpochMs): void {
    if (!this.#blind) this.#hear(reportMessage(interval, at, false))
  }

  #hear(message: Parameters<Roll['observe']>[0]): void {
    this.#messages += 1
    this.#tell(this.#roll.observe(message).findings)
  }

  #happen(moment: Moment): void {
    if (moment.what === 'blind') {
      this.#blind = true
      return
    }
    if (moment.what === 'sight') {
      this.#blind = false
      this.#roll.resume(moment.at)
      this.#tell(this.#roll.pass(moment.at).findings)
      return
    }
    if (moment.what === 'query') {
      const { query, segment } = moment.of
      if (!this.#blind) this.#hear(queryMessage(query, segment))
      this.#answers.asked(segment, query.group, moment.at, query.maxResponseMs, query.queryIntervalMs)
      return
    }
    const { what, of: interval, at } = moment
    switch (what) {
      case 'join':
        this.#answers.add(interval, at)
        if (!this.#blind) this.#hear(reportMessage(interval, at, interval.from >= this.#from))
        return
      case 'report':
        this.#say(interval, at)
        return
      case 'leave':
        if (!this.#blind) this.#hear(leaveMessage(interval, at))
        return
      case 'end':
        this.#answers.remove(interval)
    }
  }
}
