import { formatAddress, formatMac, isUnspecified, type Family } from '../../shared/address.ts'
import { wireVersion, type IgmpVersion } from '../../shared/igmp.ts'
import type { HostKey } from '../membership/event.ts'

/** What a sentence calls a host: its address, or its MAC where it has none. */
export const hostName = ({ ip, mac }: HostKey): string =>
  isUnspecified(ip) && mac !== null ? formatMac(mac) : formatAddress(ip)

/** `IGMPv3`, `MLDv2`. */
export const protocolName = (family: Family, version: IgmpVersion): string =>
  `${family === 'ipv4' ? 'IGMP' : 'MLD'}v${wireVersion(family, version)}`
