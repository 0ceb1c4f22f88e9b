import type { SourceRow } from '../../shared/source.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Watch } from '../findings/watch.ts'
import type { MembershipTable } from '../membership/table.ts'
import type { Names } from '../names/names.ts'
import type { FindingDesk } from './desk.ts'
import type { EventFeed } from './event-feed.ts'
import type { EventLog } from './event-log.ts'
import type { PacketLog } from './packet-log.ts'
import type { TapPast } from './tap-past.ts'
import type { Trend } from './trend.ts'
import type { Walls } from './walls.ts'

/** One source with what became of its frames. */
export interface SubjectTap {
  /** Of its source, or of the segment that several taps see. */
  readonly name: string
  /** As a page shows it. Made anew at each call. */
  source(): SourceRow
  readonly table: MembershipTable
  readonly watch: Watch
  readonly trend: Trend
  readonly log: EventLog
  readonly feed: EventFeed
  readonly past: TapPast
  /** null: other taps keep its packets. */
  readonly packets: PacketLog | null
}

/** What the views read: the whole monitor at one moment. Views only read it. */
export interface Subject {
  /** The moment that it stands for, from the history; absent: now. */
  readonly asOf?: EpochMs
  readonly demo: boolean
  /** Wall clock. */
  readonly startedAt: EpochMs
  readonly taps: readonly SubjectTap[]
  readonly desk: FindingDesk
  readonly names: Names
  readonly walls: Walls
  /** The exact commands that would permit capturing, where it is not permitted; else null. */
  readonly captureRemedy: string | null
  /** The maker of a network card by its MAC. */
  vendor(mac: string): string | null
}
