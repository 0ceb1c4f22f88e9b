import { formatAddress, groupsOf, ipv4, ipv6, parseAddress, type Address, type Family } from '../../shared/address.ts'

/** Addresses that begin alike. One address is a prefix of all its bits. */
export interface Prefix {
  readonly family: Family
  /** The first address; what comes after `bits` is zero. */
  readonly base: Address
  readonly bits: number
}

export const bitsOf = (family: Family): number => (family === 'ipv4' ? 32 : 128)

/** `239.1.0.0/16`, `ff3e::/32`, or one address; null when the text is anything else. */
export function parsePrefix(text: string): Prefix | null {
  const [written = '', length, ...more] = text.split('/')
  const address = parseAddress(written)
  if (address === null || more.length > 0) return null
  const family = typeof address === 'number' ? 'ipv4' : 'ipv6'
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null
  const bits = length === undefined ? bitsOf(family) : Number(length)
  return bits > bitsOf(family) ? null : { family, base: masked(address, bits), bits }
}

/** The one way to write it: the bare address where it is one. */
export const formatPrefix = ({ family, base, bits }: Prefix): string =>
  bits === bitsOf(family) ? formatAddress(base) : `${formatAddress(base)}/${bits}`

/** An address with zeros after its first `bits`. */
export function masked(address: Address, bits: number): Address {
  if (typeof address === 'number') return ipv4(bits === 0 ? 0 : address & (0xffffffff << (32 - bits)))
  return ipv6(maskedGroups(groupsOf(address), bits))
}

export const maskedGroups = (groups: readonly number[], bits: number): number[] =>
  groups.map((group, i) => group & (0xffff << (16 - Math.min(16, Math.max(0, bits - 16 * i)))) & 0xffff)
