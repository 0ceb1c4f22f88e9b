import { IGMP_TYPE } from '../../shared/igmp.ts'
import { checksum, pseudoHeaderSum } from './checksum.ts'
import { OTHER_TYPES, SHORT_TYPES } from './igmp-types.ts'
import type { Layers } from './link.ts'
import type { Message } from './message.ts'
import { MLD_OTHER_TYPES, MLD_SHORT_TYPES, MLD_TYPE } from './mld-types.ts'
import { NO_PROBLEMS } from './problem.ts'
import { readQuery } from './query.ts'
import { flag, HEADER, sound, type Reading } from './reading.ts'
import { readLeave, readOldReport, readRecordsReport } from './report.ts'

/**
 * Reads the IGMP or MLD message that is the payload of `reading.ip`, in the frame at hand. Never throws and never reads
 * past what was captured: what is wrong stands in `problems`. Where it stands and what it came through is set before.
 */
export function readMessage(reading: Reading, { data, end, wireEnd, mac }: Layers): Message {
  const { ip } = reading
  const { payload: start, payloadEnd } = ip
  const length = payloadEnd - start
  const have = Math.max(0, Math.min(end, payloadEnd) - start)
  const isMld = ip.protocol === 'mld'
  reading.data = data
  reading.start = start
  reading.have = have
  reading.length = length
  reading.isMld = isMld
  reading.mac = mac
  reading.problems = null
  if (payloadEnd > wireEnd) flag(reading, 'bad-length')
  else if (have < length) flag(reading, 'truncated')
  if (ip.fragment || reading.way.fragment) flag(reading, 'fragment')
  else if (have === length && checksumOf(reading) !== 0) flag(reading, 'bad-checksum')
  const type = have > 0 ? data[start]! : null
  if (isMld) return readMld(reading, type)
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
      return readOther(reading, type, OTHER_TYPES, SHORT_TYPES)
  }
}

function checksumOf({ data, ip, length, isMld }: Reading): number {
  const before = isMld ? pseudoHeaderSum(data, ip.start, length) : 0
  return checksum(data, ip.payload, ip.payloadEnd, before)
}

/** Version 1 of MLD is IGMPv2 and version 2 is IGMPv3 (RFC 2710 s1, RFC 3810 s1): they count as such. */
function readMld(reading: Reading, type: number | null): Message {
  switch (type) {
    case MLD_TYPE.query:
      return readQuery(reading)
    case MLD_TYPE.reportV1:
      return readOldReport(reading, 2)
    case MLD_TYPE.done:
      return readLeave(reading)
    case MLD_TYPE.reportV2:
      return readRecordsReport(reading)
    default:
      return readOther(reading, type, MLD_OTHER_TYPES, MLD_SHORT_TYPES)
  }
}

function readOther(
  reading: Reading,
  type: number | null,
  names: ReadonlyMap<number, string>,
  shortTypes: ReadonlySet<number>,
): Message {
  const { ip } = reading
  const name = type === null ? null : (names.get(type) ?? null)
  if (type !== null && name === null) flag(reading, 'unknown-type')
  const shortest = type !== null && shortTypes.has(type) ? 4 : HEADER
  if (reading.length < shortest) flag(reading, 'bad-length')
  return {
    kind: 'other',
    version: null,
    frame: reading.frame,
    at: reading.at,
    segment: reading.segment,
    encapsulation: reading.way.encapsulation,
    mac: reading.mac,
    src: ip.src,
    dst: ip.dst,
    ttl: ip.ttl,
    routerAlert: ip.routerAlert,
    type,
    group: null,
    name,
    problems: reading.problems ?? NO_PROBLEMS,
    sampled: reading.way.sampled,
    sound: sound(reading),
  }
}
