import type { Address, Mac } from '../../shared/address.ts'
import type { IgmpVersion, QueryScope } from '../../shared/igmp.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { TableEvent } from './event.ts'

/** A query that was seen, for the history. */
export interface QueryRecord {
  readonly at: EpochMs
  readonly segment: Segment
  readonly ip: Address
  readonly mac: Mac | null
  readonly version: IgmpVersion
  readonly scope: QueryScope
  readonly group: Address | null
  readonly maxResponseMs: DurationMs
  /** Robustness and interval as sent; null before version 3. */
  readonly robustness: number | null
  readonly queryIntervalMs: DurationMs | null
  /** Of the elected querier, or of an unnumbered one while none is elected. */
  readonly elected: boolean
}

/** What one minute of a segment held (sizes at its end) and saw. */
export interface MinuteCounts {
  /** Start of the minute. */
  readonly at: EpochMs
  readonly segment: Segment
  readonly groups: number
  readonly hosts: number
  readonly memberships: number
  readonly joins: number
  readonly leaves: number
  readonly expiries: number
  readonly queries: number
  readonly reportsV1: number
  readonly reportsV2: number
  readonly reportsV3: number
  readonly problems: number
  /** Queries by kind and version, as IGMP counts versions; version 1 has no specific ones. */
  readonly generalV1: number
  readonly generalV2: number
  readonly generalV3: number
  readonly specificV2: number
  readonly specificV3: number
  /** Leaves of IGMPv2, and Done of MLDv1. */
  readonly leaveMessages: number
}

/** What a step of the table did. Nothing has been performed: sinks act. */
export interface Step {
  readonly events: readonly TableEvent[]
  readonly queries: readonly QueryRecord[]
  readonly minutes: readonly MinuteCounts[]
}

const NOTHING: Step = { events: [], queries: [], minutes: [] }

/** A step while it is made. */
export class StepDraft {
  events: TableEvent[] = []
  queries: QueryRecord[] = []
  minutes: MinuteCounts[] = []

  /** The step, and a new draft begins. Nearly all steps are empty and cost nothing. */
  take(): Step {
    if (this.events.length === 0 && this.queries.length === 0 && this.minutes.length === 0) return NOTHING
    const step = { events: this.events, queries: this.queries, minutes: this.minutes }
    this.events = []
    this.queries = []
    this.minutes = []
    return step
  }
}
