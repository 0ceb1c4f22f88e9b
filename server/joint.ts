import type { Problem } from '../shared/igmp.ts'
import type { SourceRow } from '../shared/source.ts'
import { notice, type Notice } from '../shared/notice.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../shared/time.ts'
import { Meters } from './conduct/meters.ts'
import type { Segment } from './decode/segment.ts'
import { octetKey, TapCopies } from './decode/tap-copies.ts'
import { NO_SOURCE_FACTS } from './findings/tap-facts.ts'
import type { FrameCounters, Watch } from './findings/watch.ts'
import type { MembershipTable } from './membership/table.ts'
import { BlindTime } from './blind-time.ts'
import type { JointPart, JointSpec } from './joint-part.ts'
import { leapt } from './leap.ts'
import { Outlet, type Sink } from './outlet.ts'
import { Roll, type RollOptions } from './roll.ts'
import { SetBack } from './set-back.ts'
import type { Shown } from './tap.ts'
import type { SubjectTap } from './views/subject.ts'

/** By then each tap has shown a query or an answer to one, at the default interval of 125 s (RFC 3376 s8.2). */
const HEARD_WITHIN: DurationMs = 5 * MINUTE

interface JointOptions {
  spec: JointSpec
  roll: RollOptions
  sinks: readonly Sink[]
  /** The wall clock. */
  now: () => EpochMs
  /** The ticker stays this far behind, so that a frame on its way still comes in order. */
  late: DurationMs
}

/**
 * One broadcast domain that several taps see: its hosts are counted once, and what one tap shows is no news when another
 * one shows it too. It is blind only while all its taps are.
 */
export class Joint implements SubjectTap {
  readonly name: string
  /** Its taps keep them. */
  readonly packets = null
  readonly #spec: JointSpec
  readonly #options: JointOptions
  readonly #meters: Meters
  readonly #roll: Roll
  #outlet: Outlet
  readonly #setBack = new SetBack()
  readonly #copies = new TapCopies()
  readonly #parts = new Set<JointPart>()
  readonly #segments = new Map<Segment['family'], Segment>()
  readonly #startedAt: EpochMs
  /** Taps that have shown nothing yet. */
  readonly #unheard: Set<string>
  #messages = 0
  /** Messages that another tap had shown. */
  duplicates = 0
  /** Frames of one of its taps that go round a loop. */
  loops = 0
  readonly #problems: Partial<Record<Problem, number>> = {}
  #lastFrameWall: EpochMs | null = null
  #lastTick: EpochMs | null = null
  readonly #blind = new BlindTime()

  constructor(options: JointOptions) {
    const { spec } = options
    this.name = spec.name
    this.#spec = spec
    this.#unheard = new Set(spec.taps)
    this.#startedAt = options.now()
    this.#options = options
    this.#meters = new Meters(options.roll.meterRoom)
    this.#outlet = this.#newOutlet()
    this.#roll = this.#newRoll()
  }

  #newOutlet(): Outlet {
    return new Outlet(() => this.name, this.#options.sinks)
  }

  #newRoll(): Roll {
    const counters = (): FrameCounters => ({
      frames: this.#messages,
      igmp: this.#messages,
      duplicates: this.duplicates,
      loops: this.loops,
      copies: null,
      truncated: this.#problems.truncated ?? 0,
      source: NO_SOURCE_FACTS,
    })
    return new Roll(this.#options.roll, counters, this.#meters)
  }

  get table(): MembershipTable {
    return this.#roll.table
  }
  get watch(): Watch {
    return this.#roll.watch
  }
  get trend(): Outlet['trend'] {
    return this.#outlet.trend
  }
  get log(): Outlet['log'] {
    return this.#outlet.log
  }
  get feed(): Outlet['feed'] {
    return this.#outlet.feed
  }
  get past(): Outlet['past'] {
    return this.#outlet.past
  }

  /** Whether a segment, by its name as its tap sees it, is a part of this one. */
  covers(segment: string): boolean {
    return this.#spec.taps.includes(segment)
  }

  /** What is wrong with its taps: one that shows nothing at all may be a name that is none. */
  get unheard(): Notice | null {
    if (this.#unheard.size === 0) return null
    return notice('taps-unheard', { segment: this.name, taps: [...this.#unheard].join(', ') })
  }

  /** A message of one of its taps. */
  take(part: JointPart, { message, data, start, end, copy, looped }: Shown): void {
    this.#parts.add(part)
    if (this.#unheard.size > 0) this.#unheard.delete(message.segment.name)
    const wall = this.#options.now()
    this.#lastFrameWall = wall
    if (part.clockAt(wall) !== null && leapt(this.table.clock, message.at)) this.#goBlind('asleep')
    this.#see(message.at)
    const here = { ...message, segment: this.segment(message.segment) }
    // Copies that a tap makes itself are gone before: that another tap has shown it too says nothing of them.
    const known = copy || this.#shownBefore(message, octetKey(data, start, end))
    if (!known) for (const problem of message.problems) this.#problems[problem] = (this.#problems[problem] ?? 0) + 1
    this.#outlet.tell(known ? this.#roll.copy(here) : this.#roll.observe(here), this.table)
    if (!looped) return
    this.loops += 1
    this.watch.looped(here, looped)
  }

  #shownBefore({ segment, at }: Shown['message'], octets: string): boolean {
    this.#messages += 1
    const known = this.#copies.isCopy(segment, at, octets)
    if (known) this.duplicates += 1
    return known
  }

  /** A frame of one of its taps that says nothing here, where time is in the frames alone. */
  pass(part: JointPart, at: EpochMs): void {
    if (this.#parts.has(part)) this.#outlet.tell(this.#roll.pass(at), this.table)
  }

  /** The clock of a capture runs on after its last frame. */
  advance(at: EpochMs): void {
    if (this.#parts.size > 0) this.#outlet.tell(this.#roll.advance(at), this.table)
  }

  /** Time passes although nothing comes, while at least one of its taps sees. */
  tick(wall: EpochMs): void {
    const { late } = this.#options
    const slept = leapt(this.#lastTick, wall)
    this.#lastTick = wall
    this.#outlet.tellRunning(wall, this.table)
    if (this.#parts.size === 0) return
    const running = [...this.#parts].filter(({ state }) => state === 'running')
    const clocks = running.map((part) => part.clockAt(wall)).filter((clock) => clock !== null)
    const clock = Math.min(...clocks)
    if (slept || leapt(this.table.clock, clock)) this.#goBlind(slept || clocks.length > 0 ? 'asleep' : 'waiting')
    if (clocks.length === 0) return
    if (this.#setBack.tick(this.table.clock - clock)) this.#followBack(clock)
    this.#see(clock)
    const vouched = Math.max(...running.map((part) => part.vouchedAt(wall) ?? clock))
    this.#outlet.tell(this.#roll.advance(Math.min(clock - late, vouched)), this.table)
  }

  /** After its taps: the last minute is told as far as it came. */
  stop(): void {
    this.#outlet.tell({ ...this.table.closeMinute(), findings: [] }, this.table)
  }

  /** The clocks of its taps were set back: who is there is kept (channel.ts). */
  #followBack(at: EpochMs): void {
    this.#outlet.tell({ ...this.table.closeMinute(), findings: [] }, this.table)
    const from = this.table.clock
    this.#blind.end()
    this.#outlet.setBack(from, at)
    this.#roll.setBack(at)
    this.#outlet = this.#newOutlet()
  }

  #goBlind(why: string): void {
    const since = this.table.clock
    if (this.#blind.since !== null || !Number.isFinite(since)) return
    this.#blind.begin(since, why)
    this.#roll.goBlind(since)
  }

  /** After a time of blindness. */
  #see(at: EpochMs): void {
    const since = this.#blind.end()
    if (since === null) return
    this.#roll.resume(at)
    this.#outlet.blind(since, at, this.#blind.why)
  }

  /** The name under which what a tap shows of it goes. */
  segment({ family, vlans }: Segment): Segment {
    let segment = this.#segments.get(family)
    if (!segment) this.#segments.set(family, (segment = { family, name: this.name, vlans }))
    return segment
  }

  source(): SourceRow {
    const wall = this.#options.now()
    const parts = [...this.#parts]
    const clocks = parts.map((part) => part.clockAt(wall)).filter((clock) => clock !== null)
    const at = clocks.length > 0 ? Math.min(...clocks) : this.table.clock
    return {
      key: this.name,
      name: this.name,
      kind: 'joined',
      state: parts.find(({ state }) => state === 'running')?.state ?? parts[0]?.state ?? 'starting',
      blindSince: this.#blind.since,
      notice: wall - this.#startedAt < HEARD_WITHIN ? null : this.unheard,
      limits: [],
      frames: this.#messages,
      igmp: this.#messages,
      duplicates: this.duplicates,
      loops: this.loops,
      droppedByKernel: null,
      lost: null,
      sampled: false,
      samples: { count: 0, last: [] },
      parent: null,
      sight: this.watch.sight(),
      undecodable: {},
      problems: { ...this.#problems },
      refused: { ...this.table.refused },
      evicted: { ...this.table.evicted },
      truncated: this.table.truncated,
      lastFrameAt: this.#lastFrameWall,
      lastIgmpAt: this.#lastFrameWall,
      clock: Number.isFinite(at) ? { at, wall, rate: clocks.length > 0 ? 1 : 0 } : null,
      pendingSenders: [],
      approvedSenders: [],
    }
  }
}
