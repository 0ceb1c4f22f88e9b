import type { FindingEventLine } from './finding.ts'
import type { FilterError } from './filter/term.ts'
import type { MemberState } from './membership.ts'
import type { Name, NamedEvent } from './names.ts'
import type { EpochMs } from './time.ts'

/*
 * The live tail: what happens on all taps, the newest first.
 */

/** A finding that opened, changed or closed. */
export type FindingTold = FindingEventLine & {
  /** Of the finding on its page. */
  findingKey: string
  /** A code of the catalogue of sentences, which goes with `values`. */
  phrase: string
  groupName: Name | null
  hostName: Name | null
}

/** Nothing was captured from `from` to `at`. */
export interface GapTold {
  event: 'gap'
  at: EpochMs
  from: EpochMs
  why: string
}

/** What a membership had been until its event. */
export interface MemberBefore {
  since: EpochMs
  lastReportAt: EpochMs
  reports: number
  state: MemberState
}

export interface EventRow {
  /** Of its tap, and its number there: rises by one with each event of the tap. */
  key: string
  source: string
  at: EpochMs
  told: NamedEvent | FindingTold | GapTold
  /** The maker of the host's card. */
  vendor: string | null
  /** null: the event is none of a membership, or its beginning. */
  before: MemberBefore | null
}

export interface EventsRequest {
  /** The filter grammar of `filter.ts`. */
  filter: string
  limit: number
}

export interface EventsHead {
  /** Events that matched since this filter was first asked for, those of the time before included as far as they were kept. */
  matching: number
  /** All events since the start, and those of them that are not kept here any more. */
  total: number
  dropped: number
  /** A filter that cannot be read: where and why. */
  filterError: FilterError | null
}
