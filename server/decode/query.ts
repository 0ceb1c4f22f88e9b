import { ALL_HOSTS, isMulticast, UNSPECIFIED, type IPv4 } from '../../shared/address.ts'
import { IGMP_TYPE, type IgmpVersion } from '../../shared/igmp.ts'
import type { Message } from './message.ts'
import { NO_PROBLEMS } from './problem.ts'
import { readSources, u16 } from './reader.ts'
import { checkHeader, flag, groupOf, HEADER, sound, type Reading } from './reading.ts'
import { MAX_RESPONSE_V1, maxResponseV2, maxResponseV3, queryInterval } from './time-code.ts'

/** Octets of a version 3 query before its sources (RFC 3376 s4.1). */
const QUERY_V3_HEADER = 12

/** RFC 3376 s7.1: 8 octets and code 0 is version 1, 8 and another code version 2, 12 or more version 3. */
function queryVersion(length: number, code: number): IgmpVersion | null {
  if (length === HEADER) return code === 0 ? 1 : 2
  return length >= QUERY_V3_HEADER ? 3 : null
}

const NO_SOURCES: readonly IPv4[] = []

export function readQuery(reading: Reading): Message {
  const { data, start, have, length, ip } = reading
  checkHeader(reading)
  const code = have > 1 ? data[start + 1]! : 0
  const version = queryVersion(length, code)
  if (version === null) flag(reading, 'bad-length')
  const address = groupOf(reading)
  const group = address === UNSPECIFIED ? null : address
  if (address !== null) checkQueryDestination(reading, group)
  const long = version === 3 && have >= QUERY_V3_HEADER
  const flags = long ? data[start + 8]! : 0
  let sources = NO_SOURCES
  if (long) {
    const count = u16(data, start + 10)
    if (count > (length - QUERY_V3_HEADER) >> 2 && !ip.fragment) flag(reading, 'bad-length')
    sources = readSources(data, start + QUERY_V3_HEADER, Math.min(count, (have - QUERY_V3_HEADER) >> 2))
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
    type: IGMP_TYPE.query,
    scope: group === null ? 'general' : sources.length > 0 ? 'group-and-source' : 'group',
    group,
    maxResponseMs: version === 1 ? MAX_RESPONSE_V1 : version === 3 ? maxResponseV3(code) : maxResponseV2(code),
    suppress: (flags & 8) !== 0, // s4.1.5
    robustness: long ? flags & 7 : null, // s4.1.6
    queryIntervalMs: long ? queryInterval(data[start + 9]!) : null, // s4.1.7
    sources,
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
    sound: sound(reading),
  }
}

/**
 * RFC 3376 s4.1.12: a general query goes to 224.0.0.1, a specific one to its group. A host accepts a query to any of its
 * own addresses, and the Linux bridge sends specific ones to 224.0.0.1: what counts is the group field.
 */
function checkQueryDestination(reading: Reading, group: IPv4 | null): void {
  if (group !== null && !isMulticast(group)) flag(reading, 'not-multicast')
  const { dst } = reading.ip
  if (isMulticast(dst) && dst !== (group ?? ALL_HOSTS)) flag(reading, 'wrong-destination')
}
