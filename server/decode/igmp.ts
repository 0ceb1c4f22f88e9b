import { IGMP_TYPE, type Encapsulation } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import { checksum } from './checksum.ts'
import { OTHER_TYPES, SHORT_TYPES } from './igmp-types.ts'
import type { Layers } from './link.ts'
import type { Message } from './message.ts'
import { NO_PROBLEMS } from './problem.ts'
import { readQuery } from './query.ts'
import { flag, HEADER, sound, type Reading } from './reading.ts'
import { readLeave, readOldReport, readRecordsReport } from './report.ts'
import type { Segment } from './segment.ts'

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
