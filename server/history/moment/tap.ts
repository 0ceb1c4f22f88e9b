import type { GmiFormula } from '../../../shared/segment.ts'
import type { SourceRow } from '../../../shared/source.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { Watch } from '../../findings/watch.ts'
import { MembershipTable } from '../../membership/table.ts'
import { EventFeed } from '../../views/event-feed.ts'
import { EventLog } from '../../views/event-log.ts'
import type { SubjectTap } from '../../views/subject.ts'
import { TapPast } from '../../views/tap-past.ts'
import { Trend } from '../../views/trend.ts'
import type { TapAt } from './taps.ts'

/** A tap as it stood at a moment: its table stands still there. */
export class PastTap implements SubjectTap {
  readonly tap: TapAt
  readonly table: MembershipTable
  readonly watch: Watch
  readonly trend = new Trend()
  readonly log = new EventLog()
  readonly feed = new EventFeed()
  readonly past = new TapPast()
  readonly packets = null
  readonly #at: EpochMs

  constructor(tap: TapAt, formula: GmiFormula, at: EpochMs) {
    this.tap = tap
    this.#at = at
    this.table = new MembershipTable({ formula })
    this.watch = new Watch(this.table)
  }

  get name(): string {
    return this.tap.name
  }

  /** What counts frames is not kept: of a moment there is no list of sources, and a segment needs its name and its state. */
  source(): SourceRow {
    const { name, blind } = this.tap
    return {
      key: name,
      name,
      kind: 'live',
      state: blind ? 'waiting' : 'running',
      blindSince: blind?.from ?? null,
      notice: null,
      limits: [],
      frames: 0,
      igmp: 0,
      duplicates: 0,
      loops: 0,
      droppedByKernel: null,
      lost: null,
      sampled: false,
      samples: { count: 0, last: [] },
      parent: null,
      sight: [],
      undecodable: {},
      problems: {},
      refused: { ...this.table.refused },
      evicted: { ...this.table.evicted },
      truncated: null,
      lastFrameAt: null,
      lastIgmpAt: null,
      clock: { at: this.#at, wall: this.#at, rate: 0 },
      pendingSenders: [],
      approvedSenders: [],
    }
  }
}
