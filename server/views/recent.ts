import { formatIPv4, isLinkLocalGroup, type IPv4 } from '../../shared/address.ts'
import type { RecentChange } from '../../shared/membership.ts'
import { MINUTE, type DurationMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { TableEvent } from '../membership/event.ts'
import { Ranking } from './ranking.ts'
import type { Scene } from './scene.ts'

/** What the wall has room for. */
const RECENT_SHOWN = 8
/** How far back "what changed" goes, by the clock of each tap. */
const RECENT: DurationMs = 5 * MINUTE

interface Tally {
  segment: string
  group: IPv4
  joined: number
  left: number
  expired: number
  started: boolean
  ended: boolean
}

/** What changed lately, one entry a group, most changes first; link-local groups aside. */
export function recentChanges(scene: Scene): RecentChange[] {
  const tallies: Tally[] = []
  for (const { log, table } of scene.subject.taps) {
    const bySegment = new Map<Segment, Map<IPv4, Tally>>()
    for (const event of log.since(table.clock - RECENT)) {
      if (!('group' in event) || isLinkLocalGroup(event.group)) continue
      let groups = bySegment.get(event.segment)
      if (!groups) bySegment.set(event.segment, (groups = new Map()))
      let tally = groups.get(event.group)
      if (!tally) {
        tally = emptyTally(event.segment.name, event.group)
        groups.set(event.group, tally)
        tallies.push(tally)
      }
      count(tally, event)
    }
  }
  const changed = tallies.filter((tally) => size(tally) > 0 || tally.started || tally.ended)
  const rank = { primary: (tally: Tally) => -size(tally), secondary: ({ group }: Tally) => group >>> 0, last: byName }
  const shown = new Ranking(changed, rank, false).page(0, RECENT_SHOWN)
  return shown.map((tally) => ({ ...tally, group: formatIPv4(tally.group) }))
}

const emptyTally = (segment: string, group: IPv4): Tally => ({
  segment,
  group,
  joined: 0,
  left: 0,
  expired: 0,
  started: false,
  ended: false,
})

const size = ({ joined, left, expired }: Tally): number => joined + left + expired
const byName = (a: Tally, b: Tally): number => (a.segment < b.segment ? -1 : a.segment > b.segment ? 1 : 0)

function count(tally: Tally, { event }: TableEvent): void {
  switch (event) {
    case 'joined':
      tally.joined += 1
      return
    case 'left':
      tally.left += 1
      return
    case 'expired':
      tally.expired += 1
      return
    case 'group-started':
      tally.started = true
      return
    case 'group-ended':
      tally.ended = true
      return
    case 'changed':
    case 'querier-elected':
    case 'querier-lost':
      return
  }
}
