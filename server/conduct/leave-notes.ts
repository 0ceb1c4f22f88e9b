import type { LeaveConduct } from '../../shared/conduct.ts'
import type { Evidence } from '../../shared/finding.ts'
import { HOUR, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { latencyOf } from './latency.ts'
import { Samples } from './samples.ts'

/** Leaves that are kept one by one; the oldest go first. */
const KEPT = 16
/** Older ones say nothing about how it is now. */
const FRESH: DurationMs = 1 * HOUR

interface Ended {
  readonly at: EpochMs
  readonly latency: DurationMs
  readonly lastMemberQueryTime: DurationMs
  readonly frame: number
}

/** How the leaves of late compare with what the querier's timers say. */
interface SlowLeaves {
  readonly all: number
  readonly slow: number
  readonly p50Ms: DurationMs
  readonly p95Ms: DurationMs
  readonly lastMemberQueryTime: DurationMs
  readonly evidence: readonly Evidence[]
}

/** How long the leaves of a group, or of a segment, took. */
export class LeaveNotes {
  readonly #latencies = new Samples()
  #last: Ended[] = []
  unasked = 0
  collateral = 0

  /** Leaves that are kept one by one. */
  get recent(): number {
    return this.#last.length
  }

  add(at: EpochMs, latency: DurationMs, lastMemberQueryTime: DurationMs, frame: number): void {
    this.#latencies.add(latency)
    this.#last.push({ at, latency, lastMemberQueryTime, frame })
    if (this.#last.length > KEPT) this.#last.shift()
  }

  /** The leaves of the last hour, and those of them that took longer than so many last member query times. */
  slower(times: number, at: EpochMs): SlowLeaves {
    const fresh = this.#last.filter((ended) => at - ended.at <= FRESH)
    const slow = fresh.filter(({ latency, lastMemberQueryTime }) => latency > times * lastMemberQueryTime)
    const { p50Ms, p95Ms } = latencyOf(fresh.map(({ latency }) => latency))
    return {
      all: fresh.length,
      slow: slow.length,
      p50Ms: p50Ms ?? 0,
      p95Ms: p95Ms ?? 0,
      lastMemberQueryTime: fresh.at(-1)?.lastMemberQueryTime ?? 0,
      evidence: slow.map((ended) => ({ at: ended.at - ended.latency, frame: ended.frame })),
    }
  }

  conduct(): LeaveConduct {
    return { ...this.#latencies.latency(), unasked: this.unasked, collateral: this.collateral }
  }
}
export const NO_LEAVES: LeaveConduct = new LeaveNotes().conduct()
