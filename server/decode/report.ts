import { ALL_MLD2_ROUTERS, ALL_ROUTERS, ALL_ROUTERS_V6, ALL_V3_ROUTERS } from '../../shared/address.ts'
import { IGMP_TYPE, RECORD_TYPES } from '../../shared/igmp.ts'
import type { GroupRecord, Message } from './message.ts'
import { MLD_TYPE } from './mld-types.ts'
import { NO_PROBLEMS } from './problem.ts'
import { u16 } from './reader.ts'
import {
  addressAt,
  addressLength,
  checkHeader,
  checkReported,
  checkSource,
  flag,
  groupOf,
  HEADER,
  headerLength,
  noGroup,
  sound,
  sourcesAt,
  type Reading,
} from './reading.ts'

/** Octets of a group record before its group (RFC 3376 s4.2.4, RFC 3810 s5.2). */
const RECORD_HEADER = 4

/** RFC 1112, RFC 2236 s2, RFC 2710 s3: what follows the group is ignored. */
export function readOldReport(reading: Reading, version: 1 | 2): Message {
  const { ip } = reading
  checkHeader(reading)
  checkSource(reading, true)
  if (reading.length < headerLength(reading)) flag(reading, 'bad-length')
  const group = groupOf(reading)
  if (group !== null) {
    checkReported(reading, group)
    if (ip.dst !== group) flag(reading, 'wrong-destination') // RFC 2236 s9, RFC 2710 s5
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
    type: reading.isMld ? MLD_TYPE.reportV1 : version === 1 ? IGMP_TYPE.reportV1 : IGMP_TYPE.reportV2,
    group: group ?? noGroup(reading),
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
    sound: sound(reading),
  }
}

export function readLeave(reading: Reading): Message {
  const { ip } = reading
  checkHeader(reading)
  checkSource(reading, true)
  if (reading.length < headerLength(reading)) flag(reading, 'bad-length')
  const group = groupOf(reading)
  if (group !== null) {
    checkReported(reading, group)
    // RFC 2236 s9: to 224.0.0.2; old hosts send it to the group. RFC 2710 s5: to ff02::2.
    if (ip.dst !== (reading.isMld ? ALL_ROUTERS_V6 : ALL_ROUTERS) && (reading.isMld || ip.dst !== group))
      flag(reading, 'wrong-destination')
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
    type: reading.isMld ? MLD_TYPE.done : IGMP_TYPE.leaveV2,
    group: group ?? noGroup(reading),
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
    sound: sound(reading),
  }
}

export function readRecordsReport(reading: Reading): Message {
  const { data, start, have, ip } = reading
  checkHeader(reading)
  checkSource(reading, true)
  if (reading.length < HEADER) flag(reading, 'bad-length')
  // RFC 3376 s4.2.14, RFC 3810 s5.2.14
  if (ip.dst !== (reading.isMld ? ALL_MLD2_ROUTERS : ALL_V3_ROUTERS)) flag(reading, 'wrong-destination')
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
    type: reading.isMld ? MLD_TYPE.reportV2 : IGMP_TYPE.reportV3,
    group: null,
    records,
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
    sound: sound(reading),
  }
}

/** RFC 3376 s4.2.4, RFC 3810 s5.2. A record that runs past the end stops the reading; those before it count. */
function readRecords(reading: Reading, count: number): GroupRecord[] {
  const { data, start, have, length, ip } = reading
  const octets = addressLength(reading)
  const head = RECORD_HEADER + octets
  const end = start + have
  let at = start + HEADER
  // The exact size: a report of one record must not cost an array of seventeen.
  const records = new Array<GroupRecord>(Math.min(count, (end - at) >> 3))
  let read = 0
  for (let i = 0; i < count; i += 1) {
    const fits = end - at >= head
    const sourceCount = fits ? u16(data, at + 2) : 0
    const size = fits ? head + octets * sourceCount + 4 * data[at + 1]! : 0
    if (!fits || size > end - at) {
      if (have === length && !ip.fragment) flag(reading, 'malformed-record')
      break
    }
    const type = RECORD_TYPES[data[at]! - 1]
    if (type) {
      const group = addressAt(reading, at + RECORD_HEADER)
      checkReported(reading, group)
      records[read] = { type, group, sources: sourcesAt(reading, at + head, sourceCount) }
      read += 1
    } else flag(reading, 'unknown-record-type')
    at += size
  }
  if (read < records.length) records.length = read
  return records
}
