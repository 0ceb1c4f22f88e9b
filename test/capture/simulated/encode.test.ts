import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../../server/capture/simulated/encode.ts'
import { encodeMessage, floatCode, type OutgoingMessage } from '../../../server/capture/simulated/message.ts'
import { mac, parseIPv4, UNSPECIFIED } from '../../../shared/address.ts'

const ip = (text: string) => {
  const address = parseIPv4(text)
  if (address === null) throw new Error(`no address: ${text}`)
  return address
}
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const v3 = { suppress: false, robustness: 2, queryInterval: 125, maxResponseTenths: 100 }

describe('encodeMessage', () => {
  // Worked out by hand from the layouts of RFC 1112, RFC 2236 s2 and RFC 3376 s4.
  const cases: [string, OutgoingMessage, string][] = [
    [
      'a v1 general query has code 0',
      { kind: 'query', version: 1, group: UNSPECIFIED, sources: [], ...v3 },
      '1100eeff00000000',
    ],
    ['a v2 general query', { kind: 'query', version: 2, group: UNSPECIFIED, sources: [], ...v3 }, '1164ee9b00000000'],
    [
      'a v3 general query',
      { kind: 'query', version: 3, group: UNSPECIFIED, sources: [], ...v3 },
      '1164ec1e00000000027d0000',
    ],
    [
      'a v3 query for a group and source, not to lower timers',
      {
        kind: 'query',
        version: 3,
        group: ip('232.1.1.1'),
        sources: [ip('10.0.0.1')],
        ...v3,
        suppress: true,
        maxResponseTenths: 10,
      },
      '110af173e80101010a7d00010a000001',
    ],
    ['a v1 report', { kind: 'report', version: 1, group: ip('239.1.1.1') }, '1200fdfcef010101'],
    ['a v2 report', { kind: 'report', version: 2, group: ip('239.1.1.1') }, '1600f9fcef010101'],
    ['a leave', { kind: 'leave', group: ip('239.1.1.1') }, '1700f8fcef010101'],
    [
      'a v3 report of two records, one with a word of auxiliary data',
      {
        kind: 'records',
        records: [
          { type: 'TO_EX', group: ip('239.1.1.1'), sources: [] },
          { type: 'ALLOW', group: ip('232.1.1.1'), sources: [ip('10.0.0.1')], aux: new Uint8Array([1, 2, 3, 4]) },
        ],
      },
      '2200edee0000000204000000ef01010105010001e80101010a00000101020304',
    ],
  ]
  it.each(cases)('%s', (_name, message, expected) => expect(hex(encodeMessage(message))).toBe(expected))
})

describe('floatCode', () => {
  const valueOf = (code: number) => (code < 128 ? code : ((code & 15) | 16) << (((code >> 4) & 7) + 3))
  it('gives back every one of the 256 codes', () => {
    for (let code = 0; code < 256; code++) expect(floatCode(valueOf(code))).toBe(code)
  })
  it('rounds down between two codes', () => {
    for (const [value, code] of [
      [129, 128],
      [135, 128],
      [31743, 254],
      [40000, 255],
    ] as const) {
      expect(floatCode(value)).toBe(code)
    }
  })
})

describe('encodeFrame', () => {
  const envelope = { src: ip('10.0.10.20'), srcMac: mac(0x0200000000aa) }
  const report: OutgoingMessage = { kind: 'report', version: 2, group: ip('239.129.1.1') }

  it('is a padded frame to the MAC of the group, TTL 1, ToS 0xc0, Router Alert, and a right header checksum', () => {
    const frame = encodeFrame(report, envelope)
    expect(frame).toHaveLength(60)
    expect(hex(frame.subarray(0, 14))).toBe('01005e010101' + '0200000000aa' + '0800')
    expect(hex(frame.subarray(14, 24))).toBe('46c00020000000000102')
    expect(hex(frame.subarray(34, 38))).toBe('94040000')
    let sum = 0
    for (let at = 14; at < 38; at += 2) sum += Buffer.from(frame).readUInt16BE(at)
    expect((sum & 0xffff) + (sum >>> 16)).toBe(0xffff)
  })
  it('carries a stack of tags, outermost first', () => {
    const frame = encodeFrame(report, { ...envelope, vlans: [100, 10], tagTypes: [0x88a8, 0x8100] })
    expect(hex(frame.subarray(12, 22))).toBe('88a800648100000a0800')
  })
  it('can leave out the Router Alert option, and can send a wrong checksum', () => {
    const bare = encodeFrame(report, { ...envelope, routerAlert: false, padTo: 0 })
    expect(bare).toHaveLength(14 + 20 + 8)
    const wrong = encodeFrame(report, { ...envelope, routerAlert: false, padTo: 0, badChecksum: true })
    expect(hex(wrong)).not.toBe(hex(bare))
    expect(hex(wrong.subarray(0, 36))).toBe(hex(bare.subarray(0, 36)))
  })
})
