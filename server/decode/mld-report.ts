import { ALL_MLD2_ROUTERS, ALL_ROUTERS_V6, UNSPECIFIED_V6 } from '../../shared/address.ts'
import { RECORD_TYPES } from '../../shared/igmp.ts'
import type { AddressCache } from './address-cache.ts'
import type { GroupRecord, Message } from './message.ts'
import { ADDRESS, checkReported, checkSender, envelope, groupOf, MLD_HEADER } from './mld-envelope.ts'
import { MLD_TYPE } from './mld-types.ts'
import { u16 } from './reader.ts'
import { flag, HEADER, type Reading } from './reading.ts'

/** Octets of a record before its sources (RFC 3810 s5.2). */
const RECORD_HEADER = 20

/** RFC 2710 s3: what follows the first 24 octets is ignored. */
export function readMldReport(reading: Reading, addresses: AddressCache): Message {
  checkSender(reading, true)
  if (reading.length < MLD_HEADER) flag(reading, 'bad-length')
  const group = groupOf(reading, addresses)
  if (group !== null) {
    checkReported(reading, group)
    if (reading.ip.dst !== group) flag(reading, 'wrong-destination') // RFC 2710 s5
  }
  return { kind: 'report', version: 2, ...envelope(reading), type: MLD_TYPE.reportV1, group: group ?? UNSPECIFIED_V6 }
}

export function readDone(reading: Reading, addresses: AddressCache): Message {
  checkSender(reading, true)
  if (reading.length < MLD_HEADER) flag(reading, 'bad-length')
  const group = groupOf(reading, addresses)
  if (group !== null) checkReported(reading, group)
  if (reading.ip.dst !== ALL_ROUTERS_V6) flag(reading, 'wrong-destination') // RFC 2710 s5
  return { kind: 'leave', version: 2, ...envelope(reading), type: MLD_TYPE.done, group: group ?? UNSPECIFIED_V6 }
}

export function readMldRecords(reading: Reading, addresses: AddressCache): Message {
  const { data, start, have, ip } = reading
  checkSender(reading, true)
  if (reading.length < HEADER) flag(reading, 'bad-length')
  if (ip.dst !== ALL_MLD2_ROUTERS) flag(reading, 'wrong-destination') // RFC 3810 s5.2.14
  const records = have >= HEADER ? readRecords(reading, u16(data, start + 6), addresses) : []
  return { kind: 'report', version: 3, ...envelope(reading), type: MLD_TYPE.reportV2, group: null, records }
}

/** RFC 3810 s5.2: as in version 3 of IGMP, with longer addresses. */
function readRecords(reading: Reading, count: number, addresses: AddressCache): GroupRecord[] {
  const { data, start, have, length, ip } = reading
  const end = start + have
  const records: GroupRecord[] = []
  let at = start + HEADER
  for (let i = 0; i < count; i += 1) {
    const fits = end - at >= RECORD_HEADER
    const sourceCount = fits ? u16(data, at + 2) : 0
    const size = fits ? RECORD_HEADER + ADDRESS * sourceCount + 4 * data[at + 1]! : 0
    if (!fits || size > end - at) {
      if (have === length && !ip.fragment) flag(reading, 'malformed-record')
      break
    }
    const type = RECORD_TYPES[data[at]! - 1]
    if (type) {
      const group = addresses.read(data, at + 4)
      checkReported(reading, group)
      records.push({ type, group, sources: addresses.readAll(data, at + RECORD_HEADER, sourceCount) })
    } else flag(reading, 'unknown-record-type')
    at += size
  }
  return records
}
