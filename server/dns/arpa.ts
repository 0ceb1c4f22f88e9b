import { formatIPv4, groupsOf, type Address } from '../../shared/address.ts'

/** The name under which the DNS has the name of an address (RFC 1035 s3.5, RFC 3596 s2.5). */
export function arpaName(address: Address): string {
  if (typeof address === 'number') return `${formatIPv4(address).split('.').reverse().join('.')}.in-addr.arpa`
  const digits = groupsOf(address)
    .map((group) => group.toString(16).padStart(4, '0'))
    .join('')
  return `${Array.from(digits).reverse().join('.')}.ip6.arpa`
}
