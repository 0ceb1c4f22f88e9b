import { mac as asMac, isUnspecified, type Address, type Mac } from '../../shared/address.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import { DAY, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Expiring } from './deadlines.ts'
import { MACS_OF_AN_ADDRESS } from './limits.ts'
import type { Member } from './member.ts'
import type { SegmentTable } from './segment-table.ts'
import { UNKNOWN } from './unknown.ts'

/** A host without a membership is remembered this long after its last message. */
export const HOST_REMEMBERED: DurationMs = 1 * DAY
/** From this many groups on a host gets an index of its memberships. */
const INDEX_FROM = 16

const TWO_32 = 0x100000000
const low = (mac: Mac | null): number => (mac === null ? -1 : mac | 0)
const high = (mac: Mac | null): number => (mac === null ? -1 : Math.floor(mac / TWO_32))

/* Columns of its numbers. */
const FIRST_SEEN = 0
const LAST_REPORT = 1
const REPORTS = 2
const VERSION = 3

/** Who reports: an address with its MAC, or the MAC alone where the address is 0.0.0.0. */
export class Host implements Expiring {
  /* What each report needs comes first: with the header it is one cache line. */
  /* The MAC in two small integers: a boxed 48-bit number would cost a cache miss for each report. -1: none. */
  private readonly macHigh: number
  private readonly macLow: number
  first: Member | null = null
  private index: Map<Address, Member> | null = null
  /** Its row in the numbers of the table's hosts. */
  private readonly row: number
  /** Another host with the same address or, at 0.0.0.0, none. */
  next: Host | null = null
  slot = -1
  readonly ip: Address
  readonly segment: SegmentTable
  /** Memberships, and those of them outside 224.0.0.0/24. */
  memberships = 0
  routable = 0
  forgotten = false
  /** Among those without a membership that may have to go (rows.ts). */
  waits = false
  /** What else is written down of it, by whoever watches the table: it is looked up with each report. */
  notes: object | null = null

  constructor(segment: SegmentTable, ip: Address, mac: Mac | null, at: EpochMs) {
    this.segment = segment
    this.ip = ip
    this.macHigh = high(mac)
    this.macLow = low(mac)
    const { hostNumbers } = segment
    this.row = hostNumbers.take()
    hostNumbers.set(this.row, FIRST_SEEN, at)
    hostNumbers.set(this.row, LAST_REPORT, at)
    hostNumbers.set(this.row, VERSION, 3)
  }

  /** Call when it is forgotten: its numbers are somebody else's then. */
  release(): void {
    this.forgotten = true
    this.segment.hostNumbers.release(this.row)
  }
  get firstSeenAt(): EpochMs {
    return this.segment.hostNumbers.get(this.row, FIRST_SEEN)
  }
  get lastReportAt(): EpochMs {
    return this.segment.hostNumbers.get(this.row, LAST_REPORT)
  }
  get reports(): number {
    return this.segment.hostNumbers.get(this.row, REPORTS)
  }
  /** Of its last report. */
  get version(): IgmpVersion {
    return this.segment.hostNumbers.get(this.row, VERSION) as IgmpVersion
  }

  /** `segment` is its own: the caller has it at hand. */
  reported({ hostNumbers }: SegmentTable, version: IgmpVersion, at: EpochMs): void {
    hostNumbers.set(this.row, LAST_REPORT, at)
    hostNumbers.set(this.row, VERSION, version)
    hostNumbers.add(this.row, REPORTS, 1)
  }
  saidGoodbye(at: EpochMs): void {
    this.segment.hostNumbers.set(this.row, LAST_REPORT, at)
  }

  /** As far as a moment that is over tells (restore.ts). */
  restore({ firstSeenAt, version }: { firstSeenAt: EpochMs; version: IgmpVersion }): void {
    const { hostNumbers } = this.segment
    hostNumbers.set(this.row, FIRST_SEEN, firstSeenAt)
    hostNumbers.set(this.row, VERSION, version)
    hostNumbers.set(this.row, LAST_REPORT, UNKNOWN)
    hostNumbers.set(this.row, REPORTS, UNKNOWN)
  }

  /** The clock was set back to just after `latest`. */
  setBack(latest: EpochMs): void {
    const { hostNumbers } = this.segment
    hostNumbers.set(this.row, FIRST_SEEN, Math.min(this.firstSeenAt, latest))
    hostNumbers.set(this.row, LAST_REPORT, Math.min(this.lastReportAt, latest))
    // Who watches begins anew.
    this.notes = null
  }

  get mac(): Mac | null {
    return this.macHigh === -1 ? null : asMac(this.macHigh * TWO_32 + (this.macLow >>> 0))
  }
  hasMac(mac: Mac | null): boolean {
    return this.macLow === low(mac) && this.macHigh === high(mac)
  }

  get rank(): number {
    return 3
  }

  dueAt(): EpochMs {
    return this.memberships > 0 || this.forgotten ? Infinity : this.lastReportAt + HOST_REMEMBERED
  }

  /** Its membership of the group with this address. */
  memberAt(group: Address): Member | null {
    if (this.index) return this.index.get(group) ?? null
    for (let member = this.first; member; member = member.nextOfHost) {
      if (member.group.address === group) return member
    }
    return null
  }

  add(member: Member): void {
    member.nextOfHost = this.first
    this.first = member
    this.memberships += 1
    if (!member.group.linkLocal) this.routable += 1
    if (this.index) this.index.set(member.group.address, member)
    else if (this.memberships >= INDEX_FROM) this.index = new Map([...this.members()].map((m) => [m.group.address, m]))
  }

  remove(member: Member): void {
    this.index?.delete(member.group.address)
    this.memberships -= 1
    if (!member.group.linkLocal) this.routable -= 1
    if (this.first === member) this.first = member.nextOfHost
    else {
      let previous = this.first
      while (previous && previous.nextOfHost !== member) previous = previous.nextOfHost
      if (previous) previous.nextOfHost = member.nextOfHost
    }
    member.nextOfHost = null
    if (this.memberships === 0) this.index = null
  }

  /** The newest first. */
  *members(): Generator<Member> {
    for (let member = this.first; member; member = member.nextOfHost) yield member
  }
}

/** The hosts of a segment, by address and MAC. */
export class Hosts {
  readonly #byIp = new Map<Address, Host>()
  /** Hosts that report from 0.0.0.0 (RFC 3376 s4.2.13: several may), by MAC. */
  readonly #byMac = new Map<number, Host>()
  size = 0
  /** The one that was found last: all who look at a message look for the same host. */
  #last: Host | null = null

  find(ip: Address, mac: Mac | null): Host | null {
    const last = this.#last
    if (last !== null && last.ip === ip && last.hasMac(mac)) return last
    const host = this.#find(ip, mac)
    if (host) this.#last = host
    return host
  }

  #find(ip: Address, mac: Mac | null): Host | null {
    if (isUnspecified(ip)) return this.#byMac.get(mac ?? -1) ?? null
    let host = this.#byIp.get(ip) ?? null
    while (host && !host.hasMac(mac)) host = host.next
    return host
  }

  /** Those with this address: more than one where several MACs use it. */
  sharing(ip: Address): readonly Host[] {
    const hosts: Host[] = []
    for (let host = this.#byIp.get(ip) ?? null; host; host = host.next) hosts.push(host)
    return hosts
  }

  /** Fewer than `MACS_OF_AN_ADDRESS` have it; those without an address are told apart at once. */
  hasRoomAt(ip: Address): boolean {
    if (isUnspecified(ip)) return true
    let macs = 0
    for (let host = this.#byIp.get(ip) ?? null; host && macs < MACS_OF_AN_ADDRESS; host = host.next) macs += 1
    return macs < MACS_OF_AN_ADDRESS
  }

  add(host: Host): void {
    this.size += 1
    this.#last = host
    if (isUnspecified(host.ip)) this.#byMac.set(host.mac ?? -1, host)
    else {
      host.next = this.#byIp.get(host.ip) ?? null
      this.#byIp.set(host.ip, host)
    }
  }

  remove(host: Host): void {
    this.size -= 1
    if (this.#last === host) this.#last = null
    if (isUnspecified(host.ip)) {
      this.#byMac.delete(host.mac ?? -1)
      return
    }
    let previous = this.#byIp.get(host.ip) ?? null
    if (previous === host) {
      if (host.next) this.#byIp.set(host.ip, host.next)
      else this.#byIp.delete(host.ip)
      return
    }
    while (previous && previous.next !== host) previous = previous.next
    if (previous) previous.next = host.next
  }

  *[Symbol.iterator](): Generator<Host> {
    for (const first of this.#byIp.values()) for (let host: Host | null = first; host; host = host.next) yield host
    yield* this.#byMac.values()
  }
}
