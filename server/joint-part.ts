import type { SourceState } from '../shared/source.ts'
import type { EpochMs } from '../shared/time.ts'

/** Several taps of one segment, under one name. */
export interface JointSpec {
  readonly name: string
  /** Names of segments as their taps see them: `eth1/20`, `tzsp:192.0.2.1/20`. */
  readonly taps: readonly string[]
}

/** A tap whose messages go to a joint. */
export interface JointPart {
  readonly name: string
  readonly state: SourceState
  /** Where its clock stands at a moment of the wall; null for a file, or before its first frame. */
  clockAt(wall: EpochMs): EpochMs | null
  /** The same clock, as far as it is certain that the tap saw. */
  vouchedAt(wall: EpochMs): EpochMs | null
}
