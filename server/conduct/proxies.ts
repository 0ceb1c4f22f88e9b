import { isLinkLocalGroup, isUnspecified, type Address, type Mac } from '../../shared/address.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { HostKey, MemberEvent } from '../membership/event.ts'
import type { Host } from '../membership/host.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { forgetOldest } from './oldest.ts'
import { macKey } from './sender-key.ts'
import { Trail } from './trail.ts'

/** MACs whose addresses are watched per segment; the one that has joined nothing for longest goes first. */
const MACS_WATCHED = 4_096
/** MACs with many addresses, and senders from 0.0.0.0, kept per segment. */
const PROXIES_KEPT = 32
/** A host has one address a segment, a router a few. */
const MANY_ADDRESSES = 5
const COUNTED_EACH: DurationMs = 10 * SECOND
/** Addresses counted of one MAC. */
const ADDRESSES_KEPT = 256

/** Who reports from 0.0.0.0. A host does so until it has an address; a switch that reports for others does for ever. */
class Unaddressed {
  readonly host: HostKey
  readonly since: EpochMs
  lastAt: EpochMs
  reports = 0
  readonly trail = new Trail()

  constructor(host: HostKey, at: EpochMs) {
    this.host = host
    this.since = at
    this.lastAt = at
  }
}

/** Who may stand between the tap and the hosts: reports from 0.0.0.0, many addresses on one MAC, one host with nearly all. */
export class Proxies {
  readonly #table: SegmentTable
  readonly unaddressed = new Map<Mac, Unaddressed>()
  /** Addresses of a MAC, once it has two. */
  readonly #addresses = new Map<Mac, Address | Set<Address>>()
  /** MACs that had many. */
  readonly #crowded = new Map<Mac, { readonly addresses: Set<Address>; readonly trail: Trail }>()
  /** MACs with many addresses of hosts that are known, counted from time to time. */
  crowds: { readonly host: HostKey; readonly addresses: number; readonly trail: Trail }[] = []
  #countedAt: EpochMs = Number.NEGATIVE_INFINITY
  /** The host with the most groups, as far as joins tell. */
  #most: Host | null = null
  dropped = 0

  constructor(table: SegmentTable) {
    this.#table = table
  }

  hear(message: Message): void {
    const { src, mac } = message
    if (src !== 0 || mac === null || message.kind !== 'report' || !reportsRoutable(message)) return
    let from = this.unaddressed.get(mac)
    if (!from) {
      if (this.unaddressed.size >= PROXIES_KEPT) {
        this.dropped += 1
        return
      }
      this.unaddressed.set(mac, (from = new Unaddressed({ ip: src, mac }, message.at)))
    }
    from.lastAt = message.at
    from.reports += 1
    from.trail.add(message)
  }

  joined({ host: { ip, mac }, group }: MemberEvent, heard: Message): void {
    if (isLinkLocalGroup(group)) return
    const host = this.#table.hosts.find(ip, mac)
    if (host && host.routable > (this.#most?.routable ?? 0)) this.#most = host
    if (mac === null || isUnspecified(ip)) return
    const crowd = this.#crowded.get(mac)
    if (crowd) {
      crowd.trail.add(heard)
      if (crowd.addresses.size < ADDRESSES_KEPT) crowd.addresses.add(ip)
      return
    }
    const known = this.#addresses.get(mac)
    if (known === ip) return // nearly always: a host with one address
    this.#addresses.delete(mac)
    if (known === undefined) this.#watch(mac, ip)
    else {
      const addresses = known instanceof Set ? known.add(ip) : new Set([known, ip])
      if (addresses.size >= MANY_ADDRESSES && this.#crowded.size < PROXIES_KEPT) {
        const trail = new Trail()
        trail.add(heard)
        this.#crowded.set(mac, { addresses, trail })
      } else this.#addresses.set(mac, addresses)
    }
  }

  #watch(mac: Mac, ip: Address): void {
    this.#addresses.set(mac, ip)
    if (forgetOldest(this.#addresses, MACS_WATCHED)) this.dropped += 1
  }

  tick(at: EpochMs, forgetBefore: EpochMs): void {
    for (const [mac, { lastAt }] of this.unaddressed) if (lastAt < forgetBefore) this.unaddressed.delete(mac)
    if (this.#most?.forgotten) this.#most = null
    if (this.#crowded.size === 0 || at - this.#countedAt < COUNTED_EACH) return
    this.#countedAt = at
    this.#count()
  }

  #count(): void {
    this.crowds = []
    for (const [mac, { addresses, trail }] of this.#crowded) {
      for (const ip of addresses) if (!this.#table.hosts.find(ip, mac)) addresses.delete(ip)
      const [like] = addresses
      if (like !== undefined && addresses.size >= MANY_ADDRESSES) {
        this.crowds.push({ host: macKey(mac, like), addresses: addresses.size, trail })
      } else if (addresses.size === 0) this.#crowded.delete(mac)
    }
  }

  /** The host that has nearly all memberships of the segment, while others have the rest; else null. */
  nearlyAll(share: number, groups: number): Host | null {
    const { confirmed, presumed, hostsWithGroups } = this.#table
    const host = this.#most
    if (!host || host.forgotten || hostsWithGroups < 2 || host.routable < groups) return null
    return host.routable >= share * (confirmed + presumed) ? host : null
  }
}

const reportsRoutable = (message: Message & { kind: 'report' }): boolean =>
  message.version === 3
    ? message.records.some(({ group }) => !isLinkLocalGroup(group))
    : !isLinkLocalGroup(message.group)
