import {
  isLinkLocalAddress,
  isMulticast,
  isNeverReported,
  UNSPECIFIED_V6,
  type Address,
  type IPv6,
} from '../../shared/address.ts'
import type { AddressCache } from './address-cache.ts'
import type { OtherMessage } from './message.ts'
import { isSound, NO_PROBLEMS } from './problem.ts'
import { checkHeader, flag, type Reading } from './reading.ts'

/** Octets of the shortest MLD message but for a version 2 report (RFC 2710 s3). Its group stands at the end. */
export const MLD_HEADER = 24
export const ADDRESS = 16

/** What every message has, once its problems are known. */
export function envelope(reading: Reading): Omit<OtherMessage, 'kind' | 'version' | 'type' | 'group' | 'name'> {
  const { ip, way } = reading
  const problems = reading.problems ?? NO_PROBLEMS
  return {
    frame: reading.frame,
    at: reading.at,
    segment: reading.segment,
    encapsulation: way.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    problems,
    sampled: way.sampled,
    // RFC 3810 s6.2, s7.4: what came from beyond the link is dropped.
    sound: isSound(problems) && !problems.includes('ttl-not-1'),
  }
}

/**
 * RFC 3810 s5.1.14, s5.2.13: sent from a link-local address. RFC 3590 s4: reports and done messages of a host that has
 * none yet come from ::.
 */
export function checkSender(reading: Reading, mayBeUnspecified: boolean): void {
  checkHeader(reading)
  const { src } = reading.ip
  if (typeof src === 'number' || isLinkLocalAddress(src)) return
  if (!mayBeUnspecified || src !== UNSPECIFIED_V6) flag(reading, 'bad-source')
}

/** The group address, or null when it was not captured or is not there. */
export const groupOf = ({ data, start, have }: Reading, addresses: AddressCache): IPv6 | null =>
  have >= MLD_HEADER ? addresses.read(data, start + MLD_HEADER - ADDRESS) : null

/** RFC 3810 s6: ff02::1 and groups of scope 0 and 1 are never reported. */
export function checkReported(reading: Reading, group: Address): void {
  if (!isMulticast(group)) flag(reading, 'not-multicast')
  else if (isNeverReported(group)) flag(reading, 'all-hosts-reported')
}
