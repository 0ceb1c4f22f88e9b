import { isUnspecified, type Address, type Mac } from '../../shared/address.ts'
import type { GmiFormula, IntervalOrigin, Timing } from '../../shared/segment.ts'
import type { DurationMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import { DEFAULT_QUERY_INTERVAL, IntervalRuler } from './query-interval.ts'

/* RFC 3376 s8, defaults. */
const DEFAULT_ROBUSTNESS = 2 // s8.1
const DEFAULT_MAX_RESPONSE: DurationMs = 10_000 // s8.3

/** What a query says of the timers. */
export type TimingOfQuery = Pick<
  QueryMessage,
  'at' | 'src' | 'mac' | 'version' | 'robustness' | 'queryIntervalMs' | 'maxResponseMs'
>

/** How long a querier that says this stays silent once it has lost (RFC 3376 s8.5), by its own timers. */
export const silentAsLoser = ({ robustness, queryIntervalMs, maxResponseMs }: QueryMessage): DurationMs =>
  (robustness || DEFAULT_ROBUSTNESS) * (queryIntervalMs || DEFAULT_QUERY_INTERVAL) + maxResponseMs / 2

/** The timers of one segment, learnt from the general queries of whoever is its querier. */
export class LearntTiming {
  readonly formula: GmiFormula
  #robustness = DEFAULT_ROBUSTNESS
  #maxResponse = DEFAULT_MAX_RESPONSE
  /** QQIC of the newest query; null when that was v1 or v2. */
  #advertised: DurationMs | null = null
  readonly #ruler = new IntervalRuler()
  /** Whose gaps they are. */
  #teacher: { ip: Address; mac: Mac | null } | null = null
  #shown = DEFAULT_QUERY_INTERVAL
  #interval = DEFAULT_QUERY_INTERVAL
  #groupMembership: DurationMs = 0
  #origin: IntervalOrigin = 'assumed'

  constructor(formula: GmiFormula) {
    this.formula = formula
    this.#settle()
  }

  /**
   * RFC 3376 s4.1.6, s4.1.7: a router adopts QRV and QQI of the newest query. `gap`: since the querier's last one, null
   * where that is no interval. Another querier has gaps of its own.
   */
  learn(query: TimingOfQuery, gap: DurationMs | null): void {
    this.#robustness = query.robustness || DEFAULT_ROBUSTNESS // s4.1.6: 0 says "more than 7"
    this.#maxResponse = query.maxResponseMs
    this.#advertised = query.version === 3 ? query.queryIntervalMs || DEFAULT_QUERY_INTERVAL : null
    const unchanged = this.#isTeacher(query)
    this.#teacher = { ip: query.src, mac: query.mac }
    if (unchanged) this.#ruler.add(gap, query.maxResponseMs)
    else this.#ruler.clear()
    this.#settle()
  }

  /** An unnumbered querier is known by its MAC alone. */
  #isTeacher({ src, mac }: TimingOfQuery): boolean {
    return this.#teacher?.ip === src && (!isUnspecified(src) || this.#teacher.mac === mac)
  }

  #settle(): void {
    if (this.#advertised !== null) {
      this.#interval = this.#shown = this.#advertised
      this.#origin = 'advertised'
    } else {
      this.#interval = this.#ruler.interval
      this.#shown = this.#ruler.shown
      this.#origin = this.#ruler.origin
    }
    // Each report asks for it, so it is kept.
    const responses = this.formula === 'rfc9776' ? 2 : 1
    this.#groupMembership = this.#robustness * this.#interval + responses * this.#maxResponse
  }

  get robustness(): number {
    return this.#robustness
  }
  get queryInterval(): DurationMs {
    return this.#interval
  }
  get maxResponse(): DurationMs {
    return this.#maxResponse
  }

  /** RFC 3376 s8.4: RV x QI + QRI. RFC 9776 s8.4: RV x QI + 2 x QRI. */
  get groupMembership(): DurationMs {
    return this.#groupMembership
  }

  /** RFC 3376 s8.5 = RFC 9776 s8.5. */
  get otherQuerierPresent(): DurationMs {
    return this.#robustness * this.#interval + this.#maxResponse / 2
  }

  /** The same by the shortest interval that is possible: another router may know it, and takes over then. */
  get soonestTakeOver(): DurationMs {
    const interval = this.#advertised ?? Math.min(this.#ruler.shortest, this.#interval)
    return this.#robustness * interval + this.#maxResponse / 2
  }

  /** RFC 3376 s8.13 = RFC 9776 s8.13. */
  get olderHostPresent(): DurationMs {
    return this.#robustness * this.#interval + this.#maxResponse
  }

  /** RFC 3376 s8.12: RV x QI + QRI. RFC 9776 s8.12: RV x QI + 10 x the max response time of the last query. */
  get olderQuerierPresent(): DurationMs {
    const responses = this.formula === 'rfc9776' ? 10 : 1
    return this.#robustness * this.#interval + responses * this.#maxResponse
  }
  get origin(): IntervalOrigin {
    return this.#origin
  }
  /** What is shown: the median of measured gaps. */
  get queryIntervalShown(): DurationMs {
    return this.#shown
  }

  view(): Timing {
    return {
      robustness: this.#robustness,
      queryIntervalMs: this.#interval,
      queryIntervalShownMs: this.#shown,
      queryIntervalOrigin: this.#origin,
      maxResponseMs: this.#maxResponse,
      groupMembershipMs: this.groupMembership,
      otherQuerierPresentMs: this.otherQuerierPresent,
      formula: this.formula,
    }
  }
}
