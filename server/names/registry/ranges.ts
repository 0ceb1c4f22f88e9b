import { groupsOf, isMulticast, isSourceSpecific, type IPv4, type IPv6 } from '../../../shared/address.ts'

/** Universes that carry light (ANSI E1.31 s6.2.7). */
const UNIVERSES = { first: 1, last: 63_999 }
const isUniverse = (number: number): boolean => number >= UNIVERSES.first && number <= UNIVERSES.last

/**
 * What the range of a group tells. 239.255/16 is where sACN counts its universes and where Dante and NDI take addresses
 * when nobody chose others: only a look at the stream tells which, so all of them are said. 239/8 as a whole is everybody's
 * own: its name would say nothing.
 */
export function ipv4Range(group: IPv4): string | null {
  const second = (group >>> 16) & 0xff
  const last = group & 0xffff
  switch (group >>> 24) {
    case 224:
      return second === 2 ? 'SAP session' : null // RFC 5771 s7
    case 232:
      return 'SSM' // RFC 4607
    case 233:
      return glop((group >>> 8) & 0xffff)
    case 234:
      return 'Unicast-prefix-based' // RFC 6034
    case 239:
      if (second === 69) return 'AES67 (Dante)'
      if (second !== 255) return null
      // ANSI E1.31 s9.3.1: the universe is in the last two octets.
      return isUniverse(last) ? `sACN ${last} / Dante / NDI` : 'Dante / NDI'
    default:
      return null
  }
}

/** RFC 3180: the AS is in the middle octets. From 233.252 on they are no longer of an AS (RFC 5771 s9). */
function glop(as: number): string | null {
  if (as === 252 * 256) return 'MCAST-TEST-NET' // RFC 6676
  return as === 0 || as >= 252 * 256 ? null : `GLOP AS ${as}`
}

export function ipv6Range(group: IPv6): string | null {
  if (!isMulticast(group)) return null
  const [first = 0, , , , , sixth, seventh = 0, eighth = 0] = groupsOf(group)
  if (group.startsWith('ff02::1:ff') && seventh >> 8 === 0xff) return 'Solicited-node' // RFC 4291 s2.7.1
  if (group.startsWith('ff02::2:ff') && seventh >> 8 === 0xff) return 'Node information' // RFC 4620
  if (isSourceSpecific(group)) return 'SSM' // RFC 4607
  const flags = (first >> 4) & 0xf
  if (flags === 3) return 'Unicast-prefix-based' // RFC 3306
  if (flags === 7) return 'Embedded RP' // RFC 3956
  const middle = groupsOf(group).slice(1, 6)
  if (flags === 0 && middle.slice(0, 4).every((part) => part === 0)) {
    if (sixth === 0 && seventh === 1 && eighth >= 0x1000 && eighth <= 0x13ff) return 'SLPv2' // RFC 3111
    if (sixth === 0 && seventh === 2) return 'SAP session' // RFC 2974
  }
  // ANSI E1.31 s9.3.2: ff18::83:00:hi:lo, counted in octets.
  if (first === 0xff18 && seventh === 0x8300 && middle.every((part) => part === 0) && isUniverse(eighth)) {
    return `sACN ${eighth}`
  }
  return null
}
