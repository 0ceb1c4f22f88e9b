import { formatAddress, type Address } from '../../shared/address.ts'
import type { GroupEndReason } from '../../shared/event.ts'
import type { FilterMode } from '../../shared/igmp.ts'
import type { GmiFormula } from '../../shared/segment.ts'
import type { Frame } from '../../server/capture/source.ts'
import type { MemberEvent, TableEvent } from '../../server/membership/event.ts'
import type { QueryRecord, Step } from '../../server/membership/step.ts'
import { Tap } from '../../server/tap.ts'
import { readFrames, readText } from './captured.ts'

/* The hour of traffic whose truth is known, and what a tap makes of it. Times are seconds after its base. */

export interface TruthGroup {
  vlan: number
  group: string
  start: number
  end: number
  end_reason: GroupEndReason | 'capture-end'
  history: GroupState[]
}
export interface GroupState {
  t: number
  mode: FilterMode
  forward: string[]
  block: string[]
}
export interface TruthMembership {
  vlan: number
  host: string
  mac: string
  igmp: 1 | 2 | 3
  group: string
  mode: FilterMode
  sources: string[]
  start: number
  end: number
  end_reason: 'leave' | 'silent' | 'source-change' | 'capture-end'
  last_report: number
  start_frame: number
  end_frame: number | null
  detectable?: boolean
  expected_timeout?: Record<GmiFormula, number>
}
export interface Truth {
  meta: { base_epoch: number; frames: number; duration_s: number; igmp_unique: number }
  queriers: {
    vlan: number
    querier: string
    from: number
    queries: number
    last: number
    why: string
    overlap?: { t: number; other: string }[]
  }[]
  host_memberships: TruthMembership[]
  segment_groups: Record<GmiFormula, TruthGroup[]>
  final_state: Record<
    GmiFormula,
    { vlan: number; group: string; mode: FilterMode; forward: string[]; block: string[] }[]
  >
  invalid_frames: { frame: number; t: number; why: string }[]
  retransmissions: number[]
  span_duplicates: [number, number][]
  unjoined_traffic: { vlan: number; group: string }[]
}
export const truth = JSON.parse(readText('hour.truth.json')) as Truth
export const frames: readonly Frame[] = readFrames('hour.pcap')

export const seconds = (at: number): number => at / 1_000 - truth.meta.base_epoch

/** Independent of the decoder: every frame of the hour has one VLAN tag and an IP header behind it. */
export const isIgmp = ({ data }: Frame): boolean => data[12] === 0x81 && data[16] === 0x08 && data[27] === 2

/** A membership as the events tell it, from one of them to the next. */
export interface Interval {
  vlan: number
  host: string
  group: string
  mode: FilterMode
  sources: string[]
  start: number
  startFrame: number | null
  end: number | null
  endFrame: number | null
  reason: 'left' | 'expired' | 'changed' | null
}

export interface Hour {
  tap: Tap
  events: TableEvent[]
  queries: QueryRecord[]
  rows: TruthGroup[]
  intervals: Interval[]
  /** Frames that were dropped as copies. */
  dropped: Set<number>
}

/** Everything that can be seen of an hour: the state of each group is looked at whenever a timer may have ended. */
export function replayHour(formula: GmiFormula): Hour {
  const tap = new Tap('', { formula, dedupe: 5 })
  const hour: Hour = { tap, events: [], queries: [], rows: [], intervals: [], dropped: new Set() }
  const watch = new GroupWatch(hour)
  const take = (step: Step, at: number): void => {
    hour.events.push(...step.events)
    hour.queries.push(...step.queries)
    watch.look(at, step.events)
  }
  frames.forEach((frame, index) => {
    for (let due = nextTimer(tap); due < frame.at; due = nextTimer(tap)) take(tap.table.advance(due), due)
    const { duplicates } = tap.counters
    take(tap.take(frame), frame.at)
    if (tap.counters.duplicates > duplicates) hour.dropped.add(index + 1)
  })
  hour.intervals = intervalsOf(hour.events)
  return hour
}

function nextTimer({ table }: Tap): number {
  let next = Infinity
  for (const { groups } of table.segments.values())
    for (const group of groups.values()) next = Math.min(next, group.dueAt())
  if (next <= table.clock) throw new Error(`a timer ran out at ${seconds(next)} and nothing was done`)
  return next
}

class GroupWatch {
  readonly #hour: Hour
  readonly #open = new Map<string, TruthGroup>()

  constructor(hour: Hour) {
    this.#hour = hour
  }

  look(at: number, events: readonly TableEvent[]): void {
    const t = seconds(at)
    const seen = new Set<string>()
    for (const { segment, groups } of this.#hour.tap.table.segments.values()) {
      for (const group of groups.values()) {
        const vlan = segment.vlans[0] ?? -1
        const name = formatAddress(group.address)
        const key = `${vlan} ${name}`
        seen.add(key)
        const { running, blocked } = group.lists()
        const state = { mode: group.mode, forward: running.map(formatAddress), block: blocked.map(formatAddress) }
        let row = this.#open.get(key)
        if (!row) {
          row = { vlan, group: name, start: t, end: Infinity, end_reason: 'capture-end', history: [] }
          this.#open.set(key, row)
          this.#hour.rows.push(row)
        }
        const last = row.history.at(-1)
        if (!last || JSON.stringify({ ...last, t: 0 }) !== JSON.stringify({ t: 0, ...state }))
          row.history.push({ t, ...state })
      }
    }
    for (const [key, row] of this.#open) {
      if (seen.has(key)) continue
      const ended = events.find((e) => e.event === 'group-ended' && formatAddress(e.group) === row.group)
      if (ended?.event !== 'group-ended' || ended.reason === null) throw new Error(`${key} ended without an event`)
      Object.assign(row, { end: seconds(ended.at), end_reason: ended.reason })
      this.#open.delete(key)
    }
  }
}

const keyOf = ({ segment, host, group }: MemberEvent): string => `${segment.name} ${host.ip} ${host.mac} ${group}`

function intervalsOf(events: readonly TableEvent[]): Interval[] {
  const intervals: Interval[] = []
  const open = new Map<string, Interval>()
  for (const event of events) {
    if (!('host' in event)) continue
    const { at, frame, mode } = event
    const before = open.get(keyOf(event))
    if ((event.event === 'joined') === (before !== undefined)) throw new Error(`${event.event} out of turn`)
    if (before) Object.assign(before, { end: seconds(at), endFrame: frame, reason: event.event })
    open.delete(keyOf(event))
    if (event.event === 'left' || event.event === 'expired') continue
    const interval: Interval = {
      vlan: event.segment.vlans[0] ?? -1,
      host: formatAddress(event.host.ip),
      group: formatAddress(event.group),
      mode,
      sources: event.sources.map((source: Address) => formatAddress(source)),
      start: seconds(at),
      startFrame: frame,
      end: null,
      endFrame: null,
      reason: null,
    }
    intervals.push(interval)
    open.set(keyOf(event), interval)
  }
  return intervals
}
