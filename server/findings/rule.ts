import type { Address } from '../../shared/address.ts'
import type { Evidence, FindingCode, FindingValues, Severity } from '../../shared/finding.ts'
import type { SentenceCode } from '../../shared/finding-text.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { SegmentConduct } from '../conduct/segment-conduct.ts'
import type { HostKey } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { SegmentSettings } from './settings.ts'
import type { TapFacts } from './tap-facts.ts'

/** All that a rule may know of a segment at a moment. */
export interface SegmentFacts {
  /** The clock of the tap: what was due by now has happened. */
  readonly at: EpochMs
  readonly table: SegmentTable
  readonly conduct: SegmentConduct
  readonly settings: SegmentSettings
  readonly tap: TapFacts
}

/** What a rule is about, beside the segment. A querier or a switch is a host here. */
export interface Subject {
  readonly group: Address | null
  readonly host: HostKey | null
}
/** The segment itself, or the tap. */
export const NOBODY: Subject = { group: null, host: null }

/** What a rule sees at a moment. The same subject seen again is the same finding. */
export interface Observation {
  readonly subject: Subject
  readonly severity: Severity
  readonly sentence: SentenceCode
  readonly values: FindingValues
  /** How many times it happened; what is counted is the rule's matter. */
  readonly count: number
  /** Frames that show it; the newest last. At most `EVIDENCE_KEPT` are kept. */
  readonly evidence: readonly Evidence[]
}

/** What nearly all rules see nearly always. Whoever has nothing to look at returns this one and makes no generator. */
export const NOTHING: readonly Observation[] = []

/** One kind of finding about a segment: a pure function of what is known and the time. */
export interface SegmentRule {
  readonly code: FindingCode
  check(facts: SegmentFacts): Iterable<Observation>
  /** A finding that was not observed for so long is closed (hysteresis). */
  lingers(facts: SegmentFacts): DurationMs
}

/** One kind of finding about a tap. */
export interface TapRule {
  readonly code: FindingCode
  check(facts: TapFacts): Iterable<Observation>
  lingers(facts: TapFacts): DurationMs
}
