import { formatAddress, formatMac, type Address } from '../../shared/address.ts'
import type { Page } from '../../shared/api.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { FieldAccess } from '../../shared/filter.ts'
import type { ListHead } from '../../shared/live.ts'
import type { NamedEvent } from '../../shared/names.ts'
import type { HostKey, TableEvent } from '../membership/event.ts'
import type { Names } from '../names/names.ts'
import { matcher } from './list.ts'
import { namedEvent } from './names.ts'
import { Scene } from './scene.ts'
import type { Subject } from './subject.ts'

interface Told {
  event: TableEvent
  tap: string
  /** The clock of its tap now. */
  clock: number
}

/** The events that are still kept, of all taps, the newest first. */
export function eventsPage(
  subject: Subject,
  { filter, offset, limit }: { filter: string; offset: number; limit: number },
): Page<NamedEvent> & Pick<ListHead, 'filterError'> {
  const scene = new Scene(subject)
  const { matches, error } = matcher(filter, eventAccess(scene))
  let total = 0
  const found: TableEvent[] = []
  subject.taps.forEach(({ log, table }, i) => {
    total += log.size
    if (error) return
    const tap = scene.sources[i]!.name
    for (const event of log.newest()) if (matches({ event, tap, clock: table.clock })) found.push(event)
  })
  // One tap alone is in order already; a stable sort keeps events of one moment as they were.
  if (subject.taps.length > 1) found.sort((a, b) => b.at - a.at)
  const rows = found.slice(offset, offset + limit).map((event) => namedEvent(subject.names, event))
  return { total, matching: found.length, offset, limit, rows, filterError: error }
}

/** Of a member its host, of a querier event the querier; a group's event has none. */
const hostOf = (event: TableEvent): HostKey | null =>
  'host' in event ? event.host : 'querier' in event ? event.querier : null
const groupOf = (event: TableEvent): Address | null => ('group' in event ? event.group : null)

export function eventAccess(scene: Scene): FieldAccess<Told> {
  const { names } = scene.subject
  return {
    vlan: ({ event }, is) => is(event.segment.vlans),
    segment: ({ event }, is) => is(event.segment.name) || is(names.segment(event.segment) ?? ''),
    tap: ({ tap }, is) => is(tap),
    group: ({ event }, is) => 'group' in event && is(event.group),
    host: ({ event }, is) => {
      const host = hostOf(event)
      return host !== null && is(host.ip)
    },
    mac: ({ event }, is) => {
      const mac = hostOf(event)?.mac ?? null
      return mac !== null && is(mac)
    },
    vendor: ({ event }, is) => is(scene.vendor(hostOf(event)?.mac ?? null) ?? ''),
    name: ({ event }, is) => namesOf(names, event).some(is),
    version: ({ event }, is) => 'version' in event && is(wireVersion(event.segment.family, event.version)),
    type: ({ event }, is) => is(event.event),
    age: ({ event, clock }, is) => is(clock - event.at),
    source: ({ event }, is) => 'sources' in event && event.sources.some(is),
    text: ({ event }, is) => textsOf(event).some(is) || namesOf(names, event).some(is),
  }
}

function textsOf(event: TableEvent): string[] {
  const host = hostOf(event)
  const group = groupOf(event)
  return [
    event.event,
    event.segment.name,
    ...(group === null ? [] : [formatAddress(group)]),
    ...(host === null ? [] : [formatAddress(host.ip)]),
    ...(host === null || host.mac === null ? [] : [formatMac(host.mac)]),
  ]
}

/** Of its segment, its group and its host. */
function namesOf(names: Names, event: TableEvent): string[] {
  const { segment } = event
  const host = hostOf(event)
  const group = groupOf(event)
  return [
    names.segment(segment),
    group === null ? null : (names.group(group, segment)?.text ?? null),
    host && (names.knownHost(host, segment)?.text ?? null),
  ].filter((name) => name !== null)
}
