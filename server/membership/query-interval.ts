import type { IntervalOrigin } from '../../shared/segment.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'

/** RFC 3376 s8.2. */
export const DEFAULT_QUERY_INTERVAL: DurationMs = 125 * SECOND
/** Intervals up to this are in use. */
const LONGEST_IN_USE: DurationMs = 250 * SECOND

/** What comes sooner is a copy of the same query. */
const COPY: DurationMs = 0.1 * SECOND
/** Gaps between general queries that are kept; the oldest go first. */
const GAPS_KEPT = 9
const GAPS_TO_TRUST = 2
const GAPS_TO_SPOT_A_MISS = 4
/** How near gaps must be to each other, or to a multiple of each other, to be taken for the same: a share of the larger. */
const TOLERANCE = 0.1
/** RFC 3376 s8.6: start-up queries come at a quarter of the interval. */
const START_UP_PART = 4
/** RFC 3376 s8.7, s4.1.6: there are as many of them as the robustness variable says, which is 7 at most. */
const START_UP_GAPS = 6

const near = (a: DurationMs, b: DurationMs): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(a, b)
const medianOf = (gaps: readonly DurationMs[]): DurationMs => [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 0

/** What gaps tell of the interval. */
export interface MeasuredInterval {
  /** What most gaps are: it is shown. */
  readonly median: DurationMs
  /** The longest gap that no missed query explains: no timer may be shorter. */
  readonly longest: DurationMs
  /** One querier asks at one beat, more seldom than it waits for answers (RFC 3376 s8.3). */
  readonly regular: boolean
  /** They may all be gaps between start-up queries: the interval is four times as long then. */
  readonly startUp: boolean
}

/**
 * The interval that measured gaps tell, the oldest first. One that is 2 or 3 times the median is a query that was missed.
 * Gaps at the beginning that are a quarter of what follows are those of start-up queries. A switch that asks each port at
 * a beat of its own shows gaps between ports, which are of all lengths and are no interval.
 */
export function measureInterval(gaps: readonly DurationMs[], maxResponse: DurationMs): MeasuredInterval {
  const usual = medianOf(gaps)
  const missed = (gap: DurationMs): boolean =>
    gaps.length >= GAPS_TO_SPOT_A_MISS &&
    [2, 3].some((times) => Math.abs(gap - times * usual) <= TOLERANCE * times * usual)
  const kept = gaps.filter((gap) => !missed(gap))
  const longest = Math.max(0, ...kept)
  const started = kept.findIndex((gap) => !near(START_UP_PART * gap, longest))
  const steady = kept.slice(started)
  const median = medianOf(steady)
  const agreeing = steady.filter((gap) => near(gap, median)).length
  return {
    median,
    longest,
    // Of two beats in turn, each has half of the gaps and one more at most: five of nine, two of three.
    regular: 3 * agreeing > 2 * steady.length && longest > maxResponse,
    startUp: started === 0 && agreeing <= START_UP_GAPS && START_UP_PART * median <= (1 + TOLERANCE) * LONGEST_IN_USE,
  }
}

/** Learns the interval of one querier where it is not on the wire (v1, v2). */
export class IntervalRuler {
  #gaps: DurationMs[] = []
  /** Its start-up is over: a gap of its own length was seen. */
  #started = false
  #maxResponse: DurationMs = 0
  /** Since the first of several copies. */
  #copied: DurationMs = 0
  origin: IntervalOrigin = 'assumed'
  /** For timers: never shorter than what is known. */
  interval = DEFAULT_QUERY_INTERVAL
  shown = DEFAULT_QUERY_INTERVAL
  /** The interval if nothing is behind the gaps but that. */
  shortest = DEFAULT_QUERY_INTERVAL

  /** Another querier has gaps of its own. */
  clear(): void {
    this.#gaps = []
    this.#started = false
    this.#copied = 0
    this.#settle()
  }

  /** `gap`: since its last query; null where that is no interval. */
  add(gap: DurationMs | null, maxResponse: DurationMs): void {
    const whole = gap === null ? 0 : this.#copied + gap
    this.#copied = gap !== null && gap < COPY ? whole : 0
    if (gap !== null && gap >= COPY) {
      this.#gaps.push(whole)
      if (this.#gaps.length > GAPS_KEPT) this.#gaps.shift()
    }
    this.#maxResponse = maxResponse
    this.#settle()
  }

  #settle(): void {
    const { median, longest, regular, startUp } = measureInterval(this.#gaps, this.#maxResponse)
    const enough = this.#gaps.length >= GAPS_TO_TRUST
    if (enough && regular && !startUp) this.#started = true
    const measured = enough && regular && this.#started
    this.origin = measured ? 'measured' : 'assumed'
    this.interval = measured ? longest : Math.max(DEFAULT_QUERY_INTERVAL, longest)
    this.shown = measured ? median : this.interval
    this.shortest = enough ? longest : this.interval
  }
}
