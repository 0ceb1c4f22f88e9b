import type { Family } from '../../shared/address.ts'
import { wireVersion, type IgmpVersion } from '../../shared/igmp.ts'

/** `IGMPv3`, `MLDv2`. */
export const protocolName = (family: Family, version: IgmpVersion): string =>
  `${family === 'ipv4' ? 'IGMP' : 'MLD'}v${wireVersion(family, version)}`
