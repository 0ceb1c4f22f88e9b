import { ipv4, mac } from '../../shared/address.ts'
import { HOUR, MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { Random } from '../../server/capture/simulated/random.ts'
import type { Segment } from '../../server/decode/segment.ts'
import type { MemberEvent, TableEvent } from '../../server/membership/event.ts'
import type { QueryRecord, Step } from '../../server/membership/step.ts'

export interface TownSize {
  segments: number
  hosts: number
  groups: number
  /** Changes an hour, on the average of a day. */
  changesAnHour: number
  seed: number
}

const QUERY_INTERVAL: DurationMs = 125 * SECOND
/** How busy each hour of a day is, 1 on the average: quiet from two to six, most from eight to eleven in the evening. */
const DAY_CURVE = [
  0.7, 0.4, 0.2, 0.1, 0.1, 0.2, 0.4, 0.7, 0.8, 0.8, 0.8, 0.9, 1.1, 1.1, 1.0, 1.0, 1.1, 1.3, 1.6, 2.0, 2.3, 2.3, 1.8,
  1.2,
] as const
/** Changes of one that does something: most zap (leave and join), some go. In a quiet hour more go. */
const GOES_BY_DAY = 0.1
const GOES_AT_NIGHT = 0.5
const CHANGES_SOURCES = 0.02
const EXPIRES = 0.1
const VERSION_2_SHARE = 0.3
const PRESUMED_SHARE = 0.2

interface Watcher {
  segment: number
  /** Within the segment; -1: it watches nothing. */
  group: number
  since: EpochMs
  changed: boolean
}

/** Homes that watch television: they zap, watch for long, and sleep. Tells what the table would, minute by minute. */
export class Town {
  readonly segments: readonly Segment[]
  readonly #size: TownSize
  readonly #random: Random
  readonly #watchers: Watcher[]
  readonly #groupsPerSegment: number
  /** Members by segment and group. */
  readonly #members: Int32Array
  readonly #counts: { groups: number; hosts: number; joins: number; leaves: number; expiries: number }[]
  #nextQuery: EpochMs = Number.NEGATIVE_INFINITY
  changes = 0

  constructor(size: TownSize) {
    this.#size = size
    this.#random = new Random(size.seed)
    this.segments = Array.from({ length: size.segments }, (_, i) => ({
      family: 'ipv4',
      name: `bench/${i + 100}`,
      vlans: [i + 100],
    }))
    this.#groupsPerSegment = Math.ceil(size.groups / size.segments)
    this.#members = new Int32Array(size.segments * this.#groupsPerSegment)
    this.#watchers = Array.from({ length: size.hosts }, (_, i) => ({
      segment: i % size.segments,
      group: -1,
      since: 0,
      changed: false,
    }))
    this.#counts = this.segments.map(() => ({ groups: 0, hosts: 0, joins: 0, leaves: 0, expiries: 0 }))
  }

  /** What happens in the minute that begins at `from`, in the order of time. */
  *minute(from: EpochMs): Generator<{ step: Step; at: EpochMs }> {
    const busy = DAY_CURVE[Math.floor((from % (24 * HOUR)) / HOUR)] ?? 1
    const goes = busy < 0.5 ? GOES_AT_NIGHT : GOES_BY_DAY
    // One that zaps makes two changes.
    const acts = Math.round((this.#size.changesAnHour * busy) / 60 / 1.8)
    for (let act = 0; act < acts; act += 1) {
      const at = from + Math.floor(((act + this.#random.unit()) * MINUTE) / acts)
      const events = this.#act(at, goes)
      this.changes += events.length
      yield { step: { events, queries: [], minutes: [] }, at }
    }
    const queries = this.#queries(from)
    yield { step: { events: [], queries, minutes: this.#minutes(from) }, at: from + MINUTE - 1 }
  }

  #act(at: EpochMs, goes: number): TableEvent[] {
    const random = this.#random
    // Some zap all the evening, some watch one programme.
    const host = Math.floor(random.unit() ** 1.6 * this.#watchers.length)
    const watcher = this.#watchers[host]!
    const events: TableEvent[] = []
    if (watcher.group === -1) {
      this.#join(watcher, host, at, events)
      return events
    }
    if (random.chance(CHANGES_SOURCES)) {
      events.push(this.#event('changed', watcher, host, at))
      watcher.changed = !watcher.changed
      return events
    }
    this.#end(watcher, host, at, events)
    if (!random.chance(goes)) this.#join(watcher, host, at, events)
    return events
  }

  #join(watcher: Watcher, host: number, at: EpochMs, events: TableEvent[]): void {
    const group = Math.floor(this.#random.unit() ** 2.5 * this.#groupsPerSegment)
    Object.assign(watcher, { group, since: at, changed: false })
    const counts = this.#counts[watcher.segment]!
    if (this.#count(watcher, 1) === 1) {
      counts.groups += 1
      events.push(this.#groupEvent('group-started', watcher, at))
    }
    counts.hosts += 1
    counts.joins += 1
    events.push(this.#event('joined', watcher, host, at))
  }

  #end(watcher: Watcher, host: number, at: EpochMs, events: TableEvent[]): void {
    const counts = this.#counts[watcher.segment]!
    const expires = this.#random.chance(EXPIRES)
    events.push(this.#event(expires ? 'expired' : 'left', watcher, host, at))
    counts[expires ? 'expiries' : 'leaves'] += 1
    counts.hosts -= 1
    if (this.#count(watcher, -1) === 0) {
      counts.groups -= 1
      events.push(this.#groupEvent('group-ended', watcher, at))
    }
    watcher.group = -1
  }

  #count({ segment, group }: Watcher, by: number): number {
    const place = segment * this.#groupsPerSegment + group
    const count = (this.#members[place] ?? 0) + by
    this.#members[place] = count
    return count
  }

  #address({ segment, group }: Watcher): ReturnType<typeof ipv4> {
    return ipv4(0xef01_0000 + segment * 256 + group + 1)
  }

  #event(event: MemberEvent['event'], watcher: Watcher, host: number, at: EpochMs): MemberEvent {
    const { since, changed } = watcher
    const version = host % 10 < VERSION_2_SHARE * 10 ? 2 : 3
    const isPresumed = event === 'expired' && version === 2 && this.#random.chance(PRESUMED_SHARE / EXPIRES / 10)
    const silent = isPresumed
      ? 40 * MINUTE
      : event === 'expired'
        ? 260 * SECOND
        : this.#random.between(0, QUERY_INTERVAL)
    const list = [ipv4(0xc000_0200 + (host % 8))]
    const [before, after] = changed ? [list, []] : [[], list]
    return {
      event,
      at,
      segment: this.segments[watcher.segment]!,
      group: this.#address(watcher),
      host: { ip: ipv4(0x0a00_0000 + host), mac: mac(0x02_00_00_00_00_00 + host) },
      version,
      mode: 'EXCLUDE',
      sources: event === 'changed' ? after : before,
      frame: 1,
      before:
        event === 'joined'
          ? null
          : {
              since,
              lastReportAt: Math.max(since, Math.floor(at - silent)),
              reports: 1 + Math.floor((at - since) / QUERY_INTERVAL),
              versions: 1 << (version - 1),
              state: isPresumed ? 'presumed' : 'confirmed',
              mode: 'EXCLUDE',
              sources: before,
            },
    }
  }

  #groupEvent(event: 'group-started' | 'group-ended', watcher: Watcher, at: EpochMs): TableEvent {
    const segment = this.segments[watcher.segment]!
    const reason = event === 'group-ended' ? 'leave' : null
    return { event, at, segment, group: this.#address(watcher), mode: 'EXCLUDE', sources: [], blocked: [], reason }
  }

  #queries(from: EpochMs): QueryRecord[] {
    if (from < this.#nextQuery) return []
    this.#nextQuery = from + QUERY_INTERVAL
    return this.segments.map((segment, i) => ({
      at: from + i * 500,
      segment,
      ip: ipv4(0x0aff_0001),
      mac: mac(0x02_ff_00_00_00_00 + i),
      version: 3,
      scope: 'general',
      group: null,
      maxResponseMs: 10 * SECOND,
      robustness: 2,
      queryIntervalMs: QUERY_INTERVAL,
      elected: true,
    }))
  }

  #minutes(at: EpochMs): Step['minutes'] {
    return this.segments.map((segment, i) => {
      const { groups, hosts, joins, leaves, expiries } = this.#counts[i]!
      Object.assign(this.#counts[i]!, { joins: 0, leaves: 0, expiries: 0 })
      const reports = { reportsV1: 0, reportsV2: Math.round(hosts * 0.15), reportsV3: Math.round(hosts * 0.35) }
      const flows = { joins, leaves, expiries, queries: at % (2 * MINUTE) === 0 ? 1 : 0, ...reports, problems: 0 }
      return { at, segment, groups, hosts, memberships: hosts, ...flows } as Step['minutes'][number]
    })
  }
}
