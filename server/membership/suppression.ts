import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Member } from './member.ts'

/** A host that hears another's report within this time of its own could not have held it back any more. */
const HEARD_TOO_LATE: DurationMs = 200
/** Members that joined this shortly before the query may still be repeating their join (RFC 2236 s8.10). */
const JOIN_REPEATS: DurationMs = 10 * SECOND
/** Answers kept of one query cycle of a group; two are enough for the proof. */
const ANSWERS_KEPT = 16

interface Answer {
  readonly by: Member
  readonly at: EpochMs
}

/** Who answered for a group in the last two query cycles. */
export class GroupAnswers {
  #cycle: EpochMs = Number.NEGATIVE_INFINITY
  #now: Answer[] = []
  #before: Answer[] = []

  /** True when `member` and another one have both answered in this cycle and in the one before. */
  add(member: Member, cycle: EpochMs, at: EpochMs): boolean {
    if (cycle !== this.#cycle) {
      this.#before = this.#now
      this.#now = []
      this.#cycle = cycle
    }
    if (this.#now.length >= ANSWERS_KEPT || this.#now.some(({ by }) => by === member)) return false
    this.#now.push({ by: member, at })
    const earlier = this.#before.find(({ by }) => by === member)
    return earlier !== undefined && this.#now.some((other) => this.#bothTwice(other, at, earlier.at))
  }

  #bothTwice(other: Answer, at: EpochMs, earlierAt: EpochMs): boolean {
    if (at - other.at < HEARD_TOO_LATE) return false
    const earlier = this.#before.find(({ by }) => by === other.by)
    return earlier !== undefined && Math.abs(earlierAt - earlier.at) >= HEARD_TOO_LATE
  }
}

/**
 * Do v1/v2 hosts of a segment suppress their reports (RFC 2236 s3), or does each answer because a snooping switch keeps
 * them from hearing each other? The same two hosts that both answer for one group, in two cycles running, tell. One of
 * them alone may have joined anew just then, which is no answer.
 */
export class Suppression {
  /** True: silence of a v1/v2 host is evidence, since nothing suppresses it. */
  absent = false

  /**
   * A v1/v2 member reported at `at`; `queryAt` is the last general query. Call before the member is refreshed.
   * Returns true when this report was the last proof needed.
   */
  answered(member: Member, queryAt: EpochMs | null, maxResponse: DurationMs, at: EpochMs): boolean {
    if (this.absent || queryAt === null || at > queryAt + maxResponse) return false
    const group = member.group
    // An answer to a specific query that fell into the same cycle is a second answer, but not to the same question.
    if (member.since > queryAt - JOIN_REPEATS || group.askedAt >= queryAt) return false
    group.answers ??= new GroupAnswers()
    if (group.answers.add(member, queryAt, at)) this.absent = true
    return this.absent
  }
}

/**
 * A silent host is not taken for gone while an older one keeps the group alive: a v1/v2 report holds back those of other
 * v1/v2 hosts (RFC 2236 s3: one answer per group and query is enough) and may hold back those of version 3 (RFC 3376
 * s7.2.2); which of them a host speaks now its last report does not tell. Version 3 reports hold nobody back. None of it
 * where it is proved that nothing suppresses on this segment.
 */
export function mayBeSuppressed({ group, mode }: Member, at: EpochMs): boolean {
  if (mode !== 'EXCLUDE' || group.heldBackUntil <= at || group.segment.suppression.absent) return false
  return group.mode === 'EXCLUDE' && group.until > at
}
