import { formatAddress, formatMac, type Address } from '../../shared/address.ts'
import type { Page } from '../../shared/api.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { FieldAccess } from '../../shared/filter.ts'
import type { ListHead } from '../../shared/view-heads.ts'
import type { NamedEvent } from '../../shared/names.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { HostKey, TableEvent } from '../membership/event.ts'
import type { Names } from '../names/names.ts'
import { matcher } from './list.ts'
import { namedEvent } from './names.ts'
import { NoSuchPosition, type Placed, type Position } from './position.ts'
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
  { filter, offset, limit, after = null }: { filter: string; offset: number; limit: number; after?: Position | null },
): Placed<Omit<Page<NamedEvent>, 'next'> & Pick<ListHead, 'filterError'>> {
  const scene = new Scene(subject)
  const { matches, error } = matcher(filter, eventAccess(scene))
  let total = 0
  const found: Found[] = []
  subject.taps.forEach(({ log, table }, i) => {
    total += log.size
    if (error) return
    const tap = scene.sources[i]!.name
    let number = log.pushed
    for (const event of log.newest()) {
      number -= 1
      if (matches({ event, tap, clock: table.clock })) found.push({ event, at: event.at, tap: i, number })
    }
  })
  // One tap alone is in order already, even where its clock was set back.
  const order = subject.taps.length > 1 ? newestFirst : ofOneTap
  if (subject.taps.length > 1) found.sort(order)
  const last = after && read(after)
  const rest = last ? found.filter((one) => order(last, one) < 0) : found
  const begin = last ? 0 : offset
  const shown = rest.slice(begin, begin + limit)
  const end = begin + limit < rest.length ? shown.at(-1) : undefined
  const rows = shown.map(({ event }) => namedEvent(subject.names, event))
  return {
    page: { total, matching: found.length, offset, limit, rows, filterError: error },
    next: end ? [end.at, end.tap, end.number] : null,
  }
}

/** `number`: among all events of its tap since the start, which never changes. */
interface Spot {
  at: EpochMs
  tap: number
  number: number
}
type Found = Spot & { event: TableEvent }

const ofOneTap = (a: Spot, b: Spot): number => b.number - a.number
/** The newest first; of one moment by tap. */
const newestFirst = (a: Spot, b: Spot): number => b.at - a.at || a.tap - b.tap || ofOneTap(a, b)

function read([at, tap, number]: Position): Spot {
  if (typeof at !== 'number' || typeof tap !== 'number' || typeof number !== 'number') throw new NoSuchPosition()
  return { at, tap, number }
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
