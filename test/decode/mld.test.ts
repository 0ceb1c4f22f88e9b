import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CaptureReader } from '../../server/capture/pcap.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import type { Message } from '../../server/decode/message.ts'
import { maxResponseMldV1, maxResponseMldV2 } from '../../server/decode/time-code.ts'
import type { MessageLine } from '../../shared/message.ts'
import { HOP_BY_HOP, mldFrame, octetsOf, type MldEnvelope } from '../generate/mld.ts'
import { join } from '../generate/octets.ts'
import { decode, hex } from './octets.ts'

const CASES = new URL('../fixtures/captures/cases/', import.meta.url)
const GROUP = 'ff0e::101'
const group = octetsOf(GROUP)
const report = (type: string, address = GROUP): Uint8Array => join(hex(`${type}000000 00000000`), octetsOf(address))
const query = (code: string, address = '::', rest = ''): Uint8Array =>
  join(hex(`82000000 ${code} 0000`), octetsOf(address), hex(rest))
const records = (count: string, rest: string): Uint8Array => hex(`8f000000 0000 ${count} ${rest}`)
const record = (type: string, address: string, sources: readonly string[] = [], aux = ''): string => {
  const octets = join(octetsOf(address), ...sources.map(octetsOf), hex(aux))
  const words = (hex(aux).length / 4).toString(16).padStart(2, '0')
  return `${type}${words} ${sources.length.toString(16).padStart(4, '0')} ${Buffer.from(octets).toString('hex')}`
}

function read(message: Uint8Array, dst: string, envelope: MldEnvelope = {}): Message {
  const result = decode(mldFrame(message, dst, envelope))
  if (typeof result === 'string') throw new Error(`no message: ${result}`)
  return result
}

describe('MLD messages (RFC 2710 s3, RFC 3810 s5)', () => {
  const cases: readonly [
    name: string,
    message: Uint8Array,
    dst: string,
    expected: Partial<MessageLine>,
    envelope?: MldEnvelope,
  ][] = [
    ['version 1 report', report('83'), GROUP, { kind: 'report', version: 1, type: 131, group: GROUP }],
    ['done', report('84'), 'ff02::2', { kind: 'leave', version: 1, type: 132, group: GROUP }],
    [
      'version 1 query',
      query('2710'),
      'ff02::1',
      { kind: 'query', version: 1, scope: 'general', group: null, maxResponseMs: 10_000 },
      { src: 'fe80::1' },
    ],
    [
      'version 1 query of a group',
      query('03e8', GROUP),
      GROUP,
      { version: 1, scope: 'group', group: GROUP, maxResponseMs: 1_000 },
    ],
    [
      'version 2 query',
      query('2710', '::', '02 7d 0000'),
      'ff02::1',
      { version: 2, scope: 'general', suppress: false, robustness: 2, queryIntervalMs: 125_000, sources: [] },
    ],
    [
      'version 2 query, S set',
      query('03e8', GROUP, '0a 7d 0000'),
      GROUP,
      { version: 2, scope: 'group', suppress: true },
    ],
    [
      'version 2 query with a source',
      join(query('03e8', GROUP, '02 7d 0001'), octetsOf('2001:db8::a')),
      GROUP,
      { version: 2, scope: 'group-and-source', sources: ['2001:db8::a'] },
    ],
    ['version 2 report', records('0000', ''), 'ff02::16', { kind: 'report', version: 2, records: [] }],
    [
      'records with sources and auxiliary data',
      records('0002', record('05', 'ff3e::8000:1', ['2001:db8::a', '2001:db8::b'], 'deadbeef') + record('04', GROUP)),
      'ff02::16',
      {
        records: [
          { type: 'ALLOW', group: 'ff3e::8000:1', sources: ['2001:db8::a', '2001:db8::b'] },
          { type: 'TO_EX', group: GROUP, sources: [] },
        ],
      },
    ],
    [
      'MRD advertisement',
      hex('97140000 007d0002'),
      'ff02::6a',
      { kind: 'other', version: null, type: 151, name: 'MRD advertisement' },
    ],
    ['MRD solicitation', hex('98000000'), 'ff02::2', { kind: 'other', type: 152, name: 'MRD solicitation' }],
    ['a report of a host without an address', report('83'), GROUP, { src: '::', group: GROUP }, { src: '::' }],
    ['octets behind the message are ignored', join(report('83'), hex('00000001')), GROUP, { version: 1, group: GROUP }],
    ['the code is ignored', join(hex('83070000 00000000'), group), GROUP, { version: 1, group: GROUP }],
  ]
  it.each(cases)('%s', (_name, message, dst, expected, envelope) => {
    const result = read(message, dst, envelope)
    expect(messageLine(result)).toMatchObject({
      family: 'ipv6',
      problems: [],
      routerAlert: true,
      ttl: 1,
      dst,
      ...expected,
    })
    expect(result.sound).toBe(true)
    // Version 1 of MLD counts as IGMPv2, and version 2 as IGMPv3.
    const { version } = messageLine(result)
    expect(result.version).toBe(version === null ? null : version + 1)
  })
})

describe('what is wrong with MLD', () => {
  const cases: readonly [
    name: string,
    message: Uint8Array,
    dst: string,
    problems: readonly string[],
    sound: boolean,
    envelope?: MldEnvelope,
  ][] = [
    ['hop limit 2 (RFC 3810 s6.2, s7.4)', report('83'), GROUP, ['ttl-not-1'], false, { hopLimit: 2 }],
    ['hop limit 255', report('83'), GROUP, ['ttl-not-1'], false, { hopLimit: 255 }],
    ['no Router Alert', report('83'), GROUP, ['no-router-alert'], true, { extensions: '', firstHeader: 58 }],
    ['a Router Alert for others', report('83'), GROUP, ['no-router-alert'], true, { extensions: '3a00 05020001 0100' }],
    ['a report from a global address', report('83'), GROUP, ['bad-source'], false, { src: '2001:db8::11' }],
    ['a done from a global address', report('84'), 'ff02::2', ['bad-source'], false, { src: '2001:db8::11' }],
    ['records from a global address', records('0000', ''), 'ff02::16', ['bad-source'], false, { src: 'fec0::1' }],
    ['a query from a global address', query('2710'), 'ff02::1', ['bad-source'], false, { src: '2001:db8::1' }],
    ['a query from ::', query('2710'), 'ff02::1', ['bad-source'], false, { src: '::' }],
    ['a wrong checksum', report('83'), GROUP, ['bad-checksum'], false, { badChecksum: true }],
    ['a report to another group', report('83'), 'ff0e::102', ['wrong-destination'], true],
    ['a done to the group', report('84'), GROUP, ['wrong-destination'], true],
    ['records to all routers', records('0000', ''), 'ff02::2', ['wrong-destination'], true],
    ['a general query to all routers', query('2710'), 'ff02::2', ['wrong-destination'], true],
    ['a query of a group to all nodes', query('2710', GROUP), 'ff02::1', ['wrong-destination'], true],
    ['a query to a host', query('2710'), 'fe80::11', [], true],
    ['a query of 25 octets', query('2710', '::', '00'), 'ff02::1', ['bad-length'], false],
    ['a query of 27 octets', query('2710', '::', '000000'), 'ff02::1', ['bad-length'], false],
    ['a query of 23 octets', query('2710').subarray(0, 23), 'ff02::1', ['bad-length'], false],
    ['a query with fewer sources than it says', query('2710', GROUP, '02 7d 0001'), GROUP, ['bad-length'], false],
    ['a report of 23 octets', report('83').subarray(0, 23), GROUP, ['bad-length'], false],
    ['a report of no group', report('83', '2001:db8::1'), '2001:db8::1', ['not-multicast'], true],
    ['a report of all nodes', report('83', 'ff02::1'), 'ff02::1', ['all-hosts-reported'], true],
    ['a report of scope 1', report('83', 'ff01::5'), 'ff01::5', ['all-hosts-reported'], true],
    ['a report of scope 0', report('83', 'ff00::5'), 'ff00::5', ['all-hosts-reported'], true],
    ['a record of all nodes', records('0001', record('04', 'ff02::1')), 'ff02::16', ['all-hosts-reported'], true],
    ['a record of an unknown type', records('0001', record('09', GROUP)), 'ff02::16', ['unknown-record-type'], true],
    ['a record past the end', records('0002', record('04', GROUP)), 'ff02::16', ['malformed-record'], true],
    [
      'a record whose sources are not there',
      records('0001', `0400 0001 ${Buffer.from(group).toString('hex')}`),
      'ff02::16',
      ['malformed-record'],
      true,
    ],
  ]
  it.each(cases)('%s', (_name, message, dst, problems, sound, envelope) => {
    expect(read(message, dst, envelope)).toMatchObject({ problems, sound })
  })
})

describe('extension headers (RFC 8200 s4)', () => {
  const mld = (extensions: string, firstHeader: number) =>
    decode(mldFrame(report('83'), GROUP, { extensions, firstHeader }))
  it.each([
    ['hop-by-hop alone', HOP_BY_HOP, 0, true],
    ['padding before Router Alert', '3a01 0104 00000000 05020000 00000000', 0, true],
    ['one octet of padding', '3a01 00 00 0501 00 0000 05020000 0100 00', 0, true],
    ['hop-by-hop and destination options', `3c00 05020000 0100 3a00 010400000000`, 0, true],
    ['destination options alone', '3a00 05020000 0100', 60, false],
    ['a routing header', '2b00 05020000 0100 3a00 0400 00000000', 0, true],
    ['a fragment header of a whole packet', '2c00 05020000 0100 3a00 0000 00000001', 0, true],
    ['an authentication header', '3300 05020000 0100 3a04 0000 00000001 00000001 000000000000000000000000', 0, true],
  ])('%s', (_name, extensions, first, routerAlert) => {
    expect(mld(extensions, first)).toMatchObject({ kind: 'report', group: GROUP, routerAlert, sound: true })
  })

  it.each([
    ['the first fragment', '2c00 05020000 0100 3a00 0001 00000001', { problems: ['fragment'], sound: false }],
    ['a later fragment', '2c00 05020000 0100 3a00 0010 00000001', 'later-fragment'],
    ['a later fragment of TCP', '2c00 05020000 0100 0600 0010 00000001', 'not-igmp'],
    ['TCP', '0600 05020000 0100', 'not-igmp'],
    ['nothing', '3b00 05020000 0100', 'not-igmp'],
    ['encrypted', '3200 05020000 0100', 'not-igmp'],
    ['longer than the packet', '3aff 05020000 0100', 'bad-frame'],
    ['eight of them', `${'3c00 010400000000'.repeat(7)}3a00 010400000000`, { kind: 'report' }],
    ['nine of them', `${'3c00 010400000000'.repeat(8)}3a00 010400000000`, 'bad-frame'],
  ])('%s', (_name, extensions, expected) => {
    const result = mld(extensions, 0)
    if (typeof expected === 'string') expect(result).toBe(expected)
    else expect(result).toMatchObject(expected)
  })

  it('other ICMPv6 is ordinary traffic', () => {
    for (const type of ['80', '81', '85', '86', '87', '88', '89', '01', '03', '90']) {
      expect(decode(mldFrame(hex(`${type}000000 00000000`), 'ff02::1')), type).toBe('not-igmp')
    }
    expect(decode(mldFrame(hex(''), 'ff02::1'))).toBe('not-igmp')
  })

  it('cut at every octet: truncated, or not ours', () => {
    for (const frame of [
      mldFrame(report('83'), GROUP),
      mldFrame(records('0001', record('06', GROUP, ['2001:db8::a'])), 'ff02::16'),
    ]) {
      for (let length = 0; length < frame.length; length += 1) {
        const cut = decode(frame.subarray(0, length), 1, frame.length)
        if (typeof cut === 'string') expect(cut, `${length}`).toBe('truncated')
        else expect(cut, `${length}`).toMatchObject({ problems: ['truncated'], sound: false })
      }
    }
  })
})

describe('times of MLD', () => {
  it.each([
    [0, 0],
    [32_767, 32_767],
    [0x8000, 32_768],
    [0x8fff, 65_528],
    [0x9000, 65_536],
    [0xffff, 8_387_584],
  ])('RFC 3810 s5.1.3: code %i is %i ms', (code, milliseconds) => {
    expect(maxResponseMldV2(code)).toBe(milliseconds)
    expect(maxResponseMldV1(code)).toBe(code)
  })
  it('never goes down', () => {
    for (let code = 1; code <= 0xffff; code += 1) {
      expect(maxResponseMldV2(code)).toBeGreaterThan(maxResponseMldV2(code - 1))
    }
  })
})

describe('MLD captures', () => {
  const lines = (start: string): MessageLine[] => {
    const file = readdirSync(CASES).find((name) => name.startsWith(start) && name.endsWith('.pcap'))
    const found: MessageLine[] = []
    const decoder = new Decoder('')
    const reader = new CaptureReader((frame) => {
      const message = decoder.decode(frame)
      if (typeof message !== 'string') found.push(messageLine(message))
    })
    reader.push(readFileSync(new URL(file!, CASES)))
    reader.end()
    return found
  }
  it('three records, one with auxiliary data', () => {
    expect(
      lines('29-').map(({ kind, records }) => [
        kind,
        records?.map(({ type, group, sources }) => `${type} ${group} ${sources.join()}`),
      ]),
    ).toEqual([
      ['query', undefined],
      ['report', ['TO_EX ff0e::101 ', 'ALLOW ff3e::8000:1 2001:db8::a,2001:db8::b', 'IS_EX ff0e::102 ']],
      ['report', ['BLOCK ff3e::8000:1 2001:db8::b']],
    ])
  })
  it('response codes', () => {
    expect(
      lines('31-').map(({ version, maxResponseMs, queryIntervalMs }) => [version, maxResponseMs, queryIntervalMs]),
    ).toEqual([
      [2, 10_000, 125_000],
      [2, 32_767, 127_000],
      [2, 32_768, 128_000],
      [2, 65_528, 248_000],
      [2, 8_387_584, 31_744_000],
      [1, 60_000, undefined],
      [null, expect.any(Number), undefined],
    ])
  })
})
