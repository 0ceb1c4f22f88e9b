import type { Evidence, FindingCode, Severity } from '../../shared/finding.ts'
import { EVIDENCE_KEPT } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { Observation, Subject } from './rule.ts'

/** What is said of a finding at a moment. */
export type Said = Readonly<Pick<Finding, 'lastAt' | 'sentence' | 'values' | 'count' | 'evidence'>>

/** Something that is wrong, from when its rule first saw it until it has not for long enough. */
export class Finding {
  readonly code: FindingCode
  /** null: it is about the tap itself. */
  readonly segment: Segment | null
  readonly subject: Subject
  readonly openedAt: EpochMs
  /** When its rule saw it last. */
  lastAt: EpochMs
  closedAt: EpochMs | null = null
  severity: Severity
  sentence: Observation['sentence']
  values: Observation['values']
  count: number
  #evidence: readonly Evidence[]

  constructor(code: FindingCode, segment: Segment | null, seen: Observation, at: EpochMs) {
    this.code = code
    this.segment = segment
    this.subject = seen.subject
    this.openedAt = at
    this.lastAt = at
    this.severity = seen.severity
    this.sentence = seen.sentence
    this.values = seen.values
    this.count = seen.count
    this.#evidence = kept(seen.evidence)
  }

  /** Seen again. Returns true when it is of another severity now. */
  update(seen: Observation, at: EpochMs): boolean {
    const changed = this.severity !== seen.severity
    this.lastAt = at
    this.severity = seen.severity
    this.sentence = seen.sentence
    this.values = seen.values
    this.count = seen.count
    this.#evidence = kept(seen.evidence)
    return changed
  }

  /** As it is now: several seconds may be told at once. */
  said(): Said {
    const { lastAt, sentence, values, count, evidence } = this
    return { lastAt, sentence, values, count, evidence }
  }

  get evidence(): readonly Evidence[] {
    return this.#evidence
  }
}

/** The first half and the last half: how it began, and that it goes on. */
function kept(evidence: readonly Evidence[]): readonly Evidence[] {
  if (evidence.length <= EVIDENCE_KEPT) return evidence
  return [...evidence.slice(0, EVIDENCE_KEPT / 2), ...evidence.slice(-EVIDENCE_KEPT / 2)]
}

/** What a finding is told apart by. */
export const findingKey = (code: FindingCode, { group, host }: Subject): string =>
  `${code}|${group ?? ''}|${host ? `${host.ip}|${host.mac ?? ''}` : ''}`
