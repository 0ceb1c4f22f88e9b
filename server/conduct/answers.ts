import type { HostConduct } from '../../shared/conduct.ts'
import { HOUR, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { LeaveMessage, OldReportMessage, QueryMessage, RecordsMessage } from '../decode/message.ts'
import type { MemberEvent } from '../membership/event.ts'
import type { Host } from '../membership/host.ts'
import type { Member } from '../membership/member.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { Histogram } from './histogram.ts'
import type { HostBook } from './host-book.ts'
import type { HostNotes } from './host-notes.ts'
import { QueryCycles, silentSince, type QueryCycle } from './query-cycles.ts'

/** Hosts that are looked at in one second when a cycle is over. */
const JUDGED_AT_ONCE = 8_192
/** Memberships of a host that are looked at for one that it should have answered for. */
const MEMBERSHIPS_LOOKED_AT = 64
/** Deaf hosts kept; further ones are counted. */
const DEAF_KEPT = 1_024
/** A deaf host without a membership is told for so long. */
const DEAF_REMEMBERED: DurationMs = 1 * HOUR
/** Joins are repeated within this time (RFC 2236 s8.10, RFC 3376 s8.11): what comes sooner answers nothing. */
const JOIN_REPEATS_V2: DurationMs = 10 * SECOND
const JOIN_REPEATS_V3: DurationMs = 1 * SECOND

/** Who answers the general queries, how fast, and who does not. */
export class Answers {
  readonly #table: SegmentTable
  readonly #book: HostBook
  readonly #delays: Histogram
  readonly #over: (cycle: QueryCycle) => void
  readonly cycles: QueryCycles
  /** Hosts that join and do not answer; the first found first. */
  readonly deaf = new Set<HostNotes>()
  deafUncounted = 0
  /** The cycle that is being judged, and the place in the book that comes next, downwards; -1: all is done. */
  #judging: QueryCycle | null = null
  #next = -1

  /** `delays`: of all hosts together. `over`: what else is to be looked at when a cycle is over. */
  constructor(table: SegmentTable, book: HostBook, delays: Histogram, over: (cycle: QueryCycle) => void) {
    this.#over = over
    this.#table = table
    this.#book = book
    this.#delays = delays
    this.cycles = new QueryCycles(table.election.timing)
  }

  /** Returns true when the query begins a cycle. */
  asked(query: QueryMessage): boolean {
    const { current } = this.cycles
    if (!this.cycles.hear(query)) return false
    // Its time to answer is over; that for those who are late may not be, but now they answer this one.
    if (current) this.#begin(current)
    this.#judge(this.#book.size)
    return true
  }

  heard(notes: HostNotes, message: OldReportMessage | RecordsMessage | LeaveMessage): void {
    const { answers } = notes
    const { at } = message
    const { current } = this.cycles
    if (this.#answers(notes, message)) {
      const cycle = current?.number ?? 0
      if (answers.cycle !== cycle || message.version < 3) {
        const delay = this.cycles.delayOf(at)
        if (delay !== null) {
          this.#book.delays.add(notes.row, delay)
          this.#delays.add(delay)
        }
      }
      if (answers.deaf) this.deaf.delete(notes)
      answers.hasAnswered(cycle)
    } else {
      answers.spoke = at
      answers.spokeFrame = message.frame
      answers.runWhenSpoke = answers.run
    }
  }

  /** Only a query brings a current-state record about, or a v1/v2 report of a member that is not just joining. */
  #answers(notes: HostNotes, message: OldReportMessage | RecordsMessage | LeaveMessage): boolean {
    if (message.kind === 'leave') return false
    if (message.version === 3) {
      for (const { type } of message.records) if (type === 'IS_EX' || type === 'IS_IN') return true
      return false
    }
    const member = notes.hostIn(this.#table)?.memberAt(message.group)
    if (!member || message.at - member.since < JOIN_REPEATS_V2) return false
    const { current } = this.cycles
    return current === null || member.lastReportAt < current.startedAt
  }

  /** The last membership of a deaf host ended, or it has one again. */
  tell(notes: HostNotes, { event, group, at }: MemberEvent): void {
    const { deaf } = notes.answers
    if (!deaf) return
    if (event === 'joined') deaf.ended = null
    else if ((notes.hostIn(this.#table)?.routable ?? 0) === 0) deaf.ended = { group, at }
  }

  tick(at: EpochMs): void {
    const { current } = this.cycles
    if (current && current.overAt <= at && current !== this.#judging) this.#begin(current)
    this.#judge(JUDGED_AT_ONCE)
    for (const notes of this.deaf) {
      const { deaf } = notes.answers
      if (notes.place !== -1 && deaf && (deaf.ended === null || at - deaf.ended.at < this.#keptFor(notes))) continue
      notes.answers.deaf = null
      this.deaf.delete(notes)
    }
  }

  /** One that came back deaf comes back once more; one that did not may have been switched off. */
  #keptFor({ answers }: HostNotes): DurationMs {
    return answers.isThere ? DEAF_REMEMBERED : this.#table.gmi
  }

  resume(): void {
    this.cycles.forget()
    this.#judging = null
    this.#next = -1
  }

  of(notes: HostNotes): Pick<HostConduct, 'answers' | 'delays' | 'maxResponseMs' | 'pattern' | 'asked' | 'missed'> {
    const { answers } = notes
    const maxResponseMs = this.#table.election.timing.maxResponse
    return {
      answers: this.#book.delays.latency(notes.row),
      delays: this.#book.delays.sorted(notes.row),
      maxResponseMs,
      pattern: answers.pattern(this.#book.delays.sorted(notes.row), maxResponseMs),
      asked: answers.asked,
      missed: answers.missed,
    }
  }

  #begin(cycle: QueryCycle): void {
    if (this.#judging === cycle) return
    this.#judge(this.#book.size) // what is left of the one before
    this.#judging = cycle
    this.#next = this.#book.size - 1
    this.#over(cycle)
  }

  /** Downwards: a place that is filled from the end while this goes on has been looked at already. */
  #judge(most: number): void {
    const cycle = this.#judging
    if (!cycle) return
    const last = Math.max(-1, this.#next - most)
    for (; this.#next > last; this.#next -= 1) {
      const notes = this.#book.at(this.#next)
      if (notes && notes.answers.judged !== cycle.number) this.#judgeHost(notes, cycle)
    }
  }

  #judgeHost(notes: HostNotes, cycle: QueryCycle): void {
    const { answers } = notes
    answers.judged = cycle.number
    if (answers.cycle >= cycle.number) {
      answers.asked += 1
      return
    }
    const host = notes.hostIn(this.#table)
    if (!host || host.routable === 0 || !this.#shouldHaveAnswered(host, cycle)) return
    // What other ports were asked in between is not asked twice.
    if (answers.unanswered && answers.unanswered.lastAt > cycle.askedSince) return
    answers.hasMissed({ at: cycle.startedAt, frame: cycle.frame })
    if (answers.deaf || !answers.isDeaf(this.#table.election.timing.robustness)) return
    if (this.deaf.size >= DEAF_KEPT) {
      this.deafUncounted += 1
      return
    }
    answers.deaf = { ended: null }
    this.deaf.add(notes)
  }

  #shouldHaveAnswered(host: Host, cycle: QueryCycle): boolean {
    let looked = 0
    for (let member = host.first; member && looked < MEMBERSHIPS_LOOKED_AT; member = member.nextOfHost) {
      looked += 1
      if (!member.group.linkLocal && answerWasDue(member, cycle)) return true
    }
    return false
  }
}

/**
 * A version 3 host answers by itself (RFC 3376 s5.2), unless the group has older members whose reports may hold it back
 * (s7.2.2). Others may be held back by anybody's report (RFC 2236 s3): only who was the last to report the group, and
 * hears nobody else do it now, has to.
 */
function answerWasDue({ group, version, since, mode, lastReportAt }: Member, cycle: QueryCycle): boolean {
  const silent = silentSince(cycle, version)
  if (cycle.version === 3 && version === 3 && group.version(cycle.startedAt) === 3) {
    return since <= silent - JOIN_REPEATS_V3 && (silent === cycle.startedAt || lastReportAt < silent)
  }
  if (mode !== 'EXCLUDE' || since > silent - JOIN_REPEATS_V2) return false
  return group.lastReportAt < silent && group.lastReportAt === lastReportAt
}
