import type { EpochMs } from '../../shared/time.ts'
import type { FindingEvent } from '../findings/event.ts'
import type { TableEvent } from '../membership/event.ts'
import { Ring } from './ring.ts'

/** What one tap tells that is kept for the live tail; the oldest go first. The history keeps it all. */
const FEED_KEPT = 50_000

/** Nothing was captured from `from` to `at`. */
export interface GapEvent {
  readonly event: 'gap'
  readonly at: EpochMs
  readonly from: EpochMs
  readonly why: string
}

export type FeedEvent = TableEvent | FindingEvent | GapEvent

/** All that a tap tells, in the order of time: events of the table, of the findings, and gaps. */
export class EventFeed extends Ring<FeedEvent> {
  constructor(kept = FEED_KEPT) {
    super(kept)
  }

  /** One step: both lists are in order. */
  tell(events: readonly TableEvent[], findings: readonly FindingEvent[]): void {
    let next = 0
    for (const event of events) {
      while (next < findings.length && findings[next]!.at < event.at) this.push(findings[next++]!)
      this.push(event)
    }
    while (next < findings.length) this.push(findings[next++]!)
  }

  blind(from: EpochMs, at: EpochMs, why: string): void {
    this.push({ event: 'gap', at, from, why })
  }
}
