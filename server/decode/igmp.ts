import { IGMP_TYPE } from '../../shared/igmp.ts'
import { checksum } from './checksum.ts'
import { OTHER_TYPES, SHORT_TYPES } from './igmp-types.ts'
import type { Layers } from './link.ts'
import type { Message } from './message.ts'
import { NO_PROBLEMS } from './problem.ts'
import { readQuery } from './query.ts'
import { begin, flag, HEADER, sound, type Reading } from './reading.ts'
import { readLeave, readOldReport, readRecordsReport } from './report.ts'

/**
 * Reads the IGMP message that is the payload of `reading.ip`, in the frame at hand. Never throws and never reads
 * past what was captured: what is wrong stands in `problems`. Where it stands and what it came through is set before.
 */
export function readIgmp(reading: Reading, layers: Layers): Message {
  begin(reading, layers)
  const { data, start, have, length, ip } = reading
  if (!ip.fragment && have === length && checksum(data, start, ip.payloadEnd) !== 0) flag(reading, 'bad-checksum')
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
