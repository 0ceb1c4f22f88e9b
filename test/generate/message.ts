import fc from 'fast-check'
import type { OutgoingMessage, OutgoingRecord } from '../../server/capture/simulated/message.ts'
import { type IPv4, parseIPv4, UNSPECIFIED } from '../../shared/address.ts'
import { RECORD_TYPES } from '../../shared/igmp.ts'

/** The address of a dotted quad. Throws for anything else. */
export function ip(text: string): IPv4 {
  const address = parseIPv4(text)
  if (address === null) throw new Error(`no address: ${text}`)
  return address
}

/** Few of each, so that a sequence comes back to the same group, host and source. */
const GROUPS = ['239.1.1.1', '239.1.1.2', '232.1.1.1', '224.0.0.251', '224.0.1.129'].map(ip)
export const SOURCES = ['10.0.10.101', '10.0.10.102', '10.0.10.103'].map(ip)
export const HOSTS = ['10.0.10.20', '10.0.10.21', '10.0.10.22', '0.0.0.0'].map(ip)
export const QUERIERS = ['10.0.10.1', '10.0.10.2', '0.0.0.0'].map(ip)

const oneOf = <T>(items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items)
const arbitraryGroup = oneOf(GROUPS)
const arbitrarySources = fc.subarray(SOURCES)

const arbitraryRecord: fc.Arbitrary<OutgoingRecord> = fc.record({
  type: oneOf(RECORD_TYPES),
  group: arbitraryGroup,
  sources: arbitrarySources,
})
/** Legal in every field; a record may carry auxiliary data. */
const arbitraryRecordWithAux: fc.Arbitrary<OutgoingRecord> = fc
  .tuple(arbitraryRecord, fc.nat(3))
  .map(([record, words]) => (words === 0 ? record : { ...record, aux: new Uint8Array(4 * words).fill(0xa5) }))

export const arbitraryQuery: fc.Arbitrary<OutgoingMessage> = fc
  .record({
    version: oneOf([1, 2, 3] as const),
    group: fc.oneof(fc.constant(UNSPECIFIED), arbitraryGroup),
    maxResponseTenths: fc.oneof(oneOf([10, 100]), fc.integer({ min: 1, max: 31_744 })),
    suppress: fc.boolean(),
    robustness: fc.nat(9),
    queryInterval: oneOf([0, 20, 60, 125, 255, 1_024]),
    sources: arbitrarySources,
  })
  .map(({ sources, ...query }) => {
    const namesSources = query.version === 3 && query.group !== UNSPECIFIED
    return { kind: 'query' as const, ...query, sources: namesSources ? sources : [] }
  })

export const arbitraryReport: fc.Arbitrary<OutgoingMessage> = fc.oneof(
  // The same group again and again: only then one host keeps alive what another is silent about.
  fc.constant({ kind: 'report' as const, version: 2 as const, group: GROUPS[0]! }),
  fc.record({ kind: fc.constant('report' as const), version: oneOf([1, 2] as const), group: arbitraryGroup }),
  fc.record({ kind: fc.constant('leave' as const), group: arbitraryGroup }),
  fc.record({ kind: fc.constant('records' as const), records: fc.array(arbitraryRecordWithAux, { maxLength: 4 }) }),
)

/** Any message that a sender could mean. */
export const arbitraryMessage: fc.Arbitrary<OutgoingMessage> = fc.oneof(
  { weight: 1, arbitrary: arbitraryQuery },
  { weight: 2, arbitrary: arbitraryReport },
)
