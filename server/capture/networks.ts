import { groupsOf, parseAddress, type Address } from '../../shared/address.ts'

/** An address or a prefix of either family: eight 16-bit groups, IPv4 as ::ffff:0:0/96 (RFC 4291 s2.5.5.2). */
export interface Network {
  /** A network of one address. */
  single: boolean
  groups: readonly number[]
  /** Of 128. */
  bits: number
}

const ALL_BITS = 128
const V4_PREFIX = [0, 0, 0, 0, 0, 0xffff]

const groupsOfAny = (a: Address): readonly number[] =>
  typeof a === 'number' ? [...V4_PREFIX, a >>> 16, a & 0xffff] : groupsOf(a)

/** The groups of an address; null when the text is none. */
export function parseGroupsOf(text: string): readonly number[] | null {
  const address = parseAddress(text)
  return address === null ? null : groupsOfAny(address)
}

/** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; null when the text is none of them. */
export function parseNetwork(text: string): Network | null {
  const [address = '', length, ...rest] = text.split('/')
  const groups = parseGroupsOf(address)
  if (groups === null || rest.length > 0) return null
  const width = address.includes(':') ? ALL_BITS : 32
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > width)) return null
  const bits = ALL_BITS - width + (length === undefined ? width : Number(length))
  return { single: bits === ALL_BITS, groups, bits }
}

/** Is the address with these groups in the network? */
export function holds({ groups, bits }: Network, address: readonly number[]): boolean {
  for (let i = 0, left = bits; left > 0; i += 1, left -= 16) {
    const ignored = Math.max(0, 16 - left)
    if ((groups[i] ?? 0) >> ignored !== (address[i] ?? 0) >> ignored) return false
  }
  return true
}

/** An address as a page writes it: without the zone, and IPv4 as IPv4 where a socket of both families gave it. */
export const plainAddress = (text: string): string => text.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
