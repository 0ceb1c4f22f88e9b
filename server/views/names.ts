import type { NamedEvent } from '../../shared/names.ts'
import type { ViewState } from '../../shared/live.ts'
import type { TableEvent } from '../membership/event.ts'
import { eventLine } from '../membership/line.ts'
import type { Names } from '../names/names.ts'
import type { Scene } from './scene.ts'

/** What the segments are called, for every place of a page that shows one. */
export function namesView(scene: Scene): ViewState<'names'> {
  const segments: [string, string][] = []
  for (const { segment } of scene.places) {
    const name = scene.subject.names.segment(segment.segment)
    if (name !== null) segments.push([segment.segment.name, name])
  }
  return { head: { segments: Object.fromEntries(segments) }, rows: [] }
}

/** An event with the names of its group and its host; of a querier event, of the querier. */
export function namedEvent(names: Names, event: TableEvent): NamedEvent {
  const { segment } = event
  const host = 'host' in event ? event.host : 'querier' in event ? event.querier : null
  return {
    ...eventLine(event),
    groupName: 'group' in event ? names.group(event.group, segment) : null,
    hostName: host && names.host(host, segment),
  }
}
