import type { Address } from '../../shared/address.ts'
import type { HostKey, TableEvent } from '../membership/event.ts'
import { Churn } from './churn.ts'

/** Events of one tap that are kept for the pages; the oldest go first. The history keeps them all. */
const EVENTS_KEPT = 50_000

/** The last events of a tap, a ring. */
export class EventLog {
  readonly #kept: number
  readonly #ring: TableEvent[] = []
  /** By group, also of events that are no longer kept. */
  readonly churn = new Churn()
  /** Events pushed since the start, those that were dropped too. */
  pushed = 0

  constructor(kept: number = EVENTS_KEPT) {
    this.#kept = kept
  }

  get size(): number {
    return this.#ring.length
  }
  /** Events that made room for newer ones. */
  get dropped(): number {
    return this.pushed - this.#ring.length
  }

  push(events: readonly TableEvent[]): void {
    for (const event of events) {
      if (this.#ring.length < this.#kept) this.#ring.push(event)
      else this.#ring[this.pushed % this.#kept] = event
      this.pushed += 1
      this.churn.push(event)
    }
  }

  /** The newest first. */
  *newest(): Generator<TableEvent> {
    const { length } = this.#ring
    for (let back = 1; back <= length; back += 1) yield this.#ring[(this.pushed - back) % this.#kept]!
  }

  /** The last `limit` events of one group on one segment, the newest last. */
  ofGroup(segment: string, group: Address, limit: number): TableEvent[] {
    return this.#last(limit, (event) => 'group' in event && event.group === group && event.segment.name === segment)
  }

  /** The last `limit` events of one host on one segment, the newest last. */
  ofHost(segment: string, { ip, mac }: HostKey, limit: number): TableEvent[] {
    const isIts = (event: TableEvent): boolean =>
      'host' in event && event.host.ip === ip && event.host.mac === mac && event.segment.name === segment
    return this.#last(limit, isIts)
  }

  /** The host that was heard last at an address, gone or not. null when none is known. */
  hostAt(segment: string, ip: Address): HostKey | null {
    for (const event of this.newest()) {
      if ('host' in event && event.host.ip === ip && event.segment.name === segment) return event.host
    }
    return null
  }

  #last(limit: number, wanted: (event: TableEvent) => boolean): TableEvent[] {
    const found: TableEvent[] = []
    for (const event of this.newest()) {
      if (found.length >= limit) break
      if (wanted(event)) found.push(event)
    }
    return found.reverse()
  }
}
