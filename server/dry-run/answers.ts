import type { Address } from '../../shared/address.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { Interval } from './messages.ts'

/** Where no query is seen and memberships go on, their hosts answer queries that the tap does not see: this often. */
const UNSEEN_EVERY: DurationMs = 125 * SECOND
/** The first such round comes so long after the first join: when it really came is not kept. */
const UNSEEN_FIRST: DurationMs = 60 * SECOND
/** And after a query that was seen, when none follows for so long, or for so many of its intervals. */
const UNSEEN_AFTER: DurationMs = 150 * SECOND
const UNSEEN_INTERVALS = 1.2
/** Within this time of an unseen query (RFC 3376 s8.3). */
const UNSEEN_RESPONSE: DurationMs = 10 * SECOND

interface Answer {
  at: EpochMs
  of: Interval
}
interface Members {
  readonly intervals: Set<Interval>
  /** The next round of answers to a query that is not seen. */
  unseenAt: EpochMs
  lastQueryAt: EpochMs
}

/** Who answers when: each member once, spread over the time that the query gives. */
export class Answers {
  readonly #segments = new Map<Segment, Members>()
  /** By time. */
  #waiting: Answer[] = []
  #first = 0
  /** No round of unseen answers is before this. */
  #unseenFrom: EpochMs = Infinity

  add(interval: Interval, at: EpochMs): void {
    let members = this.#segments.get(interval.segment)
    if (!members) {
      members = { intervals: new Set(), unseenAt: at + UNSEEN_FIRST, lastQueryAt: Number.NaN }
      this.#segments.set(interval.segment, members)
      this.#unseenFrom = Math.min(this.#unseenFrom, members.unseenAt)
    }
    members.intervals.add(interval)
  }

  remove(interval: Interval): void {
    this.#segments.get(interval.segment)?.intervals.delete(interval)
  }

  /** A query; `group` is null in a general one. `interval`: as it says, or null. */
  asked(segment: Segment, group: Address | null, at: EpochMs, within: DurationMs, interval: DurationMs | null): void {
    const members = this.#segments.get(segment)
    if (!members) return
    if (group === null) {
      const gap = interval ?? (Number.isNaN(members.lastQueryAt) ? 0 : at - members.lastQueryAt)
      members.unseenAt = at + Math.max(UNSEEN_AFTER, UNSEEN_INTERVALS * gap)
      members.lastQueryAt = at
    }
    this.#ask(members, group, at, within)
  }

  /** The next answer at or before `at`; null when there is none. */
  next(at: EpochMs): Answer | null {
    for (;;) {
      const answer = this.#waiting[this.#first]
      const due = Math.min(at, answer?.at ?? Infinity)
      if (this.#unseen(due)) continue
      if (!answer || answer.at > at) return null
      this.#first += 1
      // Who has left meanwhile says nothing any more.
      if (this.#segments.get(answer.of.segment)?.intervals.has(answer.of)) return answer
    }
  }

  /** Rounds of answers to queries that are not seen, up to `at`. */
  #unseen(at: EpochMs): boolean {
    if (at < this.#unseenFrom) return false
    let asked = false
    this.#unseenFrom = Infinity
    for (const members of this.#segments.values()) {
      if (members.unseenAt <= at) {
        this.#ask(members, null, members.unseenAt, UNSEEN_RESPONSE)
        members.unseenAt += UNSEEN_EVERY
        asked = true
      }
      this.#unseenFrom = Math.min(this.#unseenFrom, members.unseenAt)
    }
    return asked
  }

  #ask({ intervals }: Members, group: Address | null, at: EpochMs, within: DurationMs): void {
    // Its last report is a moment of its own.
    const asked = [...intervals].filter(
      (interval) => interval.lastReportAt > at + within && (group === null || interval.group === group),
    )
    if (asked.length === 0) return
    const step = within / (asked.length + 1)
    const answers = asked.map((of, i) => ({ at: at + step * (i + 1), of }))
    this.#waiting = [...this.#waiting.slice(this.#first), ...answers].sort((a, b) => a.at - b.at)
    this.#first = 0
  }
}
