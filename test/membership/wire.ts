import { encodeFrame, type Envelope } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage, OutgoingQuery, OutgoingRecord } from '../../server/capture/simulated/message.ts'
import type { Group } from '../../server/membership/group.ts'
import { eventLine } from '../../server/membership/line.ts'
import type { SegmentTable } from '../../server/membership/segment-table.ts'
import type { RollStep } from '../../server/roll.ts'
import { Tap, type TapOptions } from '../../server/tap.ts'
import { formatAddress, formatMac, UNSPECIFIED } from '../../shared/address.ts'
import type { EventLine } from '../../shared/event.ts'
import type { FilterMode, RecordType } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'

/*
 * A wire in words: what is said at which second, through real frames and the real decoder, and what the table tells of
 * it. Seconds count from `START`.
 */

export const START = Date.UTC(2025, 10, 26)

// ---- what can be said

export const query = (fields: Partial<Omit<OutgoingQuery, 'kind' | 'group'>> = {}): OutgoingQuery => ({
  kind: 'query',
  version: 3,
  group: UNSPECIFIED,
  maxResponseTenths: 100,
  suppress: false,
  robustness: 2,
  queryInterval: 125,
  sources: [],
  ...fields,
})
/** A specific query with the last member query interval of one second. */
export const ask = (
  group: string,
  sources: readonly string[] = [],
  fields: Partial<Omit<OutgoingQuery, 'kind' | 'group' | 'sources'>> = {},
): OutgoingQuery => ({ ...query({ maxResponseTenths: 10, ...fields, sources: sources.map(ip) }), group: ip(group) })

export const v1 = (group: string): OutgoingMessage => ({ kind: 'report', version: 1, group: ip(group) })
export const v2 = (group: string): OutgoingMessage => ({ kind: 'report', version: 2, group: ip(group) })
export const leave = (group: string): OutgoingMessage => ({ kind: 'leave', group: ip(group) })
export const v3 = (...records: OutgoingRecord[]): OutgoingMessage => ({ kind: 'records', records })
export const record = (type: RecordType, group: string, ...sources: string[]): OutgoingRecord => ({
  type,
  group: ip(group),
  sources: sources.map(ip),
})
/** A report with one record. */
export const says = (type: RecordType, group: string, ...sources: string[]): OutgoingMessage =>
  v3(record(type, group, ...sources))

// ---- what is told

const short = (mode: FilterMode): string => (mode === 'EXCLUDE' ? 'EX' : 'IN')
const list = (sources: readonly string[]): string => `{${sources.join(' ')}}`
/** Seconds after the start, to the millisecond. */
export const second = (at: number): number => Math.round(at - START) / 1_000

/** `12 joined 239.1.1.1 10.0.10.11 EX{}`, `260 group-ended 239.1.1.1 timeout`, `3 querier-elected 10.0.10.1 v3`. */
export function told(line: EventLine): string {
  const at = second(line.at)
  if ('querier' in line) return `${at} ${line.event} ${line.querier.ip} v${line.version}`
  const set = `${short(line.mode)}${list(line.sources)}`
  if ('host' in line) {
    const { ip, mac } = line.host
    return `${at} ${line.event} ${line.group} ${ip === '0.0.0.0' ? mac : ip} ${set}`
  }
  if (line.event === 'group-ended') return `${at} group-ended ${line.group} ${line.reason}`
  return `${at} group-started ${line.group} ${set}${line.blocked.length > 0 ? ` -${list(line.blocked)}` : ''}`
}

type WireOptions = Partial<TapOptions> & { vlan?: number }

export class Wire {
  readonly tap: Tap
  /** All that was on it, in order. */
  readonly frames: { at: EpochMs; data: Uint8Array }[] = []
  readonly vlan: number

  constructor(options: WireOptions = {}) {
    const { vlan = 10, ...rest } = options
    this.vlan = vlan
    this.tap = new Tap('', { formula: 'rfc3376', dedupe: 0, ...rest })
  }

  /** A message at `t` seconds. Answers the step. */
  step(t: number, from: string, message: OutgoingMessage, envelope: Partial<Envelope> = {}): RollStep {
    const src = ip(from)
    const data = encodeFrame(message, { src, srcMac: macOf(src), vlans: [this.vlan], ...envelope })
    const at = START + t * 1_000
    this.frames.push({ at, data })
    return this.tap.take(frameOf(data, at))
  }

  /** The same; answers what is told. */
  say(t: number, from: string, message: OutgoingMessage, envelope: Partial<Envelope> = {}): string[] {
    return this.step(t, from, message, envelope).events.map(eventLine).map(told)
  }

  /** Nothing is said until `t`. */
  until(t: number): string[] {
    return this.advance(t).events.map(eventLine).map(told)
  }

  /** The same; answers the step. */
  advance(t: number): RollStep {
    return this.tap.roll.advance(START + t * 1_000)
  }

  get segment(): SegmentTable {
    for (const segment of this.tap.table.segments.values()) if (segment.segment.vlans[0] === this.vlan) return segment
    throw new Error('nothing was said yet')
  }

  group(address: string): Group | null {
    return this.segment.groups.get(ip(address)) ?? null
  }

  /**
   * Router-side state with its timers: `EX 260 a@130 b@0`, `IN a@260`, `none`. Sources by the last letter of `names`.
   */
  state(address: string, name: (source: string) => string = (source) => source): string {
    const group = this.group(address)
    if (!group) return 'none'
    const timers = [...(group.sources ?? [])]
      .map(([source, { until }]) => `${name(formatAddress(source))}@${until === 0 ? 0 : second(until)}`)
      .sort()
    return [group.mode === 'EXCLUDE' ? `EX ${second(group.until)}` : 'IN', ...timers].join(' ')
  }

  /** `10.0.10.11 EX{} confirmed`, in the order of the text. */
  members(address: string): string[] {
    const members = this.group(address)?.members ?? []
    return members
      .map((m) => {
        const host = m.host.ip === UNSPECIFIED ? formatMac(m.host.mac!) : formatAddress(m.host.ip)
        const { state } = m.record()
        return `${host} ${short(m.mode)}${list(m.sourceList().map(formatAddress))} ${state}`
      })
      .sort()
  }
}
