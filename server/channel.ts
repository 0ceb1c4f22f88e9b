import type { SourceClock, SourceRow, SourceState } from '../shared/source.ts'
import { SECOND, type DurationMs, type EpochMs } from '../shared/time.ts'
import type { Frame, Source, SourceStatus } from './capture/source.ts'
import type { Segment } from './decode/segment.ts'
import type { MembershipTable } from './membership/table.ts'
import type { Watch } from './findings/watch.ts'
import { BlindTime } from './blind-time.ts'
import type { Joint } from './joint.ts'
import type { JointPart } from './joint-part.ts'
import { Outlet, type Sink } from './outlet.ts'
import { leapt } from './leap.ts'
import { SetBack } from './set-back.ts'
import type { RollStep } from './roll.ts'
import { Tap, type Shown, type TapOptions } from './tap.ts'
import { PacketLog } from './views/packet-log.ts'
import { PacketPool } from './views/packet-pool.ts'
import type { SubjectTap } from './views/subject.ts'

/** The ticker stays this far behind the newest frame's clock, so that a frame on its way still comes in order. */
export const LATE_FRAMES: DurationMs = SECOND / 2

/** One source, its tap, and what the views need of it. */
export class Channel implements SubjectTap, JointPart {
  readonly input: Source
  readonly name: string
  readonly packets: PacketLog
  readonly #tap: Tap
  readonly #joints: readonly Joint[]
  readonly #sinks: readonly Sink[]
  #outlet: Outlet
  readonly #setBack = new SetBack()
  readonly #now: () => EpochMs
  #lastFrameWall: EpochMs | null = null
  #lastIgmpWall: EpochMs | null = null
  /** When the ticker came last, by the wall. */
  #lastTick: EpochMs | null = null
  /** How far the frames' clock is behind the wall: the way to here, or another machine's clock. */
  #behind: DurationMs = 0
  /** While it is not running. */
  readonly #blind = new BlindTime()
  #stopping = false

  /** `name`: where another source has its own name already. */
  constructor(
    source: Source,
    options: TapOptions,
    sinks: readonly Sink[],
    now: () => EpochMs,
    name: string = source.name,
    joints: readonly Joint[] = [],
    pool: PacketPool = new PacketPool(),
  ) {
    this.input = source
    this.name = name || source.kind
    this.packets = new PacketLog(pool)
    const elsewhere = (segment: Segment) => {
      const joint = joints.find((one) => one.covers(segment.name))
      return joint ? { segment: joint.segment(segment), take: (shown: Shown) => joint.take(this, shown) } : null
    }
    this.#tap = new Tap(name, options, elsewhere, this.packets)
    this.#joints = joints
    this.#sinks = sinks
    this.#outlet = this.#newOutlet()
    this.#now = now
  }

  get table(): MembershipTable {
    return this.#tap.table
  }
  get watch(): Watch {
    return this.#tap.watch
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
  get state(): SourceState {
    return this.input.status().state
  }
  clockAt(wall: EpochMs): EpochMs | null {
    return this.input.clock !== 'wall' || this.#lastFrameWall === null ? null : wall - this.#behind
  }
  vouchedAt(wall: EpochMs): EpochMs | null {
    return this.clockAt(Math.min(wall, this.input.status().vouchedUntil ?? wall))
  }

  /** `found`: a listener hears a sender for the first time. */
  start(changed: () => void, found: (source: Source) => void): void {
    const state = (): void => {
      this.#look(this.#now())
      changed()
    }
    this.input.start({ frame: (frame) => this.#frame(frame), state, found })
  }

  /** Its last minute is told as far as it came. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.input.stop()
    this.#tell({ ...this.table.closeMinute(), findings: [] })
  }

  /** Time passes although nothing comes: only where frames are as old as the wall says, and while the tap sees. */
  tick(wall: EpochMs): void {
    const status = this.input.status()
    const { state } = status
    this.#tellFacts(status)
    this.#outlet.tellRunning(wall, this.table)
    if (this.input.clock !== 'wall' || this.#lastFrameWall === null) return
    const clock = wall - this.#behind
    this.#wake(wall, clock, state)
    if (this.#setBack.tick(this.table.clock - clock)) this.#followBack(clock)
    if (state === 'running') {
      this.#see(clock)
      // A tap that hangs is noticed late: nobody's time runs out by a silence that it may not have heard.
      this.#tell(this.#tap.roll.advance(Math.min(clock - LATE_FRAMES, this.vouchedAt(wall) ?? clock)))
    } else this.#look(wall)
  }

  /** Whether it has gone blind: at the moment when its state changes, or at the next tick. */
  #look(wall: EpochMs): void {
    if (this.input.clock !== 'wall' || this.#lastFrameWall === null || this.#stopping) return
    const { state, aliveUntil } = this.input.status()
    if (state === 'running' || state === 'starting' || this.#blind.since !== null) return
    // A frame that came since is a sign of life too, but for one from before the clock was set back.
    const sawUntil = Math.max(aliveUntil ?? wall, this.#lastFrameWall > wall ? 0 : this.#lastFrameWall)
    this.#goBlind(Math.min(sawUntil, wall) - this.#behind, state)
  }

  #goBlind(since: EpochMs, why: string): void {
    this.#blind.begin(since, why)
    this.#tap.roll.goBlind(since)
  }

  #frame(frame: Frame): void {
    const wall = this.#now()
    this.#lastFrameWall = wall
    if (this.input.clock === 'wall') {
      this.#wake(wall, frame.at, this.input.status().state)
      this.#behind = wall - frame.at
    }
    this.#see(frame.at)
    const before = this.#tap.counters.igmp
    this.#tell(this.#tap.take(frame))
    if (this.input.clock === 'capture') for (const joint of this.#joints) joint.pass(this, frame.at)
    if (this.#tap.counters.igmp !== before) this.#lastIgmpWall = wall
  }

  /**
   * Nobody captured while the machine slept or its clock was set on, whatever the source says of itself. Where a frame was
   * on its way meanwhile, only the next one shows it, by a `clock` that leaps.
   */
  #wake(wall: EpochMs, clock: EpochMs, state: SourceState): void {
    const slept = leapt(this.#lastTick, wall) || leapt(this.table.clock, clock)
    this.#lastTick = wall
    if (!slept || state !== 'running' || this.#blind.since !== null) return
    this.#goBlind(this.table.clock, 'asleep')
  }

  /**
   * The clock was set back to `at`: who is there is kept, as far as a query cycle confirms it. What was told has times that
   * the clock has not reached, so it is told from there on anew.
   */
  #followBack(at: EpochMs): void {
    this.#tell({ ...this.table.closeMinute(), findings: [] })
    const from = this.table.clock
    this.#setBack.followed(this.#now(), from - at)
    this.#lastFrameWall = Math.min(this.#lastFrameWall ?? Infinity, this.#now())
    this.#outlet.setBack(from, at)
    this.#tap.roll.setBack(at)
    this.#outlet = this.#newOutlet()
    if (this.#blind.since !== null) this.#goBlind(at, this.#blind.why)
  }

  #newOutlet(): Outlet {
    return new Outlet(() => this.name, this.#sinks)
  }

  /** After a time of blindness. */
  #see(at: EpochMs): void {
    const since = this.#blind.end()
    if (since === null) return
    this.#tap.roll.resume(at)
    this.#outlet.blind(since, at, this.#blind.why)
  }

  /** What the rules have to know of the source; before the clock moves. */
  #tellFacts({ droppedByKernel, lost, sampled }: SourceStatus): void {
    const known = this.#tap.sourceFacts
    if (known.droppedByKernel === droppedByKernel && known.lost === lost && known.sampled === sampled) return
    this.#tap.sourceFacts = { droppedByKernel, lost, sampled }
  }

  #tell(step: RollStep): void {
    this.#outlet.tell(step, this.table)
  }

  source(): SourceRow {
    const status = this.input.status()
    const { frames, igmp, duplicates, undecodable, problems } = this.#tap.counters
    const { samples } = this.#tap
    return {
      key: this.name,
      name: this.name,
      kind: this.input.kind,
      state: status.state,
      blindSince: this.#blind.since,
      notice: status.notice,
      limits: [...status.limits, ...this.#setBack.limits(this.name, this.#now())],
      frames,
      igmp,
      duplicates,
      loops: this.#tap.loops,
      droppedByKernel: status.droppedByKernel,
      lost: status.lost ?? this.#tap.lostWithin,
      sampled: status.sampled || samples.count > 0,
      samples: { count: samples.count, last: samples.lines() },
      parent: status.parent,
      sight: this.watch.sight(),
      undecodable: { ...undecodable, ...status.undecodable },
      problems: { ...problems },
      refused: { ...this.table.refused },
      evicted: { ...this.table.evicted },
      truncated: this.table.truncated,
      lastFrameAt: this.#lastFrameWall,
      lastIgmpAt: this.#lastIgmpWall,
      clock: this.#clock(status.rate),
      pendingSenders: status.pendingSenders,
      approvedSenders: status.approvedSenders,
    }
  }

  #clock(rate: number): SourceClock | null {
    if (this.#lastFrameWall === null) return null
    if (this.input.clock === 'wall') {
      const wall = this.#now()
      return { at: wall - this.#behind, wall, rate }
    }
    return { at: this.table.clock, wall: this.#lastFrameWall, rate }
  }
}
