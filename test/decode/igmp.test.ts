import { describe, expect, it } from 'vitest'
import { ALL_HOSTS, ALL_ROUTERS, ALL_V3_ROUTERS, formatAddress, type IPv4 } from '../../shared/address.ts'
import type { Problem } from '../../shared/igmp.ts'
import { floatCode } from '../../server/decode/time-code.ts'
import { decode, ethernet, GROUP, hex, message, summed } from './octets.ts'
import { ip } from '../generate/message.ts'

const OTHER = ip('239.9.9.9')

/** RFC 3376 s4.1.1 as it is printed: `|1| exp | mant |`, (mant | 0x10) << (exp + 3). */
function printed(code: number): number {
  if (code < 128) return code
  const bits = code.toString(2).padStart(8, '0')
  const exponent = Number.parseInt(bits.slice(1, 4), 2)
  const mantissa = Number.parseInt(bits.slice(4), 2)
  return (mantissa + 16) * 2 ** (exponent + 3)
}
const codes = Array.from({ length: 256 }, (_, code) => code)

describe('codes, all 256', () => {
  it('of a version 2 query are linear: tenths of a second (RFC 2236 s2.2)', () => {
    for (const code of codes) {
      expect(message(Uint8Array.of(0x11, code, 0, 0, 0, 0, 0, 0)), `code ${code}`).toMatchObject({
        version: code === 0 ? 1 : 2,
        maxResponseMs: code === 0 ? 10_000 : code * 100,
        robustness: null,
        queryIntervalMs: null,
        suppress: false,
        problems: [],
      })
    }
  })

  it('of a version 3 query are float above 127, and 0 is still version 3', () => {
    for (const code of codes) {
      expect(message(Uint8Array.of(0x11, code, 0, 0, 0, 0, 0, 0, 2, 125, 0, 0)), `code ${code}`).toMatchObject({
        version: 3,
        maxResponseMs: printed(code) * 100,
      })
    }
  })

  it('QQIC is float above 127, in seconds', () => {
    for (const code of codes) {
      expect(message(Uint8Array.of(0x11, 100, 0, 0, 0, 0, 0, 0, 2, code, 0, 0)), `code ${code}`).toMatchObject({
        queryIntervalMs: printed(code) * 1_000,
      })
    }
  })

  it.each([
    [0, 0],
    [127, 127],
    [128, 128],
    [143, 248],
    [144, 256],
    [200, 3_072],
    [255, 31_744],
  ])('%i is %i', (code, value) => {
    expect(floatCode(code)).toBe(value)
    expect(printed(code)).toBe(value)
  })

  it('grow with their code', () => {
    expect(codes.slice(1).every((code) => floatCode(code) > floatCode(code - 1))).toBe(true)
  })

  it('flags: S and QRV, the four bits before them are nothing', () => {
    for (const flags of codes) {
      expect(message(Uint8Array.of(0x11, 100, 0, 0, 0, 0, 0, 0, flags, 125, 0, 0))).toMatchObject({
        suppress: (flags & 8) !== 0,
        robustness: flags & 7,
        problems: [],
      })
    }
  })
})

describe('types, all 256', () => {
  const NAMES: Record<number, string> = {
    0x13: 'DVMRP',
    0x14: 'PIMv1',
    0x15: 'Cisco trace',
    0x1e: 'mtrace response',
    0x1f: 'mtrace query',
    0x23: 'MSNIP',
    0x24: 'MSNIP',
    0x25: 'MSNIP',
    0x26: 'MSNIP',
    0x30: 'MRD advertisement',
    0x31: 'MRD solicitation',
    0x32: 'MRD termination',
    0x40: 'IGAP report',
    0x41: 'IGAP query',
    0x42: 'IGAP leave',
    0xfc: 'RGMP leave',
    0xfd: 'RGMP join',
    0xfe: 'RGMP bye',
    0xff: 'RGMP hello',
  }
  const MEMBERSHIP: Record<number, string> = {
    0x11: 'query 1',
    0x12: 'report 1',
    0x16: 'report 2',
    0x17: 'leave 2',
    0x22: 'report 3',
  }

  it('five are membership, nineteen have a name, the rest are unknown', () => {
    for (const type of codes) {
      const read = message(Uint8Array.of(type, 0, 0, 0, 0, 0, 0, 0), ALL_HOSTS)
      const text = `type ${type.toString(16)}`
      expect(read.type, text).toBe(type)
      expect(read.sound, text).toBe(true)
      if (MEMBERSHIP[type]) expect(`${read.kind} ${read.version}`, text).toBe(MEMBERSHIP[type])
      else {
        expect(read, text).toMatchObject({ kind: 'other', version: null, group: null, name: NAMES[type] ?? null })
        expect(read.problems, text).toEqual(NAMES[type] ? [] : ['unknown-type'])
      }
    }
  })

  it('MRD solicitation and termination have four octets (RFC 4286), others that are so short are wrong', () => {
    for (const type of [0x31, 0x32]) expect(message(Uint8Array.of(type, 0, 0, 0)).problems).toEqual([])
    for (const type of [0x30, 0x13, 0xff])
      expect(message(Uint8Array.of(type, 0, 0, 0)).problems).toEqual(['bad-length'])
  })

  it('types that are not ours are not judged by TTL and Router Alert', () => {
    expect(
      message(Uint8Array.of(0x13, 1, 0, 0, 0, 0, 0, 0), ALL_HOSTS, { ttl: 64, routerAlert: false }).problems,
    ).toEqual([])
  })
})

describe('the length of a query decides its version (RFC 3376 s7.1)', () => {
  it.each(Array.from({ length: 17 }, (_, length) => length))('%i octets', (length) => {
    const whole = hex('11 64 0000 00000000 02 7d 0000 00000000')
    const result = decode(ethernet(summed(whole.subarray(0, length))))
    if (typeof result === 'string') throw new Error(result)
    const version = length === 8 ? 2 : length >= 12 ? 3 : null
    if (length === 0) {
      expect(result).toMatchObject({ kind: 'other', type: null, sound: false })
      return
    }
    expect(result).toMatchObject({ kind: 'query', version, sound: version !== null })
    if (version === null) expect(result.problems).toContain('bad-length')
    else expect(result.problems).toEqual([])
  })

  it('is that of IP, not of the frame', () => {
    expect(message(hex('11 64 0000 00000000'), ALL_HOSTS, { padTo: 60 })).toMatchObject({ version: 2, problems: [] })
    expect(message(hex('11 00 0000 00000000'), ALL_HOSTS, { padTo: 128 })).toMatchObject({ version: 1, problems: [] })
    expect(message(hex('11 64 0000 00000000 02 7d 0000'), ALL_HOSTS, { padTo: 60 })).toMatchObject({
      version: 3,
      sources: [],
    })
  })
})

describe('a version 3 query', () => {
  it.each([
    ['general', '00000000', 0, '', ALL_HOSTS, 'general', 0],
    ['of a group', 'ef010101', 0, '', GROUP, 'group', 0],
    ['of a group and a source', 'ef010101', 1, '0a000001', GROUP, 'group-and-source', 1],
    ['of a group and two sources', 'ef010101', 2, '0a0000010a000002', GROUP, 'group-and-source', 2],
    ['with more behind its sources', 'ef010101', 1, '0a000001ffffffff', GROUP, 'group-and-source', 1],
  ] as const)('%s', (_name, group, count, sources, dst, scope, read) => {
    const query = message(hex(`11 64 0000 ${group} 02 7d 000${count} ${sources}`), dst)
    expect(query).toMatchObject({ scope, problems: [], sound: true })
    expect(query.kind === 'query' && query.sources).toHaveLength(read)
  })

  it('that claims more sources than it has is of no use', () => {
    for (const count of ['0002', 'ffff']) {
      const query = message(hex(`11 64 0000 ef010101 02 7d ${count} 0a000001`), GROUP)
      expect(query).toMatchObject({ kind: 'query', sound: false })
      expect(query.problems).toEqual(['bad-length'])
    }
  })
})

describe('where it is sent (RFC 2236 s9, RFC 3376 s4.1.12, s4.2.14)', () => {
  const unicast = ip('10.0.10.77')
  const cases: readonly (readonly [name: string, octets: string, dst: IPv4, problems: readonly Problem[]])[] = [
    ['general query to all hosts', '1164000000000000', ALL_HOSTS, []],
    ['general query to a host of its own', '1164000000000000', unicast, []],
    ['general query to another group', '1164000000000000', GROUP, ['wrong-destination']],
    ['specific query to its group', '11640000ef010101', GROUP, []],
    ['specific query to all hosts (the Linux bridge)', '11640000ef010101', ALL_HOSTS, ['wrong-destination']],
    ['specific query to another group', '11640000ef010101', OTHER, ['wrong-destination']],
    ['version 1 report to its group', '12000000ef010101', GROUP, []],
    ['version 2 report to its group', '16000000ef010101', GROUP, []],
    ['version 2 report to all routers', '16000000ef010101', ALL_ROUTERS, ['wrong-destination']],
    ['leave to all routers', '17000000ef010101', ALL_ROUTERS, []],
    ['leave to the group (old hosts)', '17000000ef010101', GROUP, []],
    ['leave to another group', '17000000ef010101', OTHER, ['wrong-destination']],
    ['version 3 report to its routers', '2200000000000000', ALL_V3_ROUTERS, []],
    ['version 3 report elsewhere', '2200000000000000', ALL_ROUTERS, ['wrong-destination']],
    ['query of what is no group', '116400000a000001', unicast, ['not-multicast']],
    ['report of what is no group', '160000000a000001', ip('10.0.0.1'), ['not-multicast']],
    ['report of all hosts', '16000000e0000001', ALL_HOSTS, ['all-hosts-reported']],
    ['report of 0.0.0.0', '1600000000000000', ip('0.0.0.0'), ['not-multicast']],
    ['record of all hosts', '22000000 00000001 04000000 e0000001', ALL_V3_ROUTERS, ['all-hosts-reported']],
    ['record of 240.0.0.0', '22000000 00000001 04000000 f0000000', ALL_V3_ROUTERS, ['not-multicast']],
    ['leave of 0.0.0.0 to all routers, which asks for a general query', '1700000000000000', ALL_ROUTERS, []],
    ['leave of 0.0.0.0 elsewhere', '1700000000000000', GROUP, ['not-multicast', 'wrong-destination']],
    ['leave of what is no group', '170000000a000001', ALL_ROUTERS, ['not-multicast']],
    ['leave of all hosts', '17000000e0000001', ALL_ROUTERS, ['all-hosts-reported']],
  ]
  it.each(cases)('%s', (_name, octets, dst, problems) => {
    const read = message(hex(octets), dst)
    expect(read.problems).toEqual(problems)
    expect(read.sound).toBe(true)
  })

  it('TTL and Router Alert', () => {
    const read = (envelope: object) => message(hex('16000000ef010101'), GROUP, envelope)
    expect(read({ ttl: 2 })).toMatchObject({ ttl: 2, problems: ['ttl-not-1'], sound: true })
    expect(read({ ttl: 0 }).problems).toEqual(['ttl-not-1'])
    expect(read({ routerAlert: false })).toMatchObject({
      routerAlert: false,
      problems: ['no-router-alert'],
      sound: true,
    })
  })
})

describe('version 1 and 2 messages (RFC 2236 s2.5)', () => {
  it.each(['12', '16', '17'])('type %s: what follows the first eight octets is ignored, and summed', (type) => {
    const long = message(hex(`${type}000000 ef010101 00000001 02`), type === '17' ? ALL_ROUTERS : GROUP)
    expect(long).toMatchObject({ group: GROUP, problems: [], sound: true })
    const eight = summed(hex(`${type}000000 ef010101`))
    const unsummed = decode(ethernet(Uint8Array.of(...eight, 0, 0, 0, 1), GROUP))
    expect(unsummed).toMatchObject({ problems: ['bad-checksum'], sound: false })
  })

  it.each([1, 4, 7])('%i octets are too few', (length) => {
    for (const type of ['12', '16', '17', '22']) {
      const read = message(hex(`${type}000000 ef0101`).subarray(0, length), GROUP)
      expect(read.problems).toContain('bad-length')
      expect(read.sound).toBe(false)
    }
  })
})

describe('checksum (RFC 3376 s4.1.2)', () => {
  it('over every length, odd ones too', () => {
    for (let length = 8; length < 80; length += 1) {
      const igmp = Uint8Array.from({ length }, (_, i) => (i === 0 ? 0x16 : (i * 37) & 255))
      igmp.set([239, 1, 1, 1], 4)
      const whole = summed(igmp)
      expect(decode(ethernet(whole, GROUP)), `${length}`).toMatchObject({ problems: [], sound: true })
      for (const at of [1, 4, length - 1]) {
        const changed = whole.slice()
        changed[at] = changed[at]! ^ 0x10
        const result = decode(ethernet(changed, GROUP))
        expect(typeof result === 'string' ? [] : result.problems, `${length} octet ${at}`).toContain('bad-checksum')
      }
    }
  })

  it('with carries that carry again', () => {
    const igmp = new Uint8Array(1_400).fill(255)
    igmp.set([0x16, 0, 0, 0, 239, 1, 1, 1])
    expect(decode(ethernet(summed(igmp), GROUP))).toMatchObject({ problems: [] })
  })

  it('a wrong one is decoded all the same', () => {
    const read = decode(ethernet(summed(hex('16000000ef010101')), GROUP, { badChecksum: true }))
    expect(read).toMatchObject({ kind: 'report', version: 2, group: GROUP, problems: ['bad-checksum'], sound: false })
  })
})

describe('group records (RFC 3376 s4.2.4)', () => {
  const report = (count: number, records: string) => {
    const read = message(hex(`22000000 0000 ${count.toString(16).padStart(4, '0')} ${records}`), ALL_V3_ROUTERS)
    if (read.kind !== 'report' || read.version !== 3) throw new Error('no version 3 report')
    const text = read.records.map(
      ({ type, group, sources }) => `${type} ${formatAddress(group)} ${sources.map(formatAddress).join()}`,
    )
    return { records: text.map((record) => record.trim()), problems: read.problems, sound: read.sound }
  }
  const cases: readonly (readonly [string, number, string, readonly string[], readonly Problem[]])[] = [
    ['none', 0, '', [], []],
    [
      'one of each type',
      6,
      [1, 2, 3, 4, 5, 6].map((t) => `0${t}000000ef01010${t}`).join(''),
      [
        'IS_IN 239.1.1.1',
        'IS_EX 239.1.1.2',
        'TO_IN 239.1.1.3',
        'TO_EX 239.1.1.4',
        'ALLOW 239.1.1.5',
        'BLOCK 239.1.1.6',
      ],
      [],
    ],
    ['sources', 1, '05000002ef0101010a0000010a000002', ['ALLOW 239.1.1.1 10.0.0.1,10.0.0.2'], []],
    [
      'auxiliary data is skipped',
      2,
      '04020000ef010101deadbeefdeadbeef 04000000ef010102',
      ['TO_EX 239.1.1.1', 'TO_EX 239.1.1.2'],
      [],
    ],
    [
      'sources and auxiliary data',
      2,
      '05010001ef0101010a000001deadbeef 04000000ef010102',
      ['ALLOW 239.1.1.1 10.0.0.1', 'TO_EX 239.1.1.2'],
      [],
    ],
    [
      'an unknown type is left out, alone',
      3,
      '04000000ef010101 07000001ef0101020a000001 04000000ef010103',
      ['TO_EX 239.1.1.1', 'TO_EX 239.1.1.3'],
      ['unknown-record-type'],
    ],
    ['type 0 is unknown', 1, '00000000ef010101', [], ['unknown-record-type']],
    ['more than announced is ignored', 1, '04000000ef010101 04000000ef010102', ['TO_EX 239.1.1.1'], []],
    ['fewer than announced', 2, '04000000ef010101', ['TO_EX 239.1.1.1'], ['malformed-record']],
    ['half a header', 2, '04000000ef010101 04000000', ['TO_EX 239.1.1.1'], ['malformed-record']],
    [
      'sources that are not there',
      2,
      '04000000ef010101 05000002ef0101020a000001',
      ['TO_EX 239.1.1.1'],
      ['malformed-record'],
    ],
    ['auxiliary data that are not there', 1, '04ff0000ef010101', [], ['malformed-record']],
    ['65535 announced', 65_535, '', [], ['malformed-record']],
    ['65535 sources', 1, '0500ffffef0101010a000001', [], ['malformed-record']],
  ]
  it.each(cases)('%s', (_name, count, octets, records, problems) => {
    expect(report(count, octets)).toEqual({ records, problems, sound: true })
  })

  it('183 of them fill a packet', () => {
    const many = Array.from({ length: 183 }, (_, i) => `04000000ef0101${i.toString(16).padStart(2, '0')}`).join('')
    expect(report(183, many).records).toHaveLength(183)
  })

  it('the reserved fields are nothing', () => {
    expect(message(hex('22ff0000 ffff0001 04000000ef010101'), ALL_V3_ROUTERS)).toMatchObject({ problems: [] })
  })
})
