import type { Address } from '../../shared/address.ts'
import type { AnswerPattern } from '../../shared/conduct.ts'
import type { Evidence } from '../../shared/finding.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import { Trail } from './trail.ts'

/** Answers before the delays of a host are called random or not: by chance so many are near to each other once in a million. */
const DELAYS_TO_TELL = 8
/** As a share of the max response time: delays nearer to each other than this were not drawn at random. */
const NEAR = 0.1

/** A host that joins and does not answer. */
export interface Deafness {
  /** The end of its last membership; null while it has one. */
  ended: { readonly group: Address; readonly at: EpochMs } | null
}

/** How one host answers the general queries. */
export class AnswerNotes {
  /** The last cycle that it answered, and the last one for which that was looked at. */
  cycle = 0
  judged = 0
  /** Cycles that it was to answer, and those that it let pass. */
  asked = 0
  missed = 0
  answered = false
  /** Cycles in a row that it has let pass, and how many those were when it last spoke unasked. */
  run = 0
  runWhenSpoke = 0
  /** It let queries pass before and after it spoke: silence is not for want of a host. */
  isThere = false
  /** When it last spoke unasked, and in which frame; 0: it has not. */
  spoke: EpochMs = 0
  spokeFrame = 0
  /** The queries of the run. */
  unanswered: Trail | null = null
  deaf: Deafness | null = null

  hasAnswered(cycle: number): void {
    this.cycle = cycle
    this.answered = true
    this.deaf = null
    if (this.run === 0) return
    this.run = this.runWhenSpoke = 0
    this.isThere = false
    this.unanswered = null
  }

  hasMissed(query: Evidence): void {
    this.asked += 1
    this.missed += 1
    if (this.runWhenSpoke > 0) this.isThere = true
    this.run += 1
    this.unanswered ??= new Trail()
    this.unanswered.add(query)
  }

  /**
   * It has never answered since it was first heard, or it is there and does not answer any more. One that was switched
   * off looks like the first for as long as its membership lasts. One that still answers
   * one query in so many as the robustness says keeps its memberships (RFC 3376 s8.1).
   */
  isDeaf(robustness: number): boolean {
    return this.answered ? this.isThere && this.run >= robustness : this.run > 0
  }

  /** `sorted`: delays of its last answers, the shortest first. */
  pattern(sorted: readonly DurationMs[], maxResponse: DurationMs): AnswerPattern {
    if (this.run >= 2) return 'silent'
    if (sorted.length < DELAYS_TO_TELL) return 'unknown'
    if (sorted[sorted.length >> 1]! > maxResponse) return 'late'
    return sorted.at(-1)! - sorted[0]! < NEAR * maxResponse ? 'never-random' : 'random'
  }
}
