import type { Sight } from '../../shared/sight.ts'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { conductRoom } from '../conduct/allowance.ts'
import { Meters } from '../conduct/meters.ts'
import { SegmentConduct } from '../conduct/segment-conduct.ts'
import { TapConduct } from '../conduct/tap-conduct.ts'
import type { LoopKind } from '../decode/duplicates.ts'
import type { Message } from '../decode/message.ts'
import type { Step } from '../membership/step.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { MembershipTable } from '../membership/table.ts'
import { FindingBook } from './book.ts'
import type { FindingEvent } from './event.ts'
import { SEGMENT_RULES, TAP_RULES } from './index.ts'
import { NOTHING } from './rule.ts'
import { NO_SIGHT, sightOf } from './sight.ts'
import { SEGMENT_SETTINGS, type SegmentSettings } from './settings.ts'
import type { TapFacts } from './tap-facts.ts'

/** How often the rules are asked, on whole seconds of the tap's clock: live and replayed alike. */
const EVERY: DurationMs = SECOND
/** After so long without a frame they are asked less often: a sixtieth of the silence late is soon enough then. */
const IDLE: DurationMs = 10 * MINUTE
const OF_THE_SILENCE = 60
/** Segments that the rules look at in one second; where a tap has more of them, they take turns. */
export const ASKED_A_SECOND = 256
/**
 * Where a tap has more segments than this, only of those with a querier or a member that answered is written down how hosts
 * behave: of made-up VLANs each would take what a real one does.
 */
export const NOTED_SEGMENTS = 512

/** What the rules have to know of the frames themselves. */
export type FrameCounters = Pick<
  TapFacts,
  'frames' | 'igmp' | 'duplicates' | 'loops' | 'copies' | 'truncated' | 'source'
>

export type SettingsOf = (segment: string) => SegmentSettings
const DEFAULT_SETTINGS: SettingsOf = () => SEGMENT_SETTINGS

/** Watches one table: feeds the ledgers of conduct, asks the rules, keeps their findings. */
export class Watch {
  readonly book = new FindingBook()
  readonly conducts = new Map<SegmentTable, SegmentConduct>()
  readonly meters: Meters
  /** What the rules were told last; null before the first frame. */
  facts: TapFacts | null = null
  readonly #tap = new TapConduct()
  #sight: { readonly of: TapFacts | null; readonly seen: readonly Sight[] } = { of: null, seen: NO_SIGHT }
  readonly #table: MembershipTable
  readonly #settingsOf: SettingsOf
  readonly #room = conductRoom()
  readonly #settings = new Map<SegmentTable, SegmentSettings>()
  /** Of the message before: the next one is mostly of the same segment. */
  #heard: SegmentConduct | null = null
  /** The next moment to ask the rules; Infinity before the first frame. */
  dueAt: EpochMs = Number.POSITIVE_INFINITY
  #firstFrameAt: EpochMs = Number.NaN
  #lastFrameAt: EpochMs = Number.NEGATIVE_INFINITY
  #askedAt: EpochMs = Number.POSITIVE_INFINITY
  #unnoted = 0
  /** Those whose turn it is until all have had one, and the next of them. */
  #round: readonly SegmentTable[] = []
  #next = 0

  constructor(table: MembershipTable, settingsOf: SettingsOf = DEFAULT_SETTINGS, meters: Meters = new Meters()) {
    this.#table = table
    this.meters = meters
    this.#settingsOf = settingsOf
  }

  /** A frame of any kind came at `at`. Call when the rules have been asked for all moments before it. */
  frame(sentAt: EpochMs): void {
    // One that is late, or whose clock was set back, comes now: no moment is asked about twice.
    const at = Math.max(sentAt, this.#table.clock)
    this.#lastFrameAt = at
    const soon = Math.floor(at / EVERY) * EVERY + EVERY
    if (this.dueAt <= soon) return
    if (this.dueAt === Number.POSITIVE_INFINITY) this.#firstFrameAt = at
    this.dueAt = soon
  }

  /** Before the table applies the message. */
  hear(message: Message): void {
    if (this.#heard?.table.segment !== message.segment) {
      const table = this.#table.segmentOf(message)
      this.#heard = table && this.conduct(table)
    }
    if (this.#heard) {
      if (this.#isNoted(this.#heard.table)) this.#heard.hear(message)
      else {
        this.#heard.count(message)
        this.#unnoted += 1
      }
    } else this.meters.others[message.segment.family].hear(message)
  }
  copied(message: Message): void {
    const table = this.#table.segments.get(message.segment)
    if (table) this.conduct(table).copied(message)
  }
  /** A frame that goes round a loop, whether it was taken for a copy or not. */
  looped(message: Message, kind: LoopKind): void {
    const table = this.#table.segments.get(message.segment)
    if (table) this.conduct(table).wire.looped(message, kind)
  }

  tell({ events }: Step): void {
    for (const event of events) {
      const table = this.#table.segments.get(event.segment)
      if (table && this.#isNoted(table)) this.conduct(table).tell(event)
    }
  }

  /** The tap was blind until `at`: moments in between are not judged. */
  resume(at: EpochMs): void {
    for (const conduct of this.conducts.values()) conduct.resume(at)
    // What was not watched is no silence.
    this.#lastFrameAt = Math.max(this.#lastFrameAt, at)
    if (this.dueAt < at) this.dueAt = Math.floor(at / EVERY) * EVERY + EVERY
  }

  /** What the tap can see and what it cannot, as far as the rules were told. */
  sight(): readonly Sight[] {
    if (this.facts && this.facts !== this.#sight.of) this.#sight = { of: this.facts, seen: sightOf(this.facts) }
    return this.#sight.seen
  }

  /** Asks the rules at `dueAt`; the table's clock stands there. */
  ask(counters: FrameCounters): FindingEvent[] {
    const at = this.dueAt
    const conducts = this.conducts
    this.#tap.tick(at, counters, this.#table.segments.values())
    const tap: TapFacts = {
      ...counters,
      at,
      firstFrameAt: this.#firstFrameAt,
      table: this.#table,
      conducts: { [Symbol.iterator]: () => conducts.values() },
      conduct: this.#tap,
    }
    const events: FindingEvent[] = []
    if (conducts.size > this.#table.segments.size) this.#forgetGone(at, events)
    for (const table of this.#turn(at)) this.#askAbout(table, tap, events)
    // What is said of the tap goes over all its segments.
    if (this.facts === null || this.#next === this.#round.length) {
      this.facts = tap
      for (const rule of TAP_RULES) this.book.settle(rule, tap, null, rule.check(tap), at, events)
    }
    this.dueAt = at + pause(at - this.#lastFrameAt)
    return events
  }

  /** Messages of segments of which nothing is written down. */
  get unnoted(): number {
    return this.#unnoted
  }
  #isNoted({ established, election }: SegmentTable): boolean {
    if (this.#table.segments.size <= NOTED_SEGMENTS || established > 0) return true
    // One query makes a querier; one that goes on asking does not make itself up.
    return election.elected !== null && election.elected.lastQueryAt > election.elected.since
  }

  /** Segments that gave their place away: what is open about them is closed. */
  #forgetGone(at: EpochMs, events: FindingEvent[]): void {
    for (const table of this.conducts.keys()) {
      if (this.#table.segments.get(table.segment) === table) continue
      this.conducts.delete(table)
      this.#settings.delete(table)
      this.book.forget(table.segment, at, events)
    }
    this.#heard = null
    this.#round = []
    this.#next = 0
  }

  /** All segments, unless there are so many that a flood of forged ones would take all the time there is. */
  #turn(at: EpochMs): readonly SegmentTable[] {
    const seconds = Math.max(1, Math.min((at - this.#askedAt) / EVERY, OF_THE_SILENCE))
    this.#askedAt = at
    if (this.#next === this.#round.length) {
      this.#round = [...this.#table.segments.values()]
      this.#next = 0
    }
    const first = this.#next
    this.#next = Math.min(this.#round.length, first + Math.floor(seconds * ASKED_A_SECOND))
    return this.#round.slice(first, this.#next)
  }

  #askAbout(table: SegmentTable, tap: TapFacts, events: FindingEvent[]): void {
    const { at } = tap
    const conduct = this.conduct(table)
    conduct.tick(at)
    const facts = { at, table, conduct, settings: this.#settingsFor(table), tap }
    const calm = !this.book.holds(table.segment)
    for (const rule of SEGMENT_RULES) {
      const seen = rule.check(facts)
      if (calm && seen === NOTHING) continue
      this.book.settle(rule, facts, table.segment, seen, at, events)
    }
  }

  conduct(table: SegmentTable): SegmentConduct {
    let conduct = this.conducts.get(table)
    if (!conduct) {
      conduct = new SegmentConduct(table, this.#settingsFor(table), this.#room, this.meters.of(table.segment))
      this.conducts.set(table, conduct)
    }
    return conduct
  }

  #settingsFor(table: SegmentTable): SegmentSettings {
    let settings = this.#settings.get(table)
    if (!settings) this.#settings.set(table, (settings = this.#settingsOf(table.segment.name)))
    return settings
  }
}

/** Whole seconds, so that live and replayed alike ask at the same moments. */
const pause = (silence: DurationMs): DurationMs =>
  silence < IDLE ? EVERY : Math.floor(silence / OF_THE_SILENCE / EVERY) * EVERY
