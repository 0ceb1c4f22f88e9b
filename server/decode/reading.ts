import {
  isLinkLocalAddress,
  isMulticast,
  isNeverReported,
  UNSPECIFIED,
  UNSPECIFIED_V6,
  type Address,
  type Mac,
} from '../../shared/address.ts'
import type { Problem } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import { AddressCache } from './address-cache.ts'
import type { IpHeader } from './ip.ts'
import { isSound } from './problem.ts'
import { readIPv4, readSources } from './reader.ts'
import type { Segment } from './segment.ts'
import type { Way } from './way.ts'

/** Octets of the shortest message of IGMP (RFC 2236 s2). */
export const HEADER = 8
/** Of MLD, but for a version 2 report (RFC 2710 s3). */
export const MLD_HEADER = 24

/** A message while it is read. This is the hot path: one reading for all messages, and each message one literal. */
export interface Reading {
  data: Uint8Array
  start: number
  /** Octets of the message that were captured, and that it has. */
  have: number
  length: number
  ip: IpHeader
  addresses: AddressCache
  isMld: boolean
  frame: number
  at: EpochMs
  segment: Segment
  way: Way
  mac: Mac | null
  problems: Problem[] | null
}

export const emptyReading = (ip: IpHeader, way: Way): Reading => ({
  data: new Uint8Array(0),
  start: 0,
  have: 0,
  length: 0,
  ip,
  addresses: new AddressCache(),
  isMld: false,
  frame: 0,
  at: 0,
  segment: { family: 'ipv4', name: '', vlans: [] },
  way,
  mac: null,
  problems: null,
})

export function flag(reading: Reading, problem: Problem): void {
  if (!reading.problems) reading.problems = [problem]
  else if (!reading.problems.includes(problem)) reading.problems.push(problem)
}

/** RFC 3810 s6.2 and s7.4 drop MLD that came from beyond the link. */
export const sound = ({ problems, isMld }: Reading): boolean =>
  problems === null || (isSound(problems) && !(isMld && problems.includes('ttl-not-1')))

/** RFC 3376 s4: sent with TTL 1 and the Router Alert option. No rule to refuse what is not, so it is only told. */
export function checkHeader(reading: Reading): void {
  if (reading.ip.ttl !== 1) flag(reading, 'ttl-not-1')
  if (reading.ip.routerAlert === false) flag(reading, 'no-router-alert')
}

/**
 * RFC 3810 s5.1.14, s5.2.13: MLD is sent from a link-local address. RFC 3590 s4: reports and done messages of a host that
 * has none yet come from ::.
 */
export function checkSource(reading: Reading, mayBeUnspecified: boolean): void {
  const { src } = reading.ip
  if (typeof src === 'number' || isLinkLocalAddress(src)) return
  if (!mayBeUnspecified || src !== UNSPECIFIED_V6) flag(reading, 'bad-source')
}

export const addressAt = ({ data, isMld, addresses }: Reading, at: number): Address =>
  isMld ? addresses.read(data, at) : readIPv4(data, at)

/** Octets of an address. */
export const addressLength = ({ isMld }: Reading): 4 | 16 => (isMld ? 16 : 4)

/** `count` addresses in a row. */
export function sourcesAt(reading: Reading, at: number, count: number): readonly Address[] {
  if (!reading.isMld) return readSources(reading.data, at, count)
  return Array.from({ length: count }, (_, i) => reading.addresses.read(reading.data, at + 16 * i))
}

/** Octets of the shortest message that has one group; it stands at the end of them. */
export const headerLength = ({ isMld }: Reading): number => (isMld ? MLD_HEADER : HEADER)

/** The group address, or null when it was not captured or is not there. */
export function groupOf(reading: Reading): Address | null {
  const header = headerLength(reading)
  return reading.have >= header ? addressAt(reading, reading.start + header - addressLength(reading)) : null
}

/** What stands for a group that is not there. */
export const noGroup = ({ isMld }: Reading): Address => (isMld ? UNSPECIFIED_V6 : UNSPECIFIED)

export function checkReported(reading: Reading, group: Address): void {
  if (!isMulticast(group)) flag(reading, 'not-multicast')
  else if (isNeverReported(group)) flag(reading, 'all-hosts-reported')
}
