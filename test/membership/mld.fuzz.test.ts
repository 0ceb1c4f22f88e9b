import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeMldFrame, sixOf, sourceOf } from '../../server/capture/simulated/encode-mld.ts'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { floatCode } from '../../server/capture/simulated/message.ts'
import { maxResponseV3 } from '../../server/decode/time-code.ts'
import { finalLines } from '../../server/membership/final.ts'
import { eventLine } from '../../server/membership/line.ts'
import { formatMac, isMulticast, parseIPv4, UNSPECIFIED } from '../../shared/address.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { arbitrarySequence, type Said } from '../generate/sequence.ts'
import { PlainTap } from './plain-tap.ts'

/*
 * RFC 3810 s7: the state machine of MLD is that of IGMP. So the same story, told in either protocol, gives the same
 * events and the same state; only the addresses and the numbers of the versions differ.
 */

/** What both protocols can say: MLD has no version 1 of IGMP, and who has no address is nobody there. */
const inBoth = ({ from, message }: Said): boolean =>
  from !== UNSPECIFIED && !('version' in message && message.version === 1)

/** IGMP cannot say each time, so it is said as IGMP does. */
function asIgmpSays(said: Said): Said {
  const { message } = said
  if (message.kind !== 'query') return said
  const tenths =
    message.version === 3
      ? maxResponseV3(floatCode(message.maxResponseTenths)) / 100
      : Math.min(255, message.maxResponseTenths)
  return { ...said, message: { ...message, maxResponseTenths: tenths } }
}

function told(sequence: readonly Said[], encode: typeof encodeFrame): unknown[] {
  const tap = new PlainTap({ formula: 'rfc3376', dedupe: 5 })
  const events = sequence.flatMap(({ at, vlan, from, message }) => {
    const data = encode(message, { src: from, srcMac: macOf(from), vlans: [vlan] })
    return [...tap.take(frameOf(data, at)).events].map(eventLine)
  })
  return [...events, ...finalLines(tap.table)]
}

/** The lines of IGMP as MLD would write them. */
function inMld(lines: readonly unknown[]): unknown[] {
  const address = (text: string): string => {
    const a = parseIPv4(text)
    return a === null ? text : isMulticast(a) || !SOURCES.has(text) ? sixOf(a) : sourceOf(a)
  }
  const walk = (value: unknown, key: string): unknown => {
    if (key === 'family') return 'ipv6'
    if (key === 'version') return Number(value) - 1
    if (typeof value === 'string') return address(value)
    if (Array.isArray(value)) return value.map((item) => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]))
  }
  return lines.map((line) => walk(line, ''))
}
/** The final groups stand by address, which is another order in each family. */
const inAnyOrder = (lines: readonly unknown[]): string[] => lines.map((line) => JSON.stringify(line)).sort()

const SOURCES = new Set(['10.0.10.101', '10.0.10.102', '10.0.10.103'])

describe('MLD is IGMP in other words', () => {
  it('the same story gives the same events and the same state', () => {
    fc.assert(
      fc.property(arbitrarySequence(80), (sequence) => {
        const both = sequence.filter(inBoth).map(asIgmpSays)
        expect(inAnyOrder(told(both, encodeMldFrame))).toEqual(inAnyOrder(inMld(told(both, encodeFrame))))
      }),
      { numRuns: 200 },
    )
  })

  it('IGMP and MLD of one VLAN are two segments with one name, and do not touch each other', () => {
    const tap = new PlainTap({ formula: 'rfc3376', dedupe: 5 })
    const from = parseIPv4('10.0.10.20')!
    const group = parseIPv4('239.1.1.1')!
    const envelope = { src: from, srcMac: macOf(from), vlans: [10] }
    const message = { kind: 'report', version: 2, group } as const
    const lines = [encodeFrame(message, envelope), encodeMldFrame(message, envelope)].flatMap((data) =>
      [...tap.take(frameOf(data, 1_000)).events].map(eventLine),
    )
    expect(lines.filter(({ event }) => event === 'joined')).toMatchObject([
      {
        segment: '10',
        family: 'ipv4',
        group: '239.1.1.1',
        version: 2,
        host: { ip: '10.0.10.20', mac: formatMac(macOf(from)) },
      },
      {
        segment: '10',
        family: 'ipv6',
        group: sixOf(group),
        version: 1,
        host: { ip: sixOf(from), mac: formatMac(macOf(from)) },
      },
    ])
    expect([...tap.table.segments.keys()].map(({ name, family }) => `${name} ${family}`)).toEqual([
      '10 ipv4',
      '10 ipv6',
    ])
  })
})
