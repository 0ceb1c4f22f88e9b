import { formatAddress, formatMac, isUnspecified } from '../../shared/address.ts'
import type { HostKey } from '../membership/event.ts'

/** A host as a sentence calls it: by its address, or by its MAC where it has none. */
export const hostName = ({ ip, mac }: HostKey): string =>
  isUnspecified(ip) && mac !== null ? formatMac(mac) : formatAddress(ip)

/** Who a finding is about, without all that is written down of it. */
export const hostKey = ({ ip, mac }: HostKey): HostKey => ({ ip, mac })

/** Findings of one kind that are told host by host; when there are more, they are told together. */
export const HOSTS_LISTED = 20
