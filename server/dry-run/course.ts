import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { FindingEvent } from '../findings/event.ts'
import { NO_SOURCE_FACTS } from '../findings/tap-facts.ts'
import { Roll, type RollOptions } from '../roll.ts'
import { Answers } from './answers.ts'
import { leaveMessage, queryMessage, reportMessage, type Interval } from './messages.ts'
import type { Past } from './past.ts'

/** The clock goes on by this much at a time where nothing is said. */
const STRIDE: DurationMs = MINUTE
/** Messages of one dry run. */
export const MAX_MESSAGES = 20_000_000

/** What happens at a moment; of one moment in this order. */
const ORDER = ['sight', 'query', 'join', 'report', 'leave', 'end', 'blind'] as const
type Moment = { at: EpochMs } & (
  | { what: 'sight' }
  | { what: 'blind' }
  | { what: 'query'; of: Past['queries'][number] }
  | { what: 'join' | 'report' | 'leave' | 'end'; of: Interval }
)

/**
 * What was said to one source, rebuilt from the history, and what the rules say to it. Between its join and its last
 * report a membership answered each general query, for otherwise it would have ended: those answers are put in.
 */
export class Course {
  readonly #roll: Roll
  readonly #moments: Moment[]
  readonly #answers = new Answers()
  readonly #from: EpochMs
  readonly #to: EpochMs
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
    this.#moments = momentsOf(past, range)
    this.#from = Math.max(range.from, this.#moments[0]?.at ?? range.from)
    this.#to = range.to
  }

  /** Yields after each little piece of work. Returns false when it was too much to go on. */
  *play(): Generator<undefined, boolean> {
    this.#tell(this.#roll.pass(this.#from).findings)
    for (const moment of this.#moments) {
      yield* this.#until(moment.at)
      this.#happen(moment)
      if (this.#messages > MAX_MESSAGES) return false
      yield
    }
    yield* this.#until(this.#to)
    return true
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

function momentsOf({ intervals, queries, gaps }: Past, { from, to }: { from: EpochMs; to: EpochMs }): Moment[] {
  const moments: Moment[] = []
  const add = (moment: Moment): void => {
    if (moment.at >= from && moment.at < to) moments.push(moment)
  }
  for (const of of queries) add({ at: of.query.at, what: 'query', of })
  for (const of of intervals) {
    add({ at: Math.max(of.from, from), what: 'join', of })
    if (of.lastReportAt > of.from) add({ at: of.lastReportAt, what: 'report', of })
    if (of.leftAt !== null) add({ at: of.leftAt, what: 'leave', of })
    add({ at: of.endedAt, what: 'end', of })
  }
  for (const gap of gaps) {
    add({ at: Math.max(gap.from, from), what: 'blind' })
    if (gap.to !== null) add({ at: Math.max(gap.to, from), what: 'sight' })
  }
  const rank = ({ what }: Moment): number => ORDER.indexOf(what)
  return moments.sort((a, b) => a.at - b.at || rank(a) - rank(b))
}
