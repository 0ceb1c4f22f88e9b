import {
  ALL_HOSTS,
  ALL_ROUTERS,
  ALL_V3_ROUTERS,
  isMulticast,
  UNSPECIFIED,
  type IPv4,
  type Mac,
} from '../../shared/address.ts'
import { IGMP_TYPE, RECORD_TYPES, type Encapsulation, type IgmpVersion, type Problem } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import { checksum } from './checksum.ts'
import { OTHER_TYPES, SHORT_TYPES } from './igmp-types.ts'
import type { IPv4Header } from './ipv4.ts'
import type { Layers } from './link.ts'
import type { GroupRecord, Message } from './message.ts'
import { isSound, NO_PROBLEMS } from './problem.ts'
import { readIPv4, readSources, u16 } from './reader.ts'
import type { Segment } from './segment.ts'
import { MAX_RESPONSE_V1, maxResponseV2, maxResponseV3, queryInterval } from './time-code.ts'

/** Shortest membership message, longest fixed part of a version 3 query, fixed part of a group record. */
const HEADER = 8
const QUERY_V3_HEADER = 12
const RECORD_HEADER = 8

/** A message while it is read. This is the hot path: one reading for all messages, and each message one literal. */
export interface Reading {
  data: Uint8Array
  start: number
  /** Octets of the message that were captured, and that it has. */
  have: number
  length: number
  ip: IPv4Header
  frame: number
  at: EpochMs
  segment: Segment
  encapsulation: readonly Encapsulation[]
  mac: Mac | null
  problems: Problem[] | null
}

export const emptyReading = (ip: IPv4Header): Reading => ({
  data: new Uint8Array(0),
  start: 0,
  have: 0,
  length: 0,
  ip,
  frame: 0,
  at: 0,
  segment: { name: '', vlans: [] },
  encapsulation: [],
  mac: null,
  problems: null,
})

/**
 * Reads the IGMP message that is the payload of `reading.ip`, in the frame at hand. Never throws and never reads past
 * what was captured: what is wrong stands in `problems`. `frame` is its number within the source.
 */
export function readMessage(
  reading: Reading,
  { data, end, wireEnd, mac }: Layers,
  frame: number,
  at: EpochMs,
  segment: Segment,
  encapsulation: readonly Encapsulation[],
): Message {
  const { ip } = reading
  const { payload: start, payloadEnd } = ip
  const length = payloadEnd - start
  const have = Math.max(0, Math.min(end, payloadEnd) - start)
  reading.data = data
  reading.start = start
  reading.have = have
  reading.length = length
  reading.frame = frame
  reading.at = at
  reading.segment = segment
  reading.encapsulation = encapsulation
  reading.mac = mac
  reading.problems = null
  if (payloadEnd > wireEnd) flag(reading, 'bad-length')
  else if (have < length) flag(reading, 'truncated')
  if (ip.fragment) flag(reading, 'fragment')
  else if (have === length && checksum(data, start, payloadEnd) !== 0) flag(reading, 'bad-checksum')
  const type = have > 0 ? data[start]! : null
  switch (type) {
    case IGMP_TYPE.query:
      return readQuery(reading)
    case IGMP_TYPE.reportV1:
      return readOldReport(reading, 1)
    case IGMP_TYPE.reportV2:
      return readOldReport(reading, 2)
    case IGMP_TYPE.leaveV2:
      return readLeave(reading)
    case IGMP_TYPE.reportV3:
      return readRecordsReport(reading)
    default:
      return readOther(reading, type)
  }
}

function flag(reading: Reading, problem: Problem): void {
  if (!reading.problems) reading.problems = [problem]
  else if (!reading.problems.includes(problem)) reading.problems.push(problem)
}

const sound = ({ problems }: Reading): boolean => problems === null || isSound(problems)

/** RFC 3376 s4: sent with TTL 1 and the Router Alert option. No rule to refuse what is not, so it is only told. */
function checkHeader(reading: Reading): void {
  if (reading.ip.ttl !== 1) flag(reading, 'ttl-not-1')
  if (reading.ip.routerAlert === false) flag(reading, 'no-router-alert')
}

/** The group address, or null when it was not captured or is not there. */
const groupOf = ({ data, start, have }: Reading): IPv4 | null => (have >= HEADER ? readIPv4(data, start + 4) : null)

function checkReported(reading: Reading, group: IPv4): void {
  if (!isMulticast(group)) flag(reading, 'not-multicast')
  else if (group === ALL_HOSTS) flag(reading, 'all-hosts-reported')
}

/** RFC 3376 s7.1: 8 octets and code 0 is version 1, 8 and another code version 2, 12 or more version 3. */
function queryVersion(length: number, code: number): IgmpVersion | null {
  if (length === HEADER) return code === 0 ? 1 : 2
  return length >= QUERY_V3_HEADER ? 3 : null
}

const NO_SOURCES: readonly IPv4[] = []

function readQuery(reading: Reading): Message {
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
    encapsulation: reading.encapsulation,
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

/** RFC 1112, RFC 2236 s2: what follows the first 8 octets is ignored. */
function readOldReport(reading: Reading, version: 1 | 2): Message {
  const { ip } = reading
  checkHeader(reading)
  if (reading.length < HEADER) flag(reading, 'bad-length')
  const group = groupOf(reading)
  if (group !== null) {
    checkReported(reading, group)
    if (ip.dst !== group) flag(reading, 'wrong-destination') // RFC 2236 s9
  }
  return {
    kind: 'report',
    version,
    frame: reading.frame,
    at: reading.at,
    segment: reading.segment,
    encapsulation: reading.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type: version === 1 ? IGMP_TYPE.reportV1 : IGMP_TYPE.reportV2,
    group: group ?? UNSPECIFIED,
    problems: reading.problems ?? NO_PROBLEMS,
    sound: sound(reading),
  }
}

function readLeave(reading: Reading): Message {
  const { ip } = reading
  checkHeader(reading)
  if (reading.length < HEADER) flag(reading, 'bad-length')
  const group = groupOf(reading)
  if (group !== null) {
    checkReported(reading, group)
    // RFC 2236 s9: to 224.0.0.2; old hosts send it to the group.
    if (ip.dst !== ALL_ROUTERS && ip.dst !== group) flag(reading, 'wrong-destination')
  }
  return {
    kind: 'leave',
    version: 2,
    frame: reading.frame,
    at: reading.at,
    segment: reading.segment,
    encapsulation: reading.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type: IGMP_TYPE.leaveV2,
    group: group ?? UNSPECIFIED,
    problems: reading.problems ?? NO_PROBLEMS,
    sound: sound(reading),
  }
}

function readRecordsReport(reading: Reading): Message {
  const { data, start, have, ip } = reading
  checkHeader(reading)
  if (reading.length < HEADER) flag(reading, 'bad-length')
  if (ip.dst !== ALL_V3_ROUTERS) flag(reading, 'wrong-destination') // s4.2.14
  const records = have >= HEADER ? readRecords(reading, u16(data, start + 6)) : []
  return {
    kind: 'report',
    version: 3,
    frame: reading.frame,
    at: reading.at,
    segment: reading.segment,
    encapsulation: reading.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type: IGMP_TYPE.reportV3,
    group: null,
    records,
    problems: reading.problems ?? NO_PROBLEMS,
    sound: sound(reading),
  }
}

/** RFC 3376 s4.2.4. A record that runs past the end stops the reading; those before it count. */
function readRecords(reading: Reading, count: number): GroupRecord[] {
  const { data, start, have, length, ip } = reading
  const end = start + have
  let at = start + HEADER
  // The exact size: a report of one record must not cost an array of seventeen.
  const records = new Array<GroupRecord>(Math.min(count, (end - at) >> 3))
  let read = 0
  for (let i = 0; i < count; i += 1) {
    const fits = end - at >= RECORD_HEADER
    const sourceCount = fits ? u16(data, at + 2) : 0
    const size = fits ? RECORD_HEADER + 4 * sourceCount + 4 * data[at + 1]! : 0
    if (!fits || size > end - at) {
      if (have === length && !ip.fragment) flag(reading, 'malformed-record')
      break
    }
    const type = RECORD_TYPES[data[at]! - 1]
    if (type) {
      const group = readIPv4(data, at + 4)
      checkReported(reading, group)
      records[read] = { type, group, sources: readSources(data, at + RECORD_HEADER, sourceCount) }
      read += 1
    } else flag(reading, 'unknown-record-type')
    at += size
  }
  if (read < records.length) records.length = read
  return records
}

function readOther(reading: Reading, type: number | null): Message {
  const { ip } = reading
  const name = type === null ? null : (OTHER_TYPES.get(type) ?? null)
  if (type !== null && name === null) flag(reading, 'unknown-type')
  const shortest = type !== null && SHORT_TYPES.has(type) ? 4 : HEADER
  if (reading.length < shortest) flag(reading, 'bad-length')
  return {
    kind: 'other',
    version: null,
    frame: reading.frame,
    at: reading.at,
    segment: reading.segment,
    encapsulation: reading.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type,
    group: null,
    name,
    problems: reading.problems ?? NO_PROBLEMS,
    sound: sound(reading),
  }
}
