import type { GmiFormula } from '../../shared/segment.ts'
import type { Truncated } from '../../shared/truncated.ts'
import { DAY, instantOf, MINUTE, type EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { Segment } from '../decode/segment.ts'
import { Deadlines } from './deadlines.ts'
import { Expiry } from './expiry.ts'
import { TABLE_LIMITS, type Refused, type TableLimits } from './limits.ts'
import { NumberRows } from './number-rows.ts'
import { Reception } from './reception.ts'
import { restoreGroup, type PastGroup } from './restore.ts'
import { Rows } from './rows.ts'
import { emptyTally, SegmentTable } from './segment-table.ts'
import { SegmentRoom } from './segment-room.ts'
import { StepDraft, type Step } from './step.ts'
import { goBlind, resume, setBack } from './watching.ts'
import { TableRoom } from './table-room.ts'

/** Minutes without any frame that are still counted one by one when the clock jumps over them. */
const MINUTES_COUNTED = DAY / MINUTE

export interface TableOptions {
  formula: GmiFormula
  limits?: TableLimits
  /** Shared with other tables; absent: it has `limits` for itself. */
  room?: TableRoom
}

/**
 * The membership of every segment of one clock. A step takes a message or a time and returns what happened; it does no
 * I/O and reads no clock, so a capture gives the same events at any speed.
 */
export class MembershipTable {
  readonly segments = new Map<Segment, SegmentTable>()
  /** The largest time seen; -Infinity before the first. */
  clock: EpochMs = Number.NEGATIVE_INFINITY
  readonly formula: GmiFormula
  readonly #deadlines = new Deadlines()
  readonly #draft = new StepDraft()
  readonly #numbers = { members: new NumberRows(), hosts: new NumberRows() }
  readonly #rows: Rows
  readonly #segmentRoom: SegmentRoom
  readonly #reception: Reception
  readonly #expiry: Expiry
  #nextMinute: EpochMs = Number.NEGATIVE_INFINITY

  constructor({ formula, limits = TABLE_LIMITS, room = new TableRoom(limits) }: TableOptions) {
    this.formula = formula
    this.#rows = new Rows(room, this.#deadlines, this.#draft)
    this.#segmentRoom = new SegmentRoom(room, this.segments, this.#rows.eviction)
    this.#reception = new Reception(this.#rows, this.#deadlines, this.#draft)
    this.#expiry = new Expiry(this.#rows, this.#draft)
  }

  /* Sizes over all segments, link-local groups included. */
  get groups(): number {
    return this.#rows.groups
  }
  get hosts(): number {
    return this.#rows.hosts
  }
  get memberships(): number {
    return this.#rows.memberships
  }
  get refused(): Readonly<Refused> {
    return this.#rows.eviction.refused
  }
  /** What gave its place away. */
  get evicted(): Readonly<TableLimits> {
    return this.#rows.eviction.evicted
  }
  /** null: all that was reported of late is there. */
  get truncated(): Truncated | null {
    return this.#rows.eviction.truncation.at(this.clock)
  }

  /** The clock moves to `at` (never back): what is due by then ends, in order. */
  advance(at: EpochMs): Step {
    this.#moveTo(at)
    return this.#draft.take()
  }

  /** Every frame moves the clock, then does what it says: at the clock, when its own time is none that this has reached. */
  observe(sent: Message): Step {
    this.#moveTo(sent.at)
    const message = sent.at === this.clock ? sent : { ...sent, at: this.clock }
    const segment = this.segmentOf(message)
    if (segment) {
      segment.heardAt = message.at
      this.#reception.receive(segment, message)
    } else this.#rows.eviction.refuse('segments', message.at)
    return this.#draft.take()
  }

  /** The tap sees nothing from `at` on, which may lie before the clock: it may have been noticed late. */
  goBlind(at: EpochMs): void {
    if (this.clock === Number.NEGATIVE_INFINITY) return
    for (const segment of this.segments.values()) goBlind(segment, at)
  }

  /**
   * The tap was blind from where the clock stands, or since `goBlind`, until `at`: watching.ts. The minutes it missed are
   * not counted as if they had been quiet.
   */
  resume(at: EpochMs): void {
    if (this.clock === Number.NEGATIVE_INFINITY) return
    const seesAt = Math.max(instantOf(at), this.clock)
    for (const segment of this.segments.values()) resume(segment, seesAt, this.clock, this.#deadlines)
    this.#skipMinutes(seesAt)
  }

  /**
   * The clock was set back to `to`. What was learnt is kept: deadlines are as far away as they were, what had been later
   * than `to` was just before it, and all is unknown until a query cycle has passed.
   */
  setBack(to: EpochMs): void {
    if (to >= this.clock) return
    this.#deadlines.clear()
    for (const segment of this.segments.values()) setBack(segment, to, this.clock, this.#deadlines)
    this.#rows.eviction.truncation.setBack(to)
    this.clock = to
    this.#nextMinute = minuteAfter(to)
  }

  /** A group as it was at the moment where the clock stands, in a table of its own: nothing is told. */
  restore(segment: SegmentTable, past: PastGroup): void {
    restoreGroup(this.#rows, segment, past)
  }

  /**
   * The running minute as it stands, for who stops here: sizes as they are, and what happened so far. Should the clock go
   * on, the rest of the minute is counted when it is over, and nothing twice.
   */
  closeMinute(): Step {
    if (this.clock !== Number.NEGATIVE_INFINITY) this.#countMinute(this.#nextMinute - MINUTE)
    return this.#draft.take()
  }

  /** Call before the clock moves to `at` in steps: a long way without any frame is no row of counts for each minute. */
  leap(at: EpochMs): void {
    if (at - this.#nextMinute > MINUTES_COUNTED * MINUTE) this.#skipMinutes(at)
  }

  #skipMinutes(at: EpochMs): void {
    if (at > this.#nextMinute) this.#nextMinute = minuteAfter(at)
  }

  #moveTo(to: EpochMs): void {
    const at = instantOf(to)
    // What is no number is no time.
    if (!(at > this.clock)) return
    if (this.clock === Number.NEGATIVE_INFINITY) this.#nextMinute = minuteAfter(at)
    this.leap(at)
    while (this.#nextMinute <= at) {
      this.#deadlines.advance(this.#nextMinute, this.#expiry.fire)
      this.#countMinute(this.#nextMinute - MINUTE)
      this.#nextMinute += MINUTE
    }
    this.#deadlines.advance(at, this.#expiry.fire)
    this.clock = at
  }

  #countMinute(at: EpochMs): void {
    for (const segment of this.segments.values()) {
      this.#draft.minutes.push({
        at,
        segment: segment.segment,
        groups: segment.routableGroups,
        hosts: segment.hostsWithGroups,
        memberships: segment.confirmed + segment.presumed,
        ...segment.tally,
      })
      segment.tally = emptyTally()
    }
  }

  /** The segment of a message, made when it is the first one there; null when there are too many. */
  segmentOf(message: Pick<Message, 'segment' | 'at'>): SegmentTable | null {
    const known = this.segments.get(message.segment)
    if (known) return known
    if (!this.#segmentRoom.fits(message.at)) return null
    const segment = new SegmentTable(message.segment, this.formula, this.#numbers, message.at)
    this.#segmentRoom.add(segment)
    return segment
  }
}

const minuteAfter = (at: EpochMs): EpochMs => Math.floor(at / MINUTE) * MINUTE + MINUTE
