import type { Family } from '../../shared/address.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'

/** Of an address as text; one that is none counts as IPv4. */
export const familyOfText = (address: string): Family => (address.includes(':') ? 'ipv6' : 'ipv4')

/** The protocol of a family with the version that it has on the wire: `IGMPv3`, `MLDv2`. */
export const protocolName = (family: Family, version: IgmpVersion): string =>
  `${family === 'ipv4' ? 'IGMP' : 'MLD'}v${version}`

/** The same in a column of versions, where IGMP goes without saying: `v3`, `MLDv2`. */
export const versionLabel = (family: Family, version: IgmpVersion): string =>
  family === 'ipv4' ? `v${version}` : protocolName(family, version)

/** IGMPv3 and MLDv2 queries carry the querier's robustness (RFC 3376 s4.1.6, RFC 3810 s5.1.8). */
export const tellsRobustness = (family: Family, version: IgmpVersion): boolean =>
  version === (family === 'ipv4' ? 3 : 2)
