import { mac as asMac, UNSPECIFIED, type IPv4, type Mac } from '../../shared/address.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import { DAY, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Expiring } from './deadlines.ts'
import type { Group } from './group.ts'
import type { Member } from './member.ts'
import type { SegmentTable } from './segment-table.ts'

/** A host without a membership is remembered this long after its last message. */
export const HOST_REMEMBERED: DurationMs = 1 * DAY
/** From this many groups on a host gets an index of its memberships. */
const INDEX_FROM = 16

const TWO_32 = 0x100000000
const low = (mac: Mac | null): number => (mac === null ? -1 : mac | 0)
const high = (mac: Mac | null): number => (mac === null ? -1 : Math.floor(mac / TWO_32))

/** Who reports: an address with its MAC, or the MAC alone where the address is 0.0.0.0. */
export class Host implements Expiring {
  slot = -1
  readonly ip: IPv4
  /* The MAC in two small integers: a boxed 48-bit number would cost a cache miss for each report. -1: none. */
  private readonly macHigh: number
  private readonly macLow: number
  readonly segment: SegmentTable
  /** Another host with the same address or, at 0.0.0.0, none. */
  next: Host | null = null
  first: Member | null = null
  private index: Map<Group, Member> | null = null
  /** Memberships, and those of them outside 224.0.0.0/24. */
  memberships = 0
  routable = 0
  version: IgmpVersion = 3
  readonly firstSeenAt: EpochMs
  lastReportAt: EpochMs
  reports = 0
  forgotten = false

  constructor(segment: SegmentTable, ip: IPv4, mac: Mac | null, at: EpochMs) {
    this.segment = segment
    this.ip = ip
    this.macHigh = high(mac)
    this.macLow = low(mac)
    this.firstSeenAt = at
    this.lastReportAt = at
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

  memberOf(group: Group): Member | null {
    if (this.index) return this.index.get(group) ?? null
    for (let member = this.first; member; member = member.nextOfHost) if (member.group === group) return member
    return null
  }

  add(member: Member): void {
    member.nextOfHost = this.first
    this.first = member
    this.memberships += 1
    if (!member.group.linkLocal) this.routable += 1
    if (this.index) this.index.set(member.group, member)
    else if (this.memberships >= INDEX_FROM) this.index = new Map([...this.members()].map((m) => [m.group, m]))
  }

  remove(member: Member): void {
    this.index?.delete(member.group)
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
  readonly #byIp = new Map<IPv4, Host>()
  /** Hosts that report from 0.0.0.0 (RFC 3376 s4.2.13: several may), by MAC. */
  readonly #byMac = new Map<number, Host>()
  size = 0

  find(ip: IPv4, mac: Mac | null): Host | null {
    if (ip === UNSPECIFIED) return this.#byMac.get(mac ?? -1) ?? null
    let host = this.#byIp.get(ip) ?? null
    while (host && !host.hasMac(mac)) host = host.next
    return host
  }

  add(host: Host): void {
    this.size += 1
    if (host.ip === UNSPECIFIED) this.#byMac.set(host.mac ?? -1, host)
    else {
      host.next = this.#byIp.get(host.ip) ?? null
      this.#byIp.set(host.ip, host)
    }
  }

  remove(host: Host): void {
    this.size -= 1
    if (host.ip === UNSPECIFIED) {
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
