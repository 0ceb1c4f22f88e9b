import { isUnspecified } from '../../shared/address.ts'
import type { Latency } from '../../shared/conduct.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Message, QueryMessage } from '../decode/message.ts'
import type { TableEvent } from '../membership/event.ts'
import { missedIn } from '../membership/querier.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { jitterOf } from './jitter.ts'
import type { Ledger } from './ledger.ts'
import { QueryGaps } from './query-gaps.ts'
import { QueryReach } from './query-reach.ts'
import { Rivals } from './rivals.ts'
import type { SegmentMeter } from './segment-meter.ts'
import { SpecificQueries } from './specific-queries.ts'
import { Succession } from './succession.ts'
import { TwinQueriers } from './twin-queriers.ts'
import { UnansweredJoins } from './unanswered-joins.ts'
import { UnheardQueries } from './unheard-queries.ts'
import { UnnumberedQueriers } from './unnumbered-queriers.ts'
import { Versions } from './versions.ts'

/** How the queriers of a segment behave. */
export class QuerierConduct implements Ledger {
  readonly table: SegmentTable
  readonly gaps = new QueryGaps()
  readonly succession = new Succession()
  readonly rivals = new Rivals()
  readonly twins = new TwinQueriers()
  readonly unnumbered = new UnnumberedQueriers()
  readonly unanswered: UnansweredJoins
  readonly versions = new Versions()
  readonly specific = new SpecificQueries()
  readonly unheard = new UnheardQueries()
  readonly reach = new QueryReach()
  /** Queries whose length is that of no version (RFC 3376 s7.1). */
  malformed = 0
  readonly #meter: SegmentMeter
  #jitter: { queries: number; latency: Latency } | null = null

  constructor(table: SegmentTable, meter: SegmentMeter) {
    this.table = table
    this.#meter = meter
    this.unanswered = new UnansweredJoins(table)
  }

  hear(message: Message): void {
    switch (message.kind) {
      case 'report':
        if (!message.sound) return
        this.unheard.reported(message)
        if (message.version === 3) this.versions.newReportAt = message.at
        else this.versions.reported(message, this.table.election.timing.olderHostPresent)
        return
      case 'query':
        this.#query(message)
        return
      case 'leave':
      case 'other':
        return
    }
  }

  #query(query: QueryMessage): void {
    if (query.sound) this.reach.asked(query)
    if (query.version === null) this.malformed += 1
    else if (query.sound && query.group === null) this.#general(query, query.version)
    else if (query.sound && query.group !== null) {
      this.specific.asked(query, query.group, this.table.election)
      this.unheard.asked(query, query.group)
    }
  }

  #general(query: QueryMessage, version: IgmpVersion): void {
    const { election } = this.table
    const { timing } = election
    const { src, at } = query
    const elects = election.elects(src, at)
    this.versions.asked(query, version, timing.olderQuerierPresent)
    if (isUnspecified(src)) {
      this.unnumbered.asked(query, timing.otherQuerierPresent)
      if (election.elected) return
      this.unanswered.asked(at)
    } else if (elects) {
      this.succession.elected(query, election, this.gaps.last)
      this.rivals.elected(src, this.succession.change?.displaced ? this.succession.change.from.ip : null, at)
      this.unanswered.clear()
    } else if (election.elected?.ip !== src) {
      this.succession.lost(query, timing.otherQuerierPresent)
      this.rivals.lost(query, timing.otherQuerierPresent)
      return
    }
    if (!isUnspecified(src)) this.twins.asked(query)
    const gap = this.gaps.asked(query, timing)
    if (gap !== null) this.#meter.asked(gap, missedIn(gap, timing.queryInterval))
  }

  tell(event: TableEvent): void {
    this.unheard.tell(event, this.table.election)
    if (event.event === 'querier-lost') this.rivals.clear()
    if (event.event === 'joined' && this.table.election.unnumbered && !this.table.election.elected) {
      this.unanswered.joined(event)
    }
  }

  copied(message: Message): void {
    if (message.kind === 'query') this.reach.copied(message)
  }

  tick(at: EpochMs): void {
    this.gaps.tick(at)
    this.unanswered.tick(at)
  }

  resume(): void {
    this.gaps.resume()
    this.rivals.clear()
    this.unanswered.clear()
    this.unheard.clear()
  }

  /** Deviation of the gaps between queries from their median. */
  jitter(): Latency {
    const { queries, cadence } = this.table.election
    if (this.#jitter?.queries !== queries) this.#jitter = { queries, latency: jitterOf(cadence) }
    return this.#jitter.latency
  }
}
