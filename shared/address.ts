/**
 * Addresses as data. IPv4 is a signed 32-bit integer, because V8 keeps it unboxed: a table of a million hosts is made
 * of these. A MAC is a 48-bit integer. Text is made only where a person or a file reads it.
 */
declare const brand: unique symbol
/** The four octets as a signed 32-bit integer (239.1.1.1 is negative); compare with `compareAddress`. */
export type IPv4 = number & { readonly [brand]: 'IPv4' }
/** The 48 bits of a hardware address as an integer. */
export type Mac = number & { readonly [brand]: 'Mac' }

export const ipv4 = (value: number): IPv4 => (value | 0) as IPv4
export const mac = (value: number): Mac => value as Mac

export const UNSPECIFIED = ipv4(0)
export const ALL_HOSTS = ipv4(0xe0000001) // 224.0.0.1
export const ALL_ROUTERS = ipv4(0xe0000002) // 224.0.0.2
export const ALL_V3_ROUTERS = ipv4(0xe0000016) // 224.0.0.22

export const formatIPv4 = (a: IPv4): string => `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`

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

/** Order by value as unsigned numbers: 10.0.0.1 before 239.0.0.1. */
export const compareAddress = (a: IPv4, b: IPv4): number => (a >>> 0) - (b >>> 0)

/** 224/4 (RFC 1112 s4). */
export const isMulticast = (a: IPv4): boolean => a >>> 28 === 0xe
/** 224.0.0/24: always flooded by switches (RFC 4541 s2.1.2), kept apart from the totals. */
export const isLinkLocalGroup = (a: IPv4): boolean => a >>> 8 === 0xe00000
/** 232/8, source-specific (RFC 4607 s1, RFC 4604 s2). */
export const isSourceSpecific = (a: IPv4): boolean => a >>> 24 === 232
