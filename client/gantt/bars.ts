import type { EventLine, HostId, MemberEventLine } from '../../shared/event.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import type { MemberRow } from '../../shared/membership.ts'
import type { EpochMs } from '../../shared/time.ts'

/** How a bar ends: it lasts; the host said so; time ran out; or nobody knows, because the end was not seen. */
type BarEnd = 'open' | 'left' | 'expired' | 'unknown'

export interface Bar {
  /** null: it began before what is known. */
  from: EpochMs | null
  /** null while it lasts, or when its end was not seen. */
  to: EpochMs | null
  end: BarEnd
  presumed: boolean
  /** Reports that are known by their time: changes, and the last one. */
  ticks: readonly EpochMs[]
  /** When a membership that lasts would lapse. */
  expiresAt: EpochMs | null
  version: IgmpVersion
}
export interface Lane {
  key: string
  segment: string
  group: string
  host: HostId
  /** The oldest first. */
  bars: readonly Bar[]
}

type Subject = Pick<MemberEventLine, 'segment' | 'group' | 'host' | 'version'>
type Draft = { -readonly [K in keyof Bar]: Bar[K] } & { ticks: EpochMs[] }
type DraftLane = Omit<Lane, 'bars'> & { bars: Draft[] }

const isMemberEvent = (event: EventLine): event is MemberEventLine => 'host' in event

function apply(lane: DraftLane, event: MemberEventLine): void {
  const last = lane.bars.at(-1)
  const open = last?.end === 'open' ? last : null
  const begin = (from: EpochMs | null): Draft => {
    const bar: Draft = {
      from,
      to: null,
      end: 'open',
      presumed: false,
      ticks: [],
      expiresAt: null,
      version: event.version,
    }
    lane.bars.push(bar)
    return bar
  }
  switch (event.event) {
    case 'joined':
      // A second join without an end between: the end was missed.
      if (open) open.end = 'unknown'
      if (open) open.to = event.at
      begin(event.at)
      return
    case 'changed':
      ;(open ?? begin(null)).ticks.push(event.at)
      return
    case 'left':
    case 'expired':
    case 'evicted': {
      const bar = open ?? begin(null)
      bar.to = event.at
      bar.end = event.event === 'evicted' ? 'unknown' : event.event
    }
  }
}

/**
 * Intervals from what happened (oldest first) and from who is a member now, a lane for each `laneOf`. Members that last
 * come first, the newest on top; then what ended, the latest end on top.
 */
export function lanesOf(
  past: readonly EventLine[],
  members: readonly MemberRow[],
  laneOf: (subject: Subject) => string,
): Lane[] {
  const lanes = new Map<string, DraftLane>()
  const lane = (subject: Subject): DraftLane => {
    const key = laneOf(subject)
    let found = lanes.get(key)
    if (!found) {
      const { segment, group, host } = subject
      found = { key, segment, group, host, bars: [] }
      lanes.set(key, found)
    }
    return found
  }
  for (const event of past) if (isMemberEvent(event)) apply(lane(event), event)

  const current = new Set<Draft>()
  for (const member of members) {
    const { bars } = lane(member)
    let bar = bars.at(-1)
    if (bar?.end !== 'open') {
      bar = {
        from: member.since,
        to: null,
        end: 'open',
        presumed: false,
        ticks: [],
        expiresAt: null,
        version: member.version,
      }
      bars.push(bar)
    }
    bar.from = bar.from === null ? member.since : Math.min(bar.from, member.since)
    bar.presumed = member.state === 'presumed'
    bar.expiresAt = member.expiresAt
    bar.version = member.version
    const { lastReportAt } = member
    if (lastReportAt !== null && bar.ticks.at(-1) !== lastReportAt) bar.ticks.push(lastReportAt)
    current.add(bar)
  }
  for (const { bars } of lanes.values()) {
    for (const bar of bars) if (bar.end === 'open' && !current.has(bar)) bar.end = 'unknown'
  }
  return [...lanes.values()].sort(newestFirst)
}

function newestFirst(a: Lane, b: Lane): number {
  const [x, y] = [a.bars.at(-1), b.bars.at(-1)]
  const open = Number(y?.end === 'open') - Number(x?.end === 'open')
  if (open !== 0) return open
  const when = (bar: Bar | undefined): EpochMs => (bar?.end === 'open' ? bar.from : bar?.to) ?? 0
  return when(y) - when(x) || (a.key < b.key ? -1 : 1)
}
