import { formatAddress, groupsOf, ipv4, ipv6, type Address } from '../../../shared/address.ts'

/*
 * A list of sources in the file, all of one family: four octets for each of IPv4. A list of IPv6 begins with the octet 6
 * and has sixteen for each, so the length tells which it is.
 */
const IPV6_LIST = 6
const IPV6_OCTETS = 16
const IPV4_OCTETS = 4

export function packAddresses(addresses: readonly Address[]): Buffer {
  if (typeof addresses[0] === 'string') {
    const octets = Buffer.alloc(1 + addresses.length * IPV6_OCTETS)
    octets[0] = IPV6_LIST
    addresses.forEach((address, i) => {
      if (typeof address !== 'string') return
      groupsOf(address).forEach((group, k) => octets.writeUInt16BE(group, 1 + i * IPV6_OCTETS + k * 2))
    })
    return octets
  }
  const octets = Buffer.alloc(addresses.length * IPV4_OCTETS)
  addresses.forEach((address, i) => octets.writeInt32BE(Number(address) | 0, i * IPV4_OCTETS))
  return octets
}

export function addressesOf(octets: Buffer): readonly Address[] {
  if (octets.length % IPV4_OCTETS === 0) {
    return Array.from({ length: octets.length / IPV4_OCTETS }, (_, i) => ipv4(octets.readInt32BE(i * IPV4_OCTETS)))
  }
  return Array.from({ length: (octets.length - 1) / IPV6_OCTETS }, (_, i) =>
    ipv6(Array.from({ length: 8 }, (_, k) => octets.readUInt16BE(1 + i * IPV6_OCTETS + k * 2))),
  )
}

/** As text. */
export const readAddresses = (octets: Buffer): readonly string[] => addressesOf(octets).map(formatAddress)
