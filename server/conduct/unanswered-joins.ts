import type { Address } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { HostKey, MemberEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { SOONER } from './query-cycles.ts'

/** Joins that are followed at a time; while all are taken, further ones are not looked at. */
const JOINS_FOLLOWED = 64
/** Hosts kept that did not answer; the oldest go first. */
const IGNORED_KEPT = 16

/** In query intervals: in this time each port is asked twice. */
const TWICE = 2.2

interface Join {
  readonly host: HostKey
  readonly group: Address
  /** The first two queries after it. */
  first: EpochMs | null
  second: EpochMs | null
}

/** A host that joined and let two queries pass. */
interface Ignored {
  readonly host: HostKey
  readonly group: Address
  readonly at: EpochMs
}

/** Do hosts that joined answer the queries of a switch without an address? Some ignore those. */
export class UnansweredJoins {
  readonly #table: SegmentTable
  #joins: Join[] = []
  #askedAt: EpochMs = Number.NEGATIVE_INFINITY
  /** The newest last. */
  ignored: Ignored[] = []

  constructor(table: SegmentTable) {
    this.#table = table
  }

  joined({ host, group }: MemberEvent): void {
    if (this.#joins.length < JOINS_FOLLOWED) this.#joins.push({ host, group, first: null, second: null })
  }

  /** A query from 0.0.0.0 that hosts should answer. */
  asked(at: EpochMs): void {
    const { queryInterval } = this.#table.election.timing
    const apart = at - this.#askedAt < SOONER * queryInterval ? TWICE * queryInterval : 0
    this.#askedAt = at
    for (const join of this.#joins) {
      if (join.first === null) join.first = at
      else if (at - join.first >= apart) join.second ??= at
    }
  }

  /** Two cycles are over. */
  tick(at: EpochMs): void {
    const { timing } = this.#table.election
    const keep = at - timing.otherQuerierPresent
    if (this.ignored.length > 0) {
      this.ignored = this.ignored.filter((seen) => seen.at > keep && this.#lastReport(seen) <= seen.at)
    }
    if (!this.#joins.some(({ second }) => second !== null)) return
    this.#joins = this.#joins.filter((join) => {
      const { first, second, host, group } = join
      if (first === null || second === null || at < second + timing.maxResponse) return true
      const last = this.#lastReport(join)
      if (last < first && last > 0) this.ignored.push({ host, group, at })
      return false
    })
    if (this.ignored.length > IGNORED_KEPT) this.ignored.shift()
  }

  /** Somebody else asks, or the tap was blind. */
  clear(): void {
    this.#joins = []
    this.ignored = []
  }

  /**
   * When the host reported the group last, or anybody where older reports may hold it back (RFC 2236 s3, RFC 3376 s7.2.2);
   * 0 when it is a member no more.
   */
  #lastReport({ host, group }: Pick<Join, 'host' | 'group'>): EpochMs {
    const member = this.#table.hosts.find(host.ip, host.mac)?.memberAt(group)
    if (!member) return 0
    return member.group.heldBackUntil > 0 ? member.group.lastReportAt : member.lastReportAt
  }
}
