import { IGMP_TYPE, RECORD_TYPES } from '../../../shared/igmp.ts'
import { OTHER_TYPES } from '../igmp-types.ts'
import { MAX_RESPONSE_V1, maxResponseV2, maxResponseV3, queryInterval } from '../time-code.ts'
import type { Scribe } from './scribe.ts'
import { END, type Next } from './step.ts'

const WORDS: ReadonlyMap<number, string> = new Map([
  [IGMP_TYPE.query, 'Membership Query'],
  [IGMP_TYPE.reportV1, 'IGMPv1 Membership Report'],
  [IGMP_TYPE.reportV2, 'IGMPv2 Membership Report'],
  [IGMP_TYPE.leaveV2, 'Leave Group'],
  [IGMP_TYPE.reportV3, 'IGMPv3 Membership Report'],
])

/** RFC 1112 appendix I, RFC 2236 s2, RFC 3376 s4. The message ends where its IP packet does. */
export function igmp(scribe: Scribe, { at }: Next): Next {
  const type = scribe.read(at, 1)
  scribe.layer('igmp', at, () => {
    const word = type === null ? undefined : (WORDS.get(type) ?? OTHER_TYPES.get(type))
    scribe.hex('type', at, 1, { rfc: 'RFC 3376 s4', ...(word === undefined ? {} : { word }) })
    switch (type) {
      case IGMP_TYPE.query:
        return query(scribe, at)
      case IGMP_TYPE.reportV1:
        return old(scribe, at, 'RFC 1112')
      case IGMP_TYPE.reportV2:
      case IGMP_TYPE.leaveV2:
        return old(scribe, at, 'RFC 2236 s2')
      case IGMP_TYPE.reportV3:
        return records(scribe, at)
      default:
        scribe.number('code', at + 1, 1)
        scribe.hex('checksum', at + 2, 2)
        scribe.octets('data', at + 4, scribe.end - at - 4)
        return scribe.end
    }
  })
  return END
}

function query(scribe: Scribe, at: number): number {
  const length = scribe.limit - at
  const code = scribe.read(at + 1, 1) ?? 0
  // RFC 3376 s7.1: by length and code.
  const version = length >= 12 ? 3 : code === 0 ? 1 : 2
  const ms = version === 3 ? maxResponseV3(code) : version === 2 ? maxResponseV2(code) : MAX_RESPONSE_V1
  if (version === 1) scribe.number('reserved', at + 1, 1, { rfc: 'RFC 1112' })
  else if (version === 2) scribe.number('max-response-time', at + 1, 1, { ms, rfc: 'RFC 2236 s2.2' })
  else scribe.number('max-response-code', at + 1, 1, { ms, rfc: 'RFC 3376 s4.1.1' })
  scribe.hex('checksum', at + 2, 2, { rfc: 'RFC 3376 s4.1.2' })
  scribe.ipv4('group', at + 4, { rfc: 'RFC 3376 s4.1.3' })
  if (version < 3) return rest(scribe, at + 8)
  const flags = scribe.read(at + 8, 1) ?? 0
  scribe.add('s-flag', at + 8, 1, (flags >> 3) & 1, { rfc: 'RFC 3376 s4.1.5' })
  scribe.add('qrv', at + 8, 1, flags & 7, { rfc: 'RFC 3376 s4.1.6' })
  const interval = scribe.read(at + 9, 1) ?? 0
  scribe.number('qqic', at + 9, 1, { ms: queryInterval(interval), rfc: 'RFC 3376 s4.1.7' })
  const count = scribe.number('source-count', at + 10, 2, { rfc: 'RFC 3376 s4.1.8' }) ?? 0
  return sources(scribe, at + 12, count, 'RFC 3376 s4.1.9')
}

function sources(scribe: Scribe, start: number, count: number, rfc: string): number {
  let at = start
  for (let i = 0; i < count && scribe.has(at, 4); i += 1) {
    scribe.ipv4('source-address', at, { rfc })
    at += 4
  }
  return rest(scribe, at)
}

function old(scribe: Scribe, at: number, rfc: string): number {
  scribe.number(rfc === 'RFC 1112' ? 'reserved' : 'max-response-time', at + 1, 1, { rfc })
  scribe.hex('checksum', at + 2, 2, { rfc })
  scribe.ipv4('group', at + 4, { rfc })
  return rest(scribe, at + 8)
}

/** What a receiver does not look at (RFC 2236 s2.5, RFC 3376 s4.1.10, s4.2.11). */
function rest(scribe: Scribe, at: number): number {
  if (at < scribe.end) scribe.octets('ignored', at, scribe.end - at, { rfc: 'RFC 3376 s4.2.11' })
  return Math.max(at, scribe.limit)
}

function records(scribe: Scribe, start: number): number {
  scribe.number('reserved', start + 1, 1, { rfc: 'RFC 3376 s4.2.1' })
  scribe.hex('checksum', start + 2, 2, { rfc: 'RFC 3376 s4.2.2' })
  scribe.number('reserved', start + 4, 2, { rfc: 'RFC 3376 s4.2.1' })
  const count = scribe.number('record-count', start + 6, 2, { rfc: 'RFC 3376 s4.2.3' }) ?? 0
  let at = start + 8
  for (let i = 0; i < count && scribe.has(at, 8); i += 1) at = record(scribe, at)
  return rest(scribe, at)
}

/** RFC 3376 s4.2.4. */
function record(scribe: Scribe, at: number): number {
  const type = scribe.read(at, 1) ?? 0
  const word = RECORD_TYPES[type - 1]
  return scribe.group(
    'record',
    at,
    word ?? String(type),
    () => {
      scribe.number('record-type', at, 1, { rfc: 'RFC 3376 s4.2.12', ...(word ? { word } : {}) })
      const words = scribe.number('aux-length', at + 1, 1, { rfc: 'RFC 3376 s4.2.6' }) ?? 0
      const count = scribe.number('source-count', at + 2, 2, { rfc: 'RFC 3376 s4.2.7' }) ?? 0
      scribe.ipv4('group', at + 4, { rfc: 'RFC 3376 s4.2.8' })
      let next = at + 8
      for (let i = 0; i < count && scribe.has(next, 4); i += 1) {
        scribe.ipv4('source-address', next, { rfc: 'RFC 3376 s4.2.9' })
        next += 4
      }
      scribe.octets('aux-data', next, 4 * words, { rfc: 'RFC 3376 s4.2.10' })
      return at + 8 + 4 * count + 4 * words
    },
    { rfc: 'RFC 3376 s4.2.4' },
  )
}
