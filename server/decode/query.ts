import { ALL_HOSTS, ALL_NODES, isMulticast, isUnspecified, type Address } from '../../shared/address.ts'
import { IGMP_TYPE, type IgmpVersion } from '../../shared/igmp.ts'
import type { DurationMs } from '../../shared/time.ts'
import type { Message } from './message.ts'
import { MLD_TYPE } from './mld-types.ts'
import { NO_PROBLEMS } from './problem.ts'
import { u16 } from './reader.ts'
import {
  addressLength,
  checkHeader,
  checkSource,
  flag,
  groupOf,
  HEADER,
  headerLength,
  MLD_HEADER,
  sound,
  sourcesAt,
  type Reading,
} from './reading.ts'
import {
  MAX_RESPONSE_V1,
  maxResponseMldV1,
  maxResponseMldV2,
  maxResponseV2,
  maxResponseV3,
  queryInterval,
} from './time-code.ts'

/** Octets of the newest query between its group and its sources (RFC 3376 s4.1, RFC 3810 s5.1). */
const EXTENSION = 4

/** RFC 3376 s7.1: 8 octets and code 0 is version 1, 8 and another code version 2, 12 or more version 3. */
function queryVersion({ length, isMld }: Reading, code: number): IgmpVersion | null {
  if (isMld) return mldQueryVersion(length)
  if (length === HEADER) return code === 0 ? 1 : 2
  return length >= HEADER + EXTENSION ? 3 : null
}

/** RFC 3810 s8.1: 24 octets are version 1, 28 or more version 2; they count as 2 and 3. */
function mldQueryVersion(length: number): IgmpVersion | null {
  if (length === MLD_HEADER) return 2
  return length >= MLD_HEADER + EXTENSION ? 3 : null
}

/** The Max Resp Code: an octet in IGMP (RFC 3376 s4.1.1), two in MLD (RFC 3810 s5.1.3); 0 where it was cut off. */
function responseCode({ data, start, have, isMld }: Reading): number {
  if (isMld) return have > 5 ? u16(data, start + 4) : 0
  return have > 1 ? data[start + 1]! : 0
}

function maxResponse(version: IgmpVersion | null, code: number, isMld: boolean): DurationMs {
  if (isMld) return version === 3 ? maxResponseMldV2(code) : maxResponseMldV1(code)
  if (version === 1) return MAX_RESPONSE_V1
  return version === 3 ? maxResponseV3(code) : maxResponseV2(code)
}

const NO_SOURCES: readonly Address[] = []

export function readQuery(reading: Reading): Message {
  const { data, start, have, length, ip, isMld } = reading
  checkHeader(reading)
  checkSource(reading, false)
  const code = responseCode(reading)
  const version = queryVersion(reading, code)
  if (version === null) flag(reading, 'bad-length')
  const address = groupOf(reading)
  const group = address === null || isUnspecified(address) ? null : address
  if (address !== null) checkQueryDestination(reading, group)
  const extension = headerLength(reading)
  const head = extension + EXTENSION
  const long = version === 3 && have >= head
  const flags = long ? data[start + extension]! : 0
  let sources = NO_SOURCES
  if (long) {
    const octets = addressLength(reading)
    const count = u16(data, start + extension + 2)
    if (count * octets > length - head && !ip.fragment) flag(reading, 'bad-length')
    sources = sourcesAt(reading, start + head, Math.min(count, Math.floor((have - head) / octets)))
  }
  return {
    kind: 'query',
    version,
    frame: reading.frame,
    at: reading.at,
    segment: reading.segment,
    encapsulation: reading.way.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type: isMld ? MLD_TYPE.query : IGMP_TYPE.query,
    scope: group === null ? 'general' : sources.length > 0 ? 'group-and-source' : 'group',
    group,
    maxResponseMs: maxResponse(version, code, isMld),
    suppress: (flags & 8) !== 0, // s4.1.5
    robustness: long ? flags & 7 : null, // s4.1.6
    queryIntervalMs: long ? queryInterval(data[start + extension + 1]!) : null, // s4.1.7
    sources,
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
    sound: sound(reading),
  }
}

/**
 * RFC 3376 s4.1.12, RFC 3810 s5.1.15: a general query goes to 224.0.0.1 or ff02::1, a specific one to its group. A host
 * accepts a query to any of its own addresses, and the Linux bridge sends specific ones to 224.0.0.1: what counts is the
 * group field.
 */
function checkQueryDestination(reading: Reading, group: Address | null): void {
  if (group !== null && !isMulticast(group)) flag(reading, 'not-multicast')
  const { dst } = reading.ip
  if (isMulticast(dst) && dst !== (group ?? (reading.isMld ? ALL_NODES : ALL_HOSTS))) flag(reading, 'wrong-destination')
}
