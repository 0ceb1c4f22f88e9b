import { formatGroups, parseGroups } from './ipv6-text.ts'

/**
 * Addresses as data. IPv4 is a signed 32-bit integer, because V8 keeps it unboxed: a table of a million hosts is made
 * of these. IPv6 does not fit into a number and is its own text, in the one form of RFC 5952; so both are compared with
 * `===` and are keys of a Map. A MAC is a 48-bit integer.
 */
declare const brand: unique symbol
/** The four octets as a signed 32-bit integer (239.1.1.1 is negative); compare with `compareAddress`. */
export type IPv4 = number & { readonly [brand]: 'IPv4' }
/** The text of RFC 5952: lower case, the longest run of zeros as `::`. */
export type IPv6 = string & { readonly [brand]: 'IPv6' }
export type Address = IPv4 | IPv6
/** The 48 bits of a hardware address as an integer. */
export type Mac = number & { readonly [brand]: 'Mac' }

/** Which protocol speaks: IGMP is IPv4, MLD is IPv6. */
export type Family = 'ipv4' | 'ipv6'

export const ipv4 = (value: number): IPv4 => (value | 0) as IPv4
export const mac = (value: number): Mac => value as Mac

/** From the eight 16-bit groups, the first one first. */
export const ipv6 = (groups: readonly number[]): IPv6 => formatGroups(groups) as IPv6

export const familyOf = (a: Address): Family => (typeof a === 'number' ? 'ipv4' : 'ipv6')

export const UNSPECIFIED = ipv4(0)
export const UNSPECIFIED_V6 = '::' as IPv6
export const ALL_HOSTS = ipv4(0xe0000001) // 224.0.0.1
export const ALL_ROUTERS = ipv4(0xe0000002) // 224.0.0.2
export const ALL_V3_ROUTERS = ipv4(0xe0000016) // 224.0.0.22
export const ALL_NODES = 'ff02::1' as IPv6
export const ALL_ROUTERS_V6 = 'ff02::2' as IPv6
export const ALL_MLD2_ROUTERS = 'ff02::16' as IPv6

/** 0.0.0.0 or ::, the address of who has none. */
export const isUnspecified = (a: Address): boolean => a === 0 || a === '::'

export const formatIPv4 = (a: IPv4): string => `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`
export const formatAddress = (a: Address): string => (typeof a === 'number' ? formatIPv4(a) : a)

/** Dotted quad to address; null when the text is anything else (no shorthand, no leading zeros). */
export function parseIPv4(text: string): IPv4 | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let value = 0
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part)) return null
    const octet = Number(part)
    if (octet > 255) return null
    value = (value << 8) | octet
  }
  return ipv4(value)
}

/** Any form of RFC 4291 s2.2, without a zone; null when the text is anything else. */
export function parseIPv6(text: string): IPv6 | null {
  const groups = parseGroups(text)
  return groups && ipv6(groups)
}

export const parseAddress = (text: string): Address | null => (text.includes(':') ? parseIPv6(text) : parseIPv4(text))

const OCTETS = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))
const octetOf = (bits: number, shift: number): string => OCTETS[(bits >>> shift) & 255]!

export function formatMac(m: Mac): string {
  const high = Math.floor(m / 0x1000000)
  const low = m % 0x1000000
  const maker = `${octetOf(high, 16)}:${octetOf(high, 8)}:${octetOf(high, 0)}`
  return `${maker}:${octetOf(low, 16)}:${octetOf(low, 8)}:${octetOf(low, 0)}`
}

/** `02:00:00:00:0a:0b`, also with `-`; null when the text is anything else. */
export function parseMac(text: string): Mac | null {
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)) return null
  return mac(Number.parseInt(text.replace(/[:-]/g, ''), 16))
}

/** The eight groups of an IPv6 address. */
export const groupsOf = (a: IPv6): readonly number[] => parseGroups(a) ?? []

/** Order by value as unsigned numbers: 10.0.0.1 before 239.0.0.1; IPv4 before IPv6. */
export function compareAddress(a: Address, b: Address): number {
  if (typeof a === 'number') return typeof b === 'number' ? (a >>> 0) - (b >>> 0) : -1
  if (typeof b === 'number') return 1
  if (a === b) return 0
  const left = groupsOf(a)
  const right = groupsOf(b)
  const i = left.findIndex((group, k) => group !== right[k])
  return i === -1 ? 0 : left[i]! - right[i]!
}

/** What `addressOrder` gives is below this. */
export const ADDRESS_ORDERS = 2 ** 33
/** A number for sorting many addresses: never against `compareAddress`, but equal for some IPv6 addresses. */
export const addressOrder = (a: Address): number =>
  typeof a === 'number' ? a >>> 0 : 2 ** 32 + (groupsOf(a)[0] ?? 0) * 2 ** 16

/** 224/4 (RFC 1112 s4), ff00::/8 (RFC 4291 s2.7). A first group of `ff` alone is 00ff: it is written without its zeros. */
export const isMulticast = (a: Address): boolean =>
  typeof a === 'number' ? a >>> 28 === 0xe : a.startsWith('ff') && a.indexOf(':') === 4
/**
 * What no packet may come from (RFC 1122 s3.2.1.3): groups, class E with the limited broadcast, loopback. 0.0.0.0 may, for
 * that is who has no address yet.
 */
export const isMartian = (source: IPv4): boolean => source >>> 29 === 7 || source >>> 24 === 127
/**
 * 224.0.0/24: always flooded by switches (RFC 4541 s2.1.2). ff02::/16, whose scope is the link (RFC 4291 s2.7). Kept
 * apart from the totals.
 */
export const isLinkLocalGroup = (a: Address): boolean =>
  typeof a === 'number' ? a >>> 8 === 0xe00000 : isMulticast(a) && scopeOf(a) === 2
/** 232/8 and ff3x::/32, source-specific (RFC 4607 s1, RFC 4604 s2). */
export const isSourceSpecific = (a: Address): boolean =>
  typeof a === 'number' ? a >>> 24 === 232 : /^ff3[0-9a-f]:(:|0:)/.test(a)
/** fe80::/10: what MLD is sent from (RFC 3810 s5.1.14, s5.2.13). */
export const isLinkLocalAddress = (a: IPv6): boolean => /^fe[89ab][0-9a-f]:/.test(a)
/** The scope field of an IPv6 group (RFC 4291 s2.7). */
export const scopeOf = (group: IPv6): number => Number.parseInt(group[3] ?? '0', 16)
/** Groups that nobody reports: 224.0.0.1 (RFC 2236 s6); ff02::1 and those of scope 0 and 1 (RFC 3810 s6). */
export const isNeverReported = (a: Address): boolean =>
  typeof a === 'number' ? a === ALL_HOSTS : a === ALL_NODES || (isMulticast(a) && scopeOf(a) <= 1)
