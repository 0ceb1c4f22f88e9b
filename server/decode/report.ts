import { ALL_ROUTERS, ALL_V3_ROUTERS, UNSPECIFIED } from '../../shared/address.ts'
import { IGMP_TYPE, RECORD_TYPES } from '../../shared/igmp.ts'
import type { GroupRecord, Message } from './message.ts'
import { NO_PROBLEMS } from './problem.ts'
import { readIPv4, readSources, u16 } from './reader.ts'
import { checkHeader, checkReported, flag, groupOf, HEADER, sound, type Reading } from './reading.ts'

/** Octets of a group record before its sources (RFC 3376 s4.2.4). */
const RECORD_HEADER = 8

/** RFC 1112, RFC 2236 s2: what follows the first 8 octets is ignored. */
export function readOldReport(reading: Reading, version: 1 | 2): Message {
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
    encapsulation: reading.way.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type: version === 1 ? IGMP_TYPE.reportV1 : IGMP_TYPE.reportV2,
    group: group ?? UNSPECIFIED,
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
    sound: sound(reading),
  }
}

export function readLeave(reading: Reading): Message {
  const { ip } = reading
  checkHeader(reading)
  if (reading.length < HEADER) flag(reading, 'bad-length')
  const group = groupOf(reading)
  // "Global leave": after a change of the topology a switch asks for a general query by it. No host, and no group, leaves.
  if (group !== null && !(group === UNSPECIFIED && ip.dst === ALL_ROUTERS)) {
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
    encapsulation: reading.way.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type: IGMP_TYPE.leaveV2,
    group: group ?? UNSPECIFIED,
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
    sound: sound(reading),
  }
}

export function readRecordsReport(reading: Reading): Message {
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
    encapsulation: reading.way.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type: IGMP_TYPE.reportV3,
    group: null,
    records,
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
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
