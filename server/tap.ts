import type { Problem } from '../shared/igmp.ts'
import type { DurationMs } from '../shared/time.ts'
import { Meters } from './conduct/meters.ts'
import { Duplicates, type LoopKind } from './decode/duplicates.ts'
import type { Frame } from './decode/frame.ts'
import { Decoder } from './decode/index.ts'
import type { Message } from './decode/message.ts'
import type { NoMessage } from './decode/problem.ts'
import type { Segment } from './decode/segment.ts'
import { NO_SOURCE_FACTS, type SourceFacts } from './findings/tap-facts.ts'
import type { FrameCounters, Watch } from './findings/watch.ts'
import type { MembershipTable } from './membership/table.ts'
import { SampleLog } from './sample-log.ts'
import { Roll, type RollOptions, type RollStep } from './roll.ts'
import type { PacketLog } from './views/packet-log.ts'

export interface TapOptions extends RollOptions {
  /** Copies of a mirror are dropped within this time; 0 keeps them. */
  dedupe: DurationMs
  /** The VLAN of frames without a tag, by the name of their source; null: they are untagged. */
  nativeVlanOf?: (source: string) => number | null
}

/** A message as a tap shows it; its packet is data[start..end). */
export interface Shown {
  readonly message: Message
  readonly data: Uint8Array
  readonly start: number
  readonly end: number
  /** The mirror made it. */
  readonly copy: boolean
  /** It goes round a loop. */
  readonly looped: LoopKind | null
}
interface Taker {
  /** The name that they all share. */
  readonly segment: Segment
  take(shown: Shown): void
}
type Elsewhere = (segment: Segment) => Taker | null

/** What became of the frames of one source. */
interface TapCounters {
  frames: number
  /** Frames with an IGMP message, copies included. */
  igmp: number
  /** IGMP frames dropped as copies. */
  duplicates: number
  /** Frames without a message that are no ordinary other traffic, by reason. */
  undecodable: Partial<Record<Exclude<NoMessage, 'not-igmp' | 'samples'>, number>>
  problems: Partial<Record<Problem, number>>
}

/** The way of one source's frames: decode, drop copies, membership, findings. Pure but for its own state. */
export class Tap {
  readonly roll: Roll
  readonly counters: TapCounters = {
    frames: 0,
    igmp: 0,
    duplicates: 0,
    undecodable: {},
    problems: {},
  }
  readonly samples = new SampleLog()
  /** What the source knows of its frames; whoever runs it keeps this up to date. */
  sourceFacts: SourceFacts = NO_SOURCE_FACTS
  readonly #meters: Meters
  readonly #decoder: Decoder
  readonly #duplicates: Duplicates
  readonly #packets: PacketLog | null
  readonly #options: RollOptions
  readonly #elsewhere: Elsewhere
  /** Weakly: a flood makes segments up. */
  readonly #takers = new WeakMap<Segment, Taker | null>()

  /**
   * `elsewhere`: who takes the messages of a segment, where it is not this tap's own table. `packets`: where the packets
   * themselves are kept for a while.
   */
  constructor(
    sourceName: string,
    options: TapOptions,
    elsewhere: Elsewhere = () => null,
    packets: PacketLog | null = null,
  ) {
    this.#elsewhere = elsewhere
    this.#options = options
    this.#meters = new Meters(options.meterRoom)
    this.#decoder = new Decoder(sourceName, {
      nativeVlan: options.nativeVlanOf?.(sourceName) ?? null,
      held: (segment) => this.table.segments.has(segment) || (this.#takers.get(segment) ?? null) !== null,
    })
    this.#duplicates = new Duplicates(options.dedupe)
    this.#packets = packets
    this.roll = this.#newRoll()
  }

  #newRoll(): Roll {
    const counters = (): FrameCounters => ({
      frames: this.counters.frames,
      igmp: this.counters.igmp,
      duplicates: this.counters.duplicates,
      loops: this.loops,
      copies: () => this.#duplicates.median(),
      truncated: this.counters.problems.truncated ?? 0,
      source: this.#facts(),
    })
    return new Roll(this.#options, counters, this.#meters)
  }

  get table(): MembershipTable {
    return this.roll.table
  }
  get watch(): Watch {
    return this.roll.watch
  }

  /** Frames that are missing in the numbered tunnels that a capture looks into; null where there is none. */
  get lostWithin(): number | null {
    const { losses } = this.#decoder
    return losses.list().length === 0 ? null : losses.lost
  }

  /** What the frames themselves tell of the way they came, where the source does not. */
  #facts(): SourceFacts {
    const { sourceFacts, samples } = this
    const lost = sourceFacts.lost ?? this.lostWithin
    const sampled = sourceFacts.sampled || samples.count > 0
    return { droppedByKernel: sourceFacts.droppedByKernel, lost, sampled }
  }

  get loops(): number {
    return this.#duplicates.loops
  }

  /** Every frame, IGMP or not, moves the clock; a message then does what it says. */
  take(frame: Frame): RollStep {
    const { counters } = this
    counters.frames += 1
    const message = this.#decoder.decode(frame)
    if (typeof message === 'string') {
      if (message === 'samples') this.samples.add(this.#decoder.samples(frame))
      else this.#countOther(message)
      return this.roll.pass(frame.at)
    }
    if (message.sampled) {
      this.samples.add([message])
      this.#packets?.push(frame, message, message.segment, false)
      return this.roll.pass(frame.at)
    }
    counters.igmp += 1
    const copy = this.#isCopy(frame, message)
    if (copy) counters.duplicates += 1
    else for (const problem of message.problems) counters.problems[problem] = (counters.problems[problem] ?? 0) + 1
    const taker = this.#taker(message.segment)
    this.#packets?.push(frame, message, taker?.segment ?? message.segment, copy)
    if (!taker) return this.#looped(copy ? this.roll.copy(message) : this.roll.observe(message), message)
    const { packetStart: start, packetEnd: end } = this.#decoder
    taker.take({ message, data: frame.data, start, end, copy, looped: this.#duplicates.looped })
    return this.roll.pass(frame.at)
  }

  /** What goes round a loop is told before copies are forgotten. */
  #looped(step: RollStep, message: Message): RollStep {
    const { looped } = this.#duplicates
    if (looped) this.watch.looped(message, looped)
    return step
  }

  #taker(segment: Segment): Taker | null {
    let taker = this.#takers.get(segment)
    if (taker === undefined) this.#takers.set(segment, (taker = this.#elsewhere(segment)))
    return taker
  }

  #isCopy(frame: Frame, message: Message): boolean {
    const { packetStart, packetEnd } = this.#decoder
    return this.#duplicates.isCopy(frame.at, message.segment, message.mac, frame.data, packetStart, packetEnd)
  }

  #countOther(reason: Exclude<NoMessage, 'samples'>): void {
    if (reason === 'not-igmp') return
    const { problems, undecodable } = this.counters
    // Cut before one could tell what it was: it may have been IGMP.
    if (reason === 'truncated') problems.truncated = (problems.truncated ?? 0) + 1
    undecodable[reason] = (undecodable[reason] ?? 0) + 1
  }
}
