import type { EpochMs } from '../../shared/time.ts'
import type { SegmentConduct } from '../conduct/segment-conduct.ts'
import type { TapConduct } from '../conduct/tap-conduct.ts'
import type { MembershipTable } from '../membership/table.ts'

/** What the source itself knows of its frames; the edge tells it, a file has none. */
export interface SourceFacts {
  /** null where the operating system does not tell */
  readonly droppedByKernel: number | null
  /** Mirror frames that were lost on the way, by their sequence numbers; null where they have none. */
  readonly lost: number | null
  readonly sampled: boolean
}
export const NO_SOURCE_FACTS: SourceFacts = { droppedByKernel: null, lost: null, sampled: false }

/** All that a rule may know of a tap at a moment. */
export interface TapFacts {
  readonly at: EpochMs
  readonly firstFrameAt: EpochMs
  readonly table: MembershipTable
  readonly conducts: Iterable<SegmentConduct>
  readonly conduct: TapConduct
  readonly frames: number
  readonly igmp: number
  /** IGMP frames that were copies of a mirror, and copies beyond what a mirror makes. */
  readonly duplicates: number
  readonly loops: number
  /** How many times a frame comes, as a median; null where copies are what several taps of a segment make. */
  readonly copies: (() => number) | null
  /** IGMP frames that the capture cut. */
  readonly truncated: number
  readonly source: SourceFacts
}
