import { ALL_NODES, isMulticast, UNSPECIFIED_V6, type IPv6 } from '../../shared/address.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import type { AddressCache } from './address-cache.ts'
import type { Message } from './message.ts'
import { ADDRESS, checkSender, envelope, groupOf, MLD_HEADER } from './mld-envelope.ts'
import { MLD_TYPE } from './mld-types.ts'
import { u16 } from './reader.ts'
import { flag, type Reading } from './reading.ts'
import { maxResponseMldV1, maxResponseMldV2, queryInterval } from './time-code.ts'

/** Octets of a version 2 query before its sources (RFC 3810 s5.1). */
const QUERY_V2_HEADER = 28

/** RFC 3810 s8.1: 24 octets are version 1, 28 or more version 2; others are ignored. They count as 2 and 3. */
function queryVersion(length: number): IgmpVersion | null {
  if (length === MLD_HEADER) return 2
  return length >= QUERY_V2_HEADER ? 3 : null
}

export function readMldQuery(reading: Reading, addresses: AddressCache): Message {
  const { data, start, have, length, ip } = reading
  checkSender(reading, false)
  const code = have > 5 ? u16(data, start + 4) : 0
  const version = queryVersion(length)
  if (version === null) flag(reading, 'bad-length')
  const address = groupOf(reading, addresses)
  const group = address === UNSPECIFIED_V6 ? null : address
  if (address !== null) checkDestination(reading, group)
  const long = version === 3 && have >= QUERY_V2_HEADER
  const flags = long ? data[start + 24]! : 0
  const count = long ? u16(data, start + 26) : 0
  if (count * ADDRESS > length - QUERY_V2_HEADER && long && !ip.fragment) flag(reading, 'bad-length')
  const captured = Math.floor((have - QUERY_V2_HEADER) / ADDRESS)
  const sources = addresses.readAll(data, start + QUERY_V2_HEADER, Math.min(count, captured))
  return {
    kind: 'query',
    version,
    ...envelope(reading),
    type: MLD_TYPE.query,
    scope: group === null ? 'general' : sources.length > 0 ? 'group-and-source' : 'group',
    group,
    maxResponseMs: version === 3 ? maxResponseMldV2(code) : maxResponseMldV1(code),
    suppress: (flags & 8) !== 0, // s5.1.7
    robustness: long ? flags & 7 : null, // s5.1.8
    queryIntervalMs: long ? queryInterval(data[start + 25]!) : null, // s5.1.9
    sources,
  }
}

/** RFC 3810 s5.1.15: a general query goes to ff02::1, a specific one to its group; to a host's own address too (s5.1.15). */
function checkDestination(reading: Reading, group: IPv6 | null): void {
  if (group !== null && !isMulticast(group)) flag(reading, 'not-multicast')
  const { dst } = reading.ip
  if (isMulticast(dst) && dst !== (group ?? ALL_NODES)) flag(reading, 'wrong-destination')
}
