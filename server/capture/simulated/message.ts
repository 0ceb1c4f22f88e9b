import { ALL_HOSTS, ALL_ROUTERS, ALL_V3_ROUTERS, type IPv4, UNSPECIFIED } from '../../../shared/address.ts'
import { IGMP_TYPE, RECORD_TYPES, type RecordType } from '../../../shared/igmp.ts'
import { checksum } from './checksum.ts'

/*
 * IGMP messages as a sender means them, and their octets. Written from the RFCs alone and apart from the decoder, so
 * that each can prove the other wrong.
 */

export interface OutgoingQuery {
  kind: 'query'
  version: 1 | 2 | 3
  /** 0.0.0.0 in a general query. */
  group: IPv4
  /** In tenths of a second; not on the wire in version 1. A v3 value above 127 that no code has is rounded down. */
  maxResponseTenths: number
  /** The three below are on the wire in version 3 only. */
  suppress: boolean
  robustness: number
  /** In seconds. */
  queryInterval: number
  sources: readonly IPv4[]
}
export interface OutgoingRecord {
  type: RecordType
  group: IPv4
  sources: readonly IPv4[]
  /** Auxiliary data, a multiple of four octets; receivers ignore it (RFC 3376 s4.2.11). */
  aux?: Uint8Array
}
export type OutgoingMessage =
  | OutgoingQuery
  | { kind: 'report'; version: 1 | 2; group: IPv4 }
  | { kind: 'leave'; group: IPv4 }
  | { kind: 'records'; records: readonly OutgoingRecord[] }

/** The IGMP octets of a message, checksum included. Throws a RangeError for auxiliary data that is not whole words. */
export function encodeMessage(message: OutgoingMessage): Uint8Array {
  const bytes = body(message)
  const sum = checksum(bytes, 0, bytes.length)
  bytes[2] = sum >>> 8
  bytes[3] = sum & 255
  return bytes
}

function body(message: OutgoingMessage): Uint8Array {
  switch (message.kind) {
    case 'query':
      return message.version === 3 ? queryV3(message) : queryOlder(message)
    case 'report':
      return eight(message.version === 1 ? IGMP_TYPE.reportV1 : IGMP_TYPE.reportV2, 0, message.group)
    case 'leave':
      return eight(IGMP_TYPE.leaveV2, 0, message.group)
    case 'records':
      return reportV3(message.records)
  }
}

/** RFC 3376 s4.1.12, s4.2.14, RFC 2236 s9: where a message is sent to. */
export function destinationOf(message: OutgoingMessage): IPv4 {
  switch (message.kind) {
    case 'query':
      return message.group === UNSPECIFIED ? ALL_HOSTS : message.group
    case 'report':
      return message.group
    case 'leave':
      return ALL_ROUTERS
    case 'records':
      return ALL_V3_ROUTERS
  }
}

/** RFC 1112 appendix I, RFC 2236 s2: type, code, checksum, group. */
function eight(type: number, code: number, group: IPv4): Uint8Array {
  const bytes = new Uint8Array(8)
  bytes[0] = type
  bytes[1] = code
  putAddress(bytes, 4, group)
  return bytes
}

/** A code of 0 is what makes a query version 1 (RFC 3376 s7.1). */
const queryOlder = (query: OutgoingQuery): Uint8Array =>
  eight(IGMP_TYPE.query, query.version === 1 ? 0 : Math.min(255, query.maxResponseTenths), query.group)

/** RFC 3376 s4.1. */
function queryV3(query: OutgoingQuery): Uint8Array {
  const bytes = new Uint8Array(12 + 4 * query.sources.length)
  bytes.set(eight(IGMP_TYPE.query, floatCode(query.maxResponseTenths), query.group))
  bytes[8] = (query.suppress ? 8 : 0) | (query.robustness > 7 ? 0 : query.robustness)
  bytes[9] = floatCode(query.queryInterval)
  bytes[10] = query.sources.length >>> 8
  bytes[11] = query.sources.length & 255
  query.sources.forEach((source, index) => putAddress(bytes, 12 + 4 * index, source))
  return bytes
}

/** RFC 3376 s4.2. */
function reportV3(records: readonly OutgoingRecord[]): Uint8Array {
  const size = records.reduce((sum, { sources, aux }) => sum + 8 + 4 * sources.length + (aux?.length ?? 0), 8)
  const bytes = new Uint8Array(size)
  bytes[0] = IGMP_TYPE.reportV3
  bytes[6] = records.length >>> 8
  bytes[7] = records.length & 255
  let at = 8
  for (const { type, group, sources, aux } of records) {
    const auxLength = aux?.length ?? 0
    if (auxLength % 4 !== 0 || auxLength > 4 * 255) throw new RangeError('auxiliary data come in up to 255 whole words')
    bytes[at] = RECORD_TYPES.indexOf(type) + 1
    bytes[at + 1] = auxLength / 4
    bytes[at + 2] = sources.length >>> 8
    bytes[at + 3] = sources.length & 255
    putAddress(bytes, at + 4, group)
    at += 8
    for (const source of sources) {
      putAddress(bytes, at, source)
      at += 4
    }
    if (aux) bytes.set(aux, at)
    at += auxLength
  }
  return bytes
}

/** RFC 3376 s4.1.1, s4.1.7: the code whose value is the largest that does not exceed `value`. */
export function floatCode(value: number): number {
  if (value < 128) return value
  for (let exponent = 0; exponent < 8; exponent++) {
    const mantissa = value >>> (exponent + 3)
    if (mantissa < 32) return 0x80 | (exponent << 4) | (mantissa & 15)
  }
  return 255
}

export function putAddress(bytes: Uint8Array, at: number, address: IPv4): void {
  bytes[at] = address >>> 24
  bytes[at + 1] = (address >>> 16) & 255
  bytes[at + 2] = (address >>> 8) & 255
  bytes[at + 3] = address & 255
}
