import { groupsOf, isLinkLocalGroup, type Address, type IPv4 } from '../../shared/address.ts'
import type { GroupEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

/** MACs with several active groups that are kept per segment; further ones are counted. */
const SHARED_MACS_KEPT = 256

/** RFC 1112 s6.4: 32 groups have one MAC, because 5 bits of the group are not in it. */
const LOW_23 = 0x7fffff
const GROUPS_OF_A_MAC = 32

const octet = (bits: number): string => (bits & 255).toString(16).padStart(2, '0')

/** The MAC that frames of a group are sent to (RFC 1112 s6.4; RFC 2464 s7). */
export function groupMac(group: Address): string {
  if (typeof group === 'number') return `01:00:5e:${octet((group >> 16) & 127)}:${octet(group >> 8)}:${octet(group)}`
  const [high = 0, low = 0] = groupsOf(group).slice(6)
  return `33:33:${octet(high >> 8)}:${octet(high)}:${octet(low >> 8)}:${octet(low)}`
}

/** x.0.0.y and x.128.0.y have the MACs of 224.0.0.0/24, which switches always flood (RFC 4541 s2.1.2). */
const isFlooded = (group: Address): boolean =>
  typeof group === 'number' && (group & 0x7fff00) === 0 && !isLinkLocalGroup(group)

/** Active groups of a segment whose MAC is that of another one: a switch that filters by MAC cannot tell them apart. */
export class SharedMacs {
  readonly #table: SegmentTable
  /** Groups of a MAC with at least two, in the order in which they began. */
  readonly collisions = new Map<string, Set<Address>>()
  readonly flooded = new Set<Address>()
  /** IPv6 has 2^96 groups of a MAC: those that are active, by MAC. */
  readonly #byMac = new Map<string, Address[]>()
  dropped = 0

  constructor(table: SegmentTable) {
    this.#table = table
  }

  tell({ event, group }: GroupEvent): void {
    if (isLinkLocalGroup(group)) return
    if (event === 'group-started') this.#start(group)
    else this.#end(group)
  }

  #start(group: Address): void {
    if (isFlooded(group)) {
      if (this.flooded.size < SHARED_MACS_KEPT) this.flooded.add(group)
      else this.dropped += 1
      return
    }
    const others = typeof group === 'number' ? this.#others(group) : this.#sameMac(group)
    if (others.length === 0) return
    const mac = groupMac(group)
    const known = this.collisions.get(mac)
    if (!known && this.collisions.size >= SHARED_MACS_KEPT) this.dropped += 1
    else if (!known) this.collisions.set(mac, new Set([...others, group]))
    else if (known.size < GROUPS_OF_A_MAC) known.add(group)
  }

  #end(group: Address): void {
    if (this.flooded.delete(group)) return
    if (this.#byMac.size === 0 && this.collisions.size === 0) return
    const mac = groupMac(group)
    const left = this.#byMac.get(mac)?.filter((other) => other !== group) ?? []
    if (left.length === 0) this.#byMac.delete(mac)
    else this.#byMac.set(mac, left)
    const known = this.collisions.get(mac)
    if (known?.delete(group) && known.size < 2) this.collisions.delete(mac)
  }

  /** The other 31 addresses, as far as they are active. */
  #others(group: IPv4): Address[] {
    const others: Address[] = []
    for (let k = 0; k < GROUPS_OF_A_MAC; k += 1) {
      const other = (0xe0000000 | ((k >> 1) << 24) | ((k & 1) << 23) | (group & LOW_23) | 0) as IPv4
      if (other !== group && this.#table.groups.has(other)) others.push(other)
    }
    return others
  }

  #sameMac(group: Address): Address[] {
    const mac = groupMac(group)
    const others = this.#byMac.get(mac) ?? []
    if (others.length < GROUPS_OF_A_MAC) this.#byMac.set(mac, [...others, group])
    return others
  }
}
