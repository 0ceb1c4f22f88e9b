import type { Address, Family } from '../../../shared/address.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { MemberEvent, TableEvent } from '../../membership/event.ts'
import type { MinuteCounts, QueryRecord } from '../../membership/step.ts'
import { ADDRESS_NUMBERS } from '../file/address-number.ts'
import type { FindingRecord } from './finding-record.ts'
import { packFinding } from './finding-words.ts'
import { MINUTE_COLUMNS } from './minute-columns.ts'
import { packQuery, packWhat, type Reason, type What } from '../file/what.ts'
import { Words } from './words.ts'

/*
 * What goes from the main thread to the writer: a run of numbers, handed over and not copied. Each record begins with
 * its operation; lists come last, with their length. -1 stands for what is absent. An IPv4 address is its own number; an
 * IPv6 address goes as its place in the batch's `addresses`, above all of IPv4.
 */
export const OP = {
  member: 1,
  group: 2,
  querier: 3,
  query: 4,
  minute: 5,
  clock: 6,
  gap: 7,
  resume: 8,
  finding: 9,
  setBack: 10,
} as const

export interface SegmentName {
  index: number
  /** The number of its source in this run. */
  source: number
  family: Family
  name: string
  vlans: string
}

/** One message to the writer, committed as one. */
export interface Batch {
  /** Changes in it: what the writer acknowledges. */
  changes: number
  /** Segments and sources that are named for the first time; the numbers of the run refer to them. */
  segments: readonly SegmentName[]
  sources: readonly { index: number; name: string }[]
  texts: readonly string[]
  /** IPv6 addresses of this batch, each once. */
  addresses: readonly string[]
  words: Float64Array<ArrayBuffer>
}

/** What is told of a membership beside what happens to it. */
export type LastingMember = Omit<MemberEvent, 'event' | 'segment' | 'frame'>

/** Of a membership that went on while its changes could not be kept. */
export interface Resumed {
  at: EpochMs
  /** When it really began. */
  since: EpochMs
  group: Address
  ip: Address
  mac: number | null
  bits: number
  reports: number
  sources: readonly Address[]
}

/** Collects a batch. Segments and sources come as the numbers that the caller gave them. */
export class Packer {
  readonly #words = new Words()
  #addresses = new Map<string, number>()
  changes = 0

  get empty(): boolean {
    return this.#words.length === 0
  }

  event(segment: number, event: TableEvent): void {
    const words = this.#words
    this.changes += 1
    switch (event.event) {
      case 'joined':
      case 'changed':
      case 'left':
      case 'expired':
      case 'evicted':
        // It gave its place away: nobody saw it go, so it is no event of the network.
        if (event.event === 'evicted') this.#member(segment, event, 'stopped', 'evicted')
        else this.#member(segment, event, event.event, 'none')
        return
      case 'group-started':
      case 'group-ended': {
        words.push(OP.group)
        words.push(segment)
        words.push(event.at)
        words.push(bitsOf(event.event, 3, event.mode, event.reason ?? 'none'))
        words.push(this.#address(event.group))
        this.#list(event.sources)
        this.#list(event.blocked)
        return
      }
      case 'querier-elected':
      case 'querier-lost':
        words.push(OP.querier)
        words.push(segment)
        words.push(event.at)
        words.push(bitsOf(event.event, event.version, 'INCLUDE', 'none'))
        words.push(this.#address(event.querier.ip))
        words.push(event.querier.mac ?? -1)
        return
    }
  }

  /** It lasts, and the interval ends with all that the table knows of it: its clock goes on at another time. */
  stopped(segment: number, member: LastingMember): void {
    this.changes += 1
    this.#member(segment, member, 'stopped', 'gap')
  }

  #member(segment: number, event: LastingMember, kind: What['kind'], reason: Reason): void {
    const words = this.#words
    const { before } = event
    words.push(OP.member)
    words.push(segment)
    words.push(event.at)
    words.push(
      packWhat({
        kind,
        version: event.version,
        mode: event.mode,
        versions: before?.versions ?? 0,
        wasMode: before?.mode ?? event.mode,
        wasState: before?.state ?? 'confirmed',
        reason,
      }),
    )
    words.push(this.#address(event.group))
    words.push(this.#address(event.host.ip))
    words.push(event.host.mac ?? -1)
    words.push(before ? before.since : event.at)
    words.push(before ? before.lastReportAt : event.at)
    words.push(before?.reports ?? 0)
    this.#list(event.sources)
    if (kind === 'changed') this.#list(before?.sources ?? [])
    else words.push(0)
  }

  query(segment: number, query: QueryRecord): void {
    const words = this.#words
    this.changes += 1
    words.push(OP.query)
    words.push(segment)
    words.push(query.at)
    words.push(packQuery(query.version, query.scope, query.elected, query.robustness))
    words.push(this.#address(query.ip))
    words.push(query.mac ?? -1)
    words.push(query.group === null ? 0 : this.#address(query.group))
    words.push(Math.round(query.maxResponseMs))
    words.push(query.queryIntervalMs ?? -1)
  }

  minute(segment: number, minute: MinuteCounts): void {
    const words = this.#words
    this.changes += 1
    words.push(OP.minute)
    words.push(segment)
    words.push(minute.at)
    for (const name of MINUTE_COLUMNS) words.push(minute[name])
  }

  /** How far a source's clock has come. */
  clock(source: number, at: EpochMs): void {
    this.#words.push(OP.clock)
    this.#words.push(source)
    this.#words.push(at)
  }

  /** Its clock stood at `from` and was set back to `to`: all that is open ends at `from`. `why`: the position of a text. */
  setBack(source: number, from: EpochMs, to: EpochMs, why: number): void {
    this.changes += 1
    this.#words.push(OP.setBack)
    this.#words.push(source)
    this.#words.push(from)
    this.#words.push(to)
    this.#words.push(why)
  }

  /** `why`: the position of a text. `lost`: changes that could not be kept; then all that is open ends. */
  gap(source: number, from: EpochMs, to: EpochMs, lost: number, why: number): void {
    this.changes += 1
    this.#words.push(OP.gap)
    this.#words.push(source)
    this.#words.push(from)
    this.#words.push(to)
    this.#words.push(lost)
    this.#words.push(why)
  }

  resume(segment: number, member: Resumed): void {
    const words = this.#words
    this.changes += 1
    words.push(OP.resume)
    words.push(segment)
    words.push(member.at)
    words.push(member.bits)
    words.push(this.#address(member.group))
    words.push(this.#address(member.ip))
    words.push(member.mac ?? -1)
    words.push(member.since)
    words.push(member.reports)
    this.#list(member.sources)
  }

  /** `segment`: null of a finding about the tap itself. `text`: gives a text its place. */
  finding(source: number, segment: number | null, record: FindingRecord, text: (text: string) => number): void {
    this.changes += 1
    this.#words.push(OP.finding)
    packFinding(this.#words, { address: (address) => this.#address(address), text }, source, segment, record)
  }

  take(): Pick<Batch, 'changes' | 'words' | 'addresses'> {
    const { changes } = this
    const addresses = [...this.#addresses.keys()]
    this.changes = 0
    if (addresses.length > 0) this.#addresses = new Map()
    return { changes, words: this.#words.take(), addresses }
  }

  #address(address: Address): number {
    if (typeof address === 'number') return address
    const addresses = this.#addresses
    let place = addresses.get(address)
    if (place === undefined) addresses.set(address, (place = addresses.size))
    return ADDRESS_NUMBERS + place
  }

  #list(addresses: readonly Address[]): void {
    this.#words.push(addresses.length)
    for (const address of addresses) this.#words.push(this.#address(address))
  }
}

const bitsOf = (
  kind: 'group-started' | 'group-ended' | 'querier-elected' | 'querier-lost',
  version: MemberEvent['version'],
  mode: MemberEvent['mode'],
  reason: Reason,
): number => packWhat({ kind, version, mode, versions: 0, wasMode: mode, wasState: 'confirmed', reason })
