import type { AddressCache } from './address-cache.ts'
import { checksum, pseudoHeaderSum } from './checksum.ts'
import type { Layers } from './link.ts'
import type { Message } from './message.ts'
import { envelope } from './mld-envelope.ts'
import { readMldQuery } from './mld-query.ts'
import { readDone, readMldRecords, readMldReport } from './mld-report.ts'
import { MLD_OTHER_TYPES, MLD_SHORT_TYPES, MLD_TYPE } from './mld-types.ts'
import { begin, flag, HEADER, type Reading } from './reading.ts'

/**
 * Reads the MLD message that is the payload of `reading.ip`, in the frame at hand, as `readIgmp` does. Version 1 of MLD
 * is IGMPv2 and version 2 is IGMPv3 in other words (RFC 2710 s1, RFC 3810 s1): they count as such.
 */
export function readMld(reading: Reading, layers: Layers, header: number, addresses: AddressCache): Message {
  begin(reading, layers)
  const { data, start, have, length, ip } = reading
  if (!ip.fragment && have === length) {
    // RFC 8200 s8.1: with the pseudo-header.
    const before = pseudoHeaderSum(data, header, length)
    if (checksum(data, start, ip.payloadEnd, before) !== 0) flag(reading, 'bad-checksum')
  }
  const type = have > 0 ? data[start]! : null
  switch (type) {
    case MLD_TYPE.query:
      return readMldQuery(reading, addresses)
    case MLD_TYPE.reportV1:
      return readMldReport(reading, addresses)
    case MLD_TYPE.done:
      return readDone(reading, addresses)
    case MLD_TYPE.reportV2:
      return readMldRecords(reading, addresses)
    default:
      return readOther(reading, type)
  }
}

function readOther(reading: Reading, type: number | null): Message {
  const name = type === null ? null : (MLD_OTHER_TYPES.get(type) ?? null)
  const shortest = type !== null && MLD_SHORT_TYPES.has(type) ? 4 : HEADER
  if (reading.length < shortest) flag(reading, 'bad-length')
  return { kind: 'other', version: null, ...envelope(reading), type, group: null, name }
}
