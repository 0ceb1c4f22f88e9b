import { MeterRoom } from '../../server/conduct/meters.ts'
import type { Frame } from '../../server/capture/source.ts'
import { TableRoom } from '../../server/membership/table-room.ts'
import type { MembershipTable } from '../../server/membership/table.ts'
import type { RollStep } from '../../server/roll.ts'
import { Tap } from '../../server/tap.ts'
import { EventFeed } from '../../server/views/event-feed.ts'
import { EventLog } from '../../server/views/event-log.ts'
import { PacketLog } from '../../server/views/packet-log.ts'
import { NO_NAMES } from '../../server/names/names.ts'
import { NO_DESK } from '../../server/views/desk.ts'
import type { Watch } from '../../server/findings/watch.ts'
import type { Subject, SubjectTap } from '../../server/views/subject.ts'
import { TapPast } from '../../server/views/tap-past.ts'
import { Trend } from '../../server/views/trend.ts'
import { NO_WALLS } from '../../server/views/walls.ts'
import type { PendingSender, SourceKind, SourceRow, SourceState } from '../../shared/source.ts'
import type { EpochMs } from '../../shared/time.ts'

/** A tap that is fed by hand. Its wall clock is its frames' clock. */
export class TestTap implements SubjectTap {
  readonly name: string
  readonly trend = new Trend()
  readonly log = new EventLog()
  readonly feed = new EventFeed()
  readonly past = new TapPast()
  readonly packets = new PacketLog()
  kind: SourceKind = 'live'
  state: SourceState = 'running'
  pendingSenders: PendingSender[] = []
  /** Hears each step, as a history would. */
  told: (step: RollStep) => void = () => undefined
  #lastFrameAt: EpochMs | null = null
  readonly #tap: Tap

  constructor(name = '', meterRoom = new MeterRoom(), room = new TableRoom()) {
    this.name = name
    this.#tap = new Tap(name, { formula: 'rfc3376', dedupe: 5, meterRoom, room }, undefined, this.packets)
  }

  get table(): MembershipTable {
    return this.#tap.table
  }

  get watch(): Watch {
    return this.#tap.watch
  }

  take(...frames: Frame[]): void {
    for (const frame of frames) {
      this.#lastFrameAt = frame.at
      this.#tell(this.#tap.take(frame))
    }
  }

  advance(at: EpochMs): void {
    this.#tell(this.#tap.roll.advance(at))
  }

  #tell(step: RollStep): void {
    const { events, minutes, findings } = step
    this.told(step)
    this.log.push(events)
    this.feed.tell(events, findings)
    this.trend.feed(minutes, this.table)
    this.past.feed(minutes, this.table)
  }

  source(): SourceRow {
    const { frames, igmp, duplicates, undecodable, problems } = this.#tap.counters
    const lastFrameAt = this.#lastFrameAt
    const clock = lastFrameAt === null ? null : { at: this.table.clock, wall: this.table.clock, rate: 1 }
    return {
      key: this.name,
      name: this.name,
      kind: this.kind,
      state: this.state,
      blindSince: null,
      notice: null,
      limits: [],
      frames,
      igmp,
      duplicates,
      loops: this.#tap.loops,
      droppedByKernel: null,
      lost: null,
      sampled: false,
      samples: { count: 0, last: [] },
      parent: null,
      sight: this.watch.sight(),
      undecodable: { ...undecodable },
      problems: { ...problems },
      lastFrameAt,
      lastIgmpAt: lastFrameAt,
      clock,
      pendingSenders: [...this.pendingSenders],
      approvedSenders: [],
      refused: { ...this.table.refused },
      evicted: { ...this.table.evicted },
      truncated: this.table.truncated,
    }
  }
}

const STARTED_AT = Date.UTC(2025, 10, 26)

export const subjectOf = (...taps: TestTap[]): Subject => ({
  demo: false,
  startedAt: STARTED_AT,
  taps,
  captureRemedy: null,
  names: NO_NAMES,
  walls: NO_WALLS,
  desk: NO_DESK,
  vendor: (mac) => (mac.startsWith('02:00') ? 'Example' : null),
})
