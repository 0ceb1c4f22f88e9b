import { compareAddress, isUnspecified, type Address, type Mac } from '../../shared/address.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import type { GmiFormula } from '../../shared/segment.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { Expiring } from './deadlines.ts'
import { LearntTiming, type TimingOfQuery } from './timing.ts'

/** General queries kept for the cadence strip of a segment; the oldest go first. */
export const CADENCE_KEPT = 1_024
/** Reigns kept for the election timeline of a segment; the oldest go first. */
const REIGNS_KEPT = 64
/** Queriers that lost, kept per segment; the one unheard for longest goes first. */
const CANDIDATES_KEPT = 16
/** A higher address that begins to query this long before the other-querier-present interval ends takes over. */
const TAKE_OVER_MARGIN: DurationMs = 1 * SECOND

/** In query intervals: a query that comes later than this was not late, one before it was missed. */
export const LATE = 1.5
/** In query intervals: how early or late a querier may be without a query more or less being due. */
const JITTER = 0.1

export interface Querier {
  readonly ip: Address
  mac: Mac | null
  version: IgmpVersion
  /** When it was elected; for a candidate, when it was first heard. */
  since: EpochMs
  lastQueryAt: EpochMs
}

/** One general query, for the strip. `gap`: since the segment was asked last; of a loser, since its own last one. */
export interface QuerySeen {
  readonly at: EpochMs
  readonly ip: Address
  readonly gap: DurationMs | null
  /** Queries that should have come in the gap. */
  readonly missed: number
  readonly elected: boolean
}

export interface Reign {
  readonly querier: Querier
  from: EpochMs
  to: EpochMs | null
}

/** Who asks on a segment (RFC 3376 s6.6.2): the lowest address that queries, until it is silent for too long. */
export class QuerierElection implements Expiring {
  slot = -1
  readonly rank = 2
  readonly segment: Segment
  readonly timing: LearntTiming
  elected: Querier | null = null
  /** A snooping switch that queries from 0.0.0.0 never wins (RFC 4541 s2.1.1), but it does ask. */
  unnumbered: { mac: Mac | null; lastQueryAt: EpochMs; version: IgmpVersion } | null = null
  /** The one that was elected last, while there is none. */
  last: Querier | null = null
  lastQueryAt: EpochMs | null = null
  /** The end of the last time the tap was blind: a gap over it is no interval, and who was silent in it may have asked. */
  watchedSince: EpochMs = Number.NEGATIVE_INFINITY
  /** The last query of whoever was the querier then: the strip shows the silence between two queriers too. */
  #lastAskedAt: EpochMs | null = null
  queries = 0
  readonly candidates = new Map<Address, Querier>()
  readonly cadence: QuerySeen[] = []
  readonly reigns: Reign[] = []

  constructor(segment: Segment, formula: GmiFormula) {
    this.segment = segment
    this.timing = new LearntTiming(formula)
  }

  /** The end of the other-querier-present interval (RFC 3376 s8.5), of an elected or else an unnumbered querier. */
  dueAt(): EpochMs {
    const lasts = this.timing.otherQuerierPresent
    const elected = this.elected ? this.#silentSince(this.elected) + lasts : Infinity
    const unnumbered = this.unnumbered ? this.#silentSince(this.unnumbered) + lasts : Infinity
    return Math.min(elected, unnumbered)
  }

  /** Whether this address asks here: the elected one, or the unnumbered one while none is elected. */
  isQuerier(ip: Address): boolean {
    return this.elected ? this.elected.ip === ip : this.unnumbered !== null && isUnspecified(ip)
  }

  /** Time ran out at `at`. Returns the querier that is lost, or null when only an unnumbered one fell silent. */
  expire(at: EpochMs): Querier | null {
    const lasts = this.timing.otherQuerierPresent
    if (this.unnumbered && this.#silentSince(this.unnumbered) + lasts <= at) this.unnumbered = null
    if (!this.elected || this.#silentSince(this.elected) + lasts > at) return null
    const lost = this.elected
    this.#endReign(at)
    this.elected = null
    this.last = lost
    return lost
  }

  /**
   * A general query came (only those elect: RFC 9776 s6.6.2). Returns the querier that it elects, or null.
   * `query.version` is not null.
   */
  hear(query: TimingOfQuery, version: IgmpVersion): Querier | null {
    const at = query.at
    this.queries += 1
    this.lastQueryAt = at
    if (isUnspecified(query.src)) {
      const gap = this.unnumbered ? this.#gap(this.unnumbered, at) : null
      this.unnumbered = { mac: query.mac, lastQueryAt: at, version }
      if (!this.elected) this.timing.learn(query, gap)
      this.#remember(at, query.src, this.elected ? gap : this.#asked(at), !this.elected)
      return null
    }
    const elected = this.elected
    if (elected && elected.ip === query.src) {
      const gap = this.#gap(elected, at)
      elected.mac = query.mac
      elected.version = version
      elected.lastQueryAt = at
      this.#remember(at, query.src, this.#asked(at), true)
      this.timing.learn(query, gap)
      return null
    }
    const known = this.candidates.get(query.src)
    const since = known?.since ?? at
    const contender: Querier = { ip: query.src, mac: query.mac, version, since, lastQueryAt: at }
    if (!this.elects(query.src, at)) {
      this.#remember(at, query.src, known ? this.#gap(known, at) : null, false)
      this.#addCandidate(contender)
      return null
    }
    this.#elect({ ...contender, since: at }, query)
    return this.elected
  }

  /** The tap was blind until `at`. */
  resume(at: EpochMs): void {
    this.watchedSince = at
    this.#lastAskedAt = null
  }

  /** The clock was set back to `to`: what lay after it was just before. */
  setBack(to: EpochMs): void {
    const earlier = (at: EpochMs): EpochMs => Math.min(at, to - 1)
    const reigning = this.reigns.map(({ querier }) => querier)
    for (const querier of new Set([this.elected, this.last, ...this.candidates.values(), ...reigning])) {
      if (!querier) continue
      querier.since = earlier(querier.since)
      querier.lastQueryAt = earlier(querier.lastQueryAt)
    }
    if (this.unnumbered) this.unnumbered.lastQueryAt = earlier(this.unnumbered.lastQueryAt)
    if (this.lastQueryAt !== null) this.lastQueryAt = earlier(this.lastQueryAt)
    this.cadence.splice(0, Infinity, ...this.cadence.filter(({ at }) => at < to))
    for (const reign of this.reigns) {
      reign.from = earlier(reign.from)
      if (reign.to !== null) reign.to = earlier(reign.to)
    }
    this.resume(to)
  }

  #silentSince({ lastQueryAt }: { lastQueryAt: EpochMs }): EpochMs {
    return Math.max(lastQueryAt, this.watchedSince)
  }

  /** Since its last query; null where the tap was blind in between. */
  #gap({ lastQueryAt }: { lastQueryAt: EpochMs }, at: EpochMs): DurationMs | null {
    return lastQueryAt < this.watchedSince ? null : at - lastQueryAt
  }

  /** Whether a general query from here at `at` makes its sender the querier. */
  elects(ip: Address, at: EpochMs): boolean {
    const { elected } = this
    if (isUnspecified(ip) || elected?.ip === ip) return false
    if (!elected || compareAddress(ip, elected.ip) < 0) return true
    return at >= this.#silentSince(elected) + this.timing.soonestTakeOver - TAKE_OVER_MARGIN
  }

  #elect(querier: Querier, query: TimingOfQuery): void {
    if (this.elected) {
      this.#endReign(querier.lastQueryAt)
      this.#addCandidate(this.elected)
    }
    this.candidates.delete(querier.ip)
    this.elected = querier
    this.last = null
    this.reigns.push({ querier, from: querier.since, to: null })
    if (this.reigns.length > REIGNS_KEPT) this.reigns.shift()
    this.#remember(querier.lastQueryAt, querier.ip, this.#asked(querier.lastQueryAt), true)
    this.timing.learn(query, null) // the gap of an outage is no interval
  }

  /** The segment is asked at `at`; returns how long it has not been. */
  #asked(at: EpochMs): DurationMs | null {
    const gap = this.#lastAskedAt === null ? null : at - this.#lastAskedAt
    this.#lastAskedAt = at
    return gap
  }

  #endReign(at: EpochMs): void {
    const reign = this.reigns.at(-1)
    if (reign && reign.to === null) reign.to = at
  }

  #addCandidate(querier: Querier): void {
    this.candidates.delete(querier.ip)
    this.candidates.set(querier.ip, querier)
    if (this.candidates.size <= CANDIDATES_KEPT) return
    const oldest = this.candidates.keys().next()
    if (!oldest.done) this.candidates.delete(oldest.value)
  }

  #remember(at: EpochMs, ip: Address, gap: DurationMs | null, elected: boolean): void {
    const missed = elected && gap !== null ? missedIn(gap, this.timing.queryInterval) : 0
    this.cadence.push({ at, ip, gap, missed, elected })
    if (this.cadence.length > CADENCE_KEPT) this.cadence.shift()
  }
}

/** Queries that were due in a gap: one each interval, the one that ends the gap aside. */
export function missedIn(gap: DurationMs, interval: DurationMs): number {
  return gap <= LATE * interval ? 0 : Math.ceil(gap / interval - JITTER) - 1
}
