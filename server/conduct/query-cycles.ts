import { isMulticast } from '../../shared/address.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import type { LearntTiming } from '../membership/timing.ts'

/** A general query and the time in which it is to be answered. */
export interface QueryCycle {
  /** From 1. */
  readonly number: number
  readonly startedAt: EpochMs
  readonly frame: number
  readonly maxResponse: DurationMs
  /** Who has said nothing by then has let the query pass: its time to answer, and some for a host that is late. */
  readonly overAt: EpochMs
  /**
   * By now every host that was there then has been asked. That is the query itself, unless others came shortly before: a
   * switch that asks each port at a beat of its own shows queries that one host never gets, but one in each interval.
   */
  readonly askedSince: EpochMs
  /** 3 while no older querier is present for the hosts: they answer as the oldest one asks (RFC 3376 s7.2.1). */
  readonly version: IgmpVersion
}

/** RFC 1112 s4: hosts of version 1 take so long to answer, whatever the query says. */
const FIRST_VERSION_RESPONSE: DurationMs = 10 * SECOND
/** In query intervals: queries nearer than this are not of one beat, and one beat has a query in each so much. */
export const SOONER = 0.9
const SURELY = 1.1

/** Whoever is silent since then has let a query pass. */
export const silentSince = ({ askedSince, maxResponse }: QueryCycle, version: IgmpVersion): EpochMs =>
  version === 1 ? askedSince - Math.max(0, FIRST_VERSION_RESPONSE - maxResponse) : askedSince

/** The questions that all hosts of a segment are asked. */
export class QueryCycles {
  readonly #timing: LearntTiming
  current: QueryCycle | null = null
  /** Several questions at once: nobody knows which one an answer is meant for. */
  #blurredUntil: EpochMs = Number.NEGATIVE_INFINITY
  /** RFC 9776 s8.12: how long hosts go on in the mode of an older querier. */
  #olderUntil: EpochMs = Number.NEGATIVE_INFINITY
  #count = 0
  #lastAt: EpochMs = Number.NEGATIVE_INFINITY

  constructor(timing: LearntTiming) {
    this.#timing = timing
  }

  /** A sound query came. Returns true when it begins a cycle. */
  hear({ at, frame, dst, scope, version, maxResponseMs }: QueryMessage): boolean {
    if (version === null || !isMulticast(dst)) return false
    if (scope !== 'general') {
      this.#blurredUntil = Math.max(this.#blurredUntil, at + maxResponseMs + SECOND)
      return false
    }
    const { robustness, queryInterval } = this.#timing
    if (version < 3) this.#olderUntil = at + robustness * queryInterval + 10 * maxResponseMs
    const isExtra = at - this.#lastAt < SOONER * queryInterval
    this.#lastAt = at
    const { current } = this
    if (current && at < current.startedAt + current.maxResponse) {
      // RFC 3376 s5.2 rule 1: whoever is about to answer anyway gives one answer to both.
      this.#blurredUntil = Math.max(this.#blurredUntil, at + maxResponseMs)
      return false
    }
    this.#count += 1
    this.current = {
      number: this.#count,
      startedAt: at,
      frame,
      maxResponse: maxResponseMs,
      overAt: at + maxResponseMs + Math.max(SECOND, maxResponseMs / 2),
      askedSince: isExtra ? at - SURELY * queryInterval : at,
      version: this.#olderUntil > at ? (version < 3 ? version : 2) : 3,
    }
    return true
  }

  /** Since the query that an answer at `at` is meant for; null where that cannot be said. */
  delayOf(at: EpochMs): DurationMs | null {
    const { current } = this
    if (!current || at < this.#blurredUntil) return null
    const delay = at - current.startedAt
    return delay < Math.max(current.maxResponse, 0.75 * this.#timing.queryInterval) ? delay : null
  }

  /** The tap was blind: answers to what was asked may have been missed. */
  forget(): void {
    this.current = null
  }
}
