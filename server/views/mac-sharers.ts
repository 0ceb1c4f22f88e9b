import { formatAddress, groupsOf, ipv4, type Address, type IPv6 } from '../../shared/address.ts'
import type { MacSharer } from '../../shared/membership.ts'
import type { Group } from '../membership/group.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { Names } from '../names/names.ts'
import { PART, type Work } from './work.ts'

/** Groups with one MAC that are told; of IPv6 there may be more. */
const SHARERS_SHOWN = 32

/** RFC 1112 s6.4: 23 bits of the group are in the MAC, so 32 groups of 224/4 have the same one. */
const MAC_BITS = 23
const IPV4_GROUPS_A_MAC = 32

/** Other groups of the segment that a switch which filters by MAC cannot tell from this one. */
export function* macSharers(table: SegmentTable, group: Address, names: Names): Work<readonly MacSharer[]> {
  const found: Group[] = []
  if (typeof group === 'number') {
    const low = group & (2 ** MAC_BITS - 1)
    for (let high = 0; high < IPV4_GROUPS_A_MAC; high += 1) {
      const other = ipv4(0xe0000000 | (high << MAC_BITS) | low)
      const sharer = other === group ? undefined : table.groups.get(other)
      if (sharer) found.push(sharer)
    }
  } else {
    const tail = lowBits(group)
    let looked = 0
    for (const sharer of table.groups.values()) {
      looked += 1
      if (looked % PART === 0) yield
      if (sharer.address === group || typeof sharer.address === 'number') continue
      if (lowBits(sharer.address) === tail && found.length < SHARERS_SHOWN) found.push(sharer)
    }
  }
  const { segment } = table
  return found.slice(0, SHARERS_SHOWN).map(({ address, members }) => ({
    group: formatAddress(address),
    name: names.group(address, segment),
    members: members.length,
  }))
}

/** RFC 2464 s7: the last 32 bits of the group are in the MAC. */
function lowBits(group: IPv6): number {
  const groups = groupsOf(group)
  return (groups[6] ?? 0) * 2 ** 16 + (groups[7] ?? 0)
}
