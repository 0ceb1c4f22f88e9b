import { RECORD_TYPES } from '../../../shared/igmp.ts'
import { MLD_OTHER_TYPES, MLD_TYPE } from '../mld-types.ts'
import { maxResponseMldV1, maxResponseMldV2, queryInterval } from '../time-code.ts'
import type { Scribe } from './scribe.ts'
import { END, type Next } from './step.ts'

const ADDRESS = 16
const WORDS: ReadonlyMap<number, string> = new Map([
  [MLD_TYPE.query, 'Multicast Listener Query'],
  [MLD_TYPE.reportV1, 'Multicast Listener Report'],
  [MLD_TYPE.done, 'Multicast Listener Done'],
  [MLD_TYPE.reportV2, 'Version 2 Multicast Listener Report'],
])

/** RFC 2710 s3, RFC 3810 s5. */
export function mld(scribe: Scribe, { at }: Next): Next {
  const type = scribe.read(at, 1)
  scribe.layer('mld', at, () => {
    const word = type === null ? undefined : (WORDS.get(type) ?? MLD_OTHER_TYPES.get(type))
    scribe.number('type', at, 1, { rfc: 'RFC 3810 s5', ...(word === undefined ? {} : { word }) })
    scribe.number('code', at + 1, 1, { rfc: 'RFC 3810 s5.1.1' })
    scribe.hex('checksum', at + 2, 2, { rfc: 'RFC 3810 s5.1.2' })
    switch (type) {
      case MLD_TYPE.query:
        return query(scribe, at)
      case MLD_TYPE.reportV1:
      case MLD_TYPE.done:
        scribe.number('max-response-time', at + 4, 2, { rfc: 'RFC 2710 s3.4' })
        scribe.number('reserved', at + 6, 2, { rfc: 'RFC 2710 s3.5' })
        scribe.ipv6('group', at + 8, { rfc: 'RFC 2710 s3.6' })
        return rest(scribe, at + 24)
      case MLD_TYPE.reportV2:
        return records(scribe, at)
      default:
        scribe.octets('data', at + 4, scribe.end - at - 4)
        return scribe.end
    }
  })
  return END
}

function query(scribe: Scribe, at: number): number {
  const isNew = scribe.limit - at >= 28 // RFC 3810 s8.1
  const code = scribe.read(at + 4, 2) ?? 0
  if (isNew) scribe.number('max-response-code', at + 4, 2, { ms: maxResponseMldV2(code), rfc: 'RFC 3810 s5.1.3' })
  else scribe.number('max-response-time', at + 4, 2, { ms: maxResponseMldV1(code), rfc: 'RFC 2710 s3.4' })
  scribe.number('reserved', at + 6, 2, { rfc: 'RFC 3810 s5.1.4' })
  scribe.ipv6('group', at + 8, { rfc: 'RFC 3810 s5.1.5' })
  if (!isNew) return rest(scribe, at + 24)
  const flags = scribe.read(at + 24, 1) ?? 0
  scribe.add('s-flag', at + 24, 1, (flags >> 3) & 1, { rfc: 'RFC 3810 s5.1.7' })
  scribe.add('qrv', at + 24, 1, flags & 7, { rfc: 'RFC 3810 s5.1.8' })
  scribe.number('qqic', at + 25, 1, { ms: queryInterval(scribe.read(at + 25, 1) ?? 0), rfc: 'RFC 3810 s5.1.9' })
  const count = scribe.number('source-count', at + 26, 2, { rfc: 'RFC 3810 s5.1.10' }) ?? 0
  return rest(scribe, sources(scribe, at + 28, count, 'RFC 3810 s5.1.11'))
}

function sources(scribe: Scribe, start: number, count: number, rfc: string): number {
  let at = start
  for (let i = 0; i < count && scribe.has(at, ADDRESS); i += 1) {
    scribe.ipv6('source-address', at, { rfc })
    at += ADDRESS
  }
  return at
}

/** What a receiver does not look at (RFC 2710 s3.7, RFC 3810 s5.1.12, s5.2.11). */
function rest(scribe: Scribe, at: number): number {
  if (at < scribe.end) scribe.octets('ignored', at, scribe.end - at, { rfc: 'RFC 3810 s5.2.11' })
  return Math.max(at, scribe.limit)
}

function records(scribe: Scribe, start: number): number {
  scribe.number('reserved', start + 4, 2, { rfc: 'RFC 3810 s5.2.1' })
  const count = scribe.number('record-count', start + 6, 2, { rfc: 'RFC 3810 s5.2.3' }) ?? 0
  let at = start + 8
  for (let i = 0; i < count && scribe.has(at, 20); i += 1) at = record(scribe, at)
  return rest(scribe, at)
}

/** RFC 3810 s5.2.4. */
function record(scribe: Scribe, at: number): number {
  const type = scribe.read(at, 1) ?? 0
  const word = RECORD_TYPES[type - 1]
  return scribe.group(
    'record',
    at,
    word ?? String(type),
    () => {
      scribe.number('record-type', at, 1, { rfc: 'RFC 3810 s5.2.12', ...(word ? { word } : {}) })
      const words = scribe.number('aux-length', at + 1, 1, { rfc: 'RFC 3810 s5.2.6' }) ?? 0
      const count = scribe.number('source-count', at + 2, 2, { rfc: 'RFC 3810 s5.2.7' }) ?? 0
      scribe.ipv6('group', at + 4, { rfc: 'RFC 3810 s5.2.8' })
      const next = sources(scribe, at + 20, count, 'RFC 3810 s5.2.9')
      scribe.octets('aux-data', next, 4 * words, { rfc: 'RFC 3810 s5.2.10' })
      return at + 20 + ADDRESS * count + 4 * words
    },
    { rfc: 'RFC 3810 s5.2.4' },
  )
}
