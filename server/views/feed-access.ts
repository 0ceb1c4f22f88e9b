import type { FieldAccess, FieldTest } from '../../shared/filter.ts'
import type { FindingEvent } from '../findings/event.ts'
import type { TableEvent } from '../membership/event.ts'
import type { FeedEvent, GapEvent } from './event-feed.ts'
import { eventAccess } from './events.ts'
import { findingAccess, type Found } from './finding-access.ts'
import type { Scene } from './scene.ts'

/** An event with its tap, and where the clock of that stands. */
export interface FedEvent {
  readonly event: FeedEvent
  readonly tap: string
  readonly clock: number
}

const isGap = (event: FeedEvent): event is GapEvent => event.event === 'gap'
const isFinding = (event: FeedEvent): event is FindingEvent => 'finding' in event

/**
 * How a filter asks for what a tap tells. Events of the table and of findings have the fields of their own lists; a field
 * that only one of them has keeps the other ones out. A gap is on no segment.
 */
export function feedAccess(scene: Scene): FieldAccess<FedEvent> {
  const table = eventAccess(scene)
  const finding = findingAccess(scene.subject)
  function either<Value>(
    ofTable: FieldTest<{ event: TableEvent; tap: string; clock: number }, Value> | undefined,
    ofFinding: FieldTest<Found, Value> | undefined,
  ): FieldTest<FedEvent, Value> {
    return ({ event, tap, clock }, is) => {
      if (isGap(event)) return false
      if (isFinding(event)) return ofFinding?.({ finding: event.finding, source: tap, at: clock }, is) ?? false
      return ofTable?.({ event, tap, clock }, is) ?? false
    }
  }
  return {
    vlan: either(table.vlan, finding.vlan),
    segment: either(table.segment, finding.segment),
    tap: ({ tap }, is) => is(tap),
    group: either(table.group, finding.group),
    host: either(table.host, finding.host),
    mac: either(table.mac, finding.mac),
    vendor: either(table.vendor, undefined),
    name: either(table.name, finding.name),
    version: either(table.version, undefined),
    source: either(table.source, undefined),
    code: either(table.code, finding.code),
    severity: ({ event }, is) => isFinding(event) && is(event.severity),
    type: ({ event }, is) => is(event.event),
    age: ({ event, clock }, is) => is(clock - event.at),
    text: ({ event, tap, clock }, is) =>
      is(event.event) || (isGap(event) ? is(tap) : either(table.text, finding.text)({ event, tap, clock }, is)),
  }
}
