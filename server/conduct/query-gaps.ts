import type { Evidence } from '../../shared/finding.ts'
import { HOUR, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'
import { LATE } from '../membership/querier.ts'
import type { LearntTiming } from '../membership/timing.ts'

/** Long gaps are kept for so long. */
export const GAPS_REMEMBERED: DurationMs = HOUR
/** Long gaps kept of one segment; the oldest go first. An interval of ten seconds has at most so many in an hour. */
const LONG_GAPS_KEPT = 240

/** When the querier, whoever it is, has asked, and when it should have. */
export class QueryGaps {
  /** The last general query of whoever was the querier then. */
  last: Evidence | null = null
  by: HostKey | null = null
  /** Queries that ended a gap of more than 1.5 intervals; the newest last. */
  readonly long: Evidence[] = []
  #lastAt: EpochMs | null = null

  /** Before the table has learnt from it. Returns how long nobody had asked; null where that is not known. */
  asked({ at, frame, src, mac }: QueryMessage, timing: LearntTiming): DurationMs | null {
    const gap = this.#lastAt === null ? null : at - this.#lastAt
    this.#lastAt = at
    this.last = { at, frame }
    if (this.by?.ip !== src || this.by.mac !== mac) this.by = { ip: src, mac }
    // An interval that is only assumed makes nobody late.
    if (timing.origin === 'assumed' || gap === null || gap <= LATE * timing.queryInterval) return gap
    this.long.push({ at, frame })
    if (this.long.length > LONG_GAPS_KEPT) this.long.shift()
    return gap
  }

  tick(at: EpochMs): void {
    while (this.long[0] && at - this.long[0].at >= GAPS_REMEMBERED) this.long.shift()
  }

  /** A gap over a blind time is nobody's. */
  resume(): void {
    this.#lastAt = null
  }
}
