import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Member } from './member.ts'

/** A host that hears another's report within this time of its own could not have held it back any more. */
const HEARD_TOO_LATE: DurationMs = 200
/** Members that joined this shortly before the query may still be repeating their join (RFC 2236 s8.10). */
const JOIN_REPEATS: DurationMs = 10 * SECOND
/** Cycles in which two hosts answered for one group that prove that hosts do not hear each other. */
const CYCLES_TO_PROVE = 2

/**
 * Do v1/v2 hosts of a segment suppress their reports (RFC 2236 s3), or does each answer because a snooping switch keeps
 * them from hearing each other? Two hosts that answered one query for one group, in two cycles, tell.
 */
export class Suppression {
  #cycles = 0
  #lastCycle: EpochMs | null = null

  /** True: silence of a v1/v2 host is evidence, since nothing suppresses it. */
  get absent(): boolean {
    return this.#cycles >= CYCLES_TO_PROVE
  }

  /**
   * A v1/v2 member reported at `at`; `queryAt` is the last general query. Call before the member is refreshed.
   * Returns true when this report was the last proof needed.
   */
  answered(member: Member, queryAt: EpochMs | null, maxResponse: DurationMs, at: EpochMs): boolean {
    if (this.absent || queryAt === null || at > queryAt + maxResponse) return false
    if (member.since > queryAt - JOIN_REPEATS) return false
    const group = member.group
    const first = group.answer
    if (!first || first.cycle !== queryAt) {
      group.answer = { cycle: queryAt, by: member, at }
      return false
    }
    if (first.by === member || at - first.at < HEARD_TOO_LATE || this.#lastCycle === queryAt) return false
    this.#lastCycle = queryAt
    this.#cycles += 1
    return this.absent
  }
}
