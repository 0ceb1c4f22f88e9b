import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CaptureReader } from '../../server/capture/pcap.ts'
import type { Frame } from '../../server/capture/source.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import { MAX_SEGMENTS } from '../../server/decode/segment.ts'
import { MembershipTable } from '../../server/membership/table.ts'
import { finalLines } from '../../server/membership/final.ts'
import { Tap } from '../../server/tap.ts'
import { ALL_V3_ROUTERS, formatAddress } from '../../shared/address.ts'
import type { MessageLine } from '../../shared/message.ts'
import { frameOf } from '../generate/frame.ts'
import { mldFrame } from '../generate/mld.ts'
import { decode, ethernet, GROUP, hex, summed } from './octets.ts'

const CAPTURES = new URL('../fixtures/captures/', import.meta.url)

function framesOf(path: string): Frame[] {
  const frames: Frame[] = []
  const reader = new CaptureReader((frame) => {
    const data = frame.data.slice(frame.start, frame.end)
    frames.push({ ...frame, data, start: 0, end: data.length })
  })
  reader.push(readFileSync(new URL(path, CAPTURES)))
  reader.end()
  return frames
}
const linesOf = (frames: readonly Frame[]): MessageLine[] => {
  const decoder = new Decoder('')
  return frames.flatMap((frame) => {
    const message = decoder.decode(frame)
    return typeof message === 'string' ? [] : [messageLine(message)]
  })
}

const REPORT = ethernet(summed(hex('16000000ef010101')), GROUP)
/** The IP packet of `REPORT`. */
const PACKET = REPORT.subarray(14)
const path = (data: Uint8Array, linkType = 1): string => {
  const result = decode(data, linkType)
  return typeof result === 'string' ? result : `${result.segment.name} ${result.problems.join()}`.trim()
}
const tagged = (tags: string, type = '0800', rest = PACKET): Uint8Array =>
  Uint8Array.from([...REPORT.subarray(0, 12), ...hex(tags), ...hex(type), ...rest])

describe('the same five messages in other links', () => {
  const SAME: Record<
    string,
    { segment?: string; vlans?: number[]; mac?: null; encapsulation?: string[]; twice?: true }
  > = {
    'ethernet-bigendian.pcap': {},
    'ethernet-nanosecond.pcap': {},
    'linux-sll-vlan.pcap': { segment: '10', vlans: [10] },
    'linux-sll2.pcap': {},
    'null-be.pcap': { mac: null },
    'raw-12.pcap': { mac: null },
    'qinq-88a8-100-8100-10.pcap': { segment: '100.10', vlans: [100, 10] },
    'vlan-three-tags.pcap': { segment: '100.10.5', vlans: [100, 10, 5] },
    'tzsp-with-tags.pcap': { segment: 'tzsp:192.0.2.1/untagged', encapsulation: ['tzsp'] },
    'vxlan-vni5000.pcap': { segment: 'vxlan:5000/untagged', encapsulation: ['vxlan'] },
    'gre-teb-6558.pcap': { segment: 'gre/untagged', encapsulation: ['gre'] },
    'gre-ip.pcap': { segment: 'gre/untagged', encapsulation: ['gre'], mac: null },
    'mpls-ip.pcap': { segment: 'mpls:16/untagged', encapsulation: ['mpls'], mac: null },
    // The frame has no tag; the mirror tells the VLAN.
    'erspan-type2-vlan10-session5.pcap': { segment: 'erspan:5/10', vlans: [10], encapsulation: ['erspan2'] },
    'pcapng-bigendian-two-sections.pcapng': {},
    'pcapng-two-interfaces-ns.pcapng': { twice: true },
  }
  /** Damaged on purpose: the reader's concern. */
  const DAMAGED = ['empty.pcap', 'file-cut-in-record-header.pcap', 'insane-caplen.pcap']
  const five = linesOf(framesOf('links/ethernet.pcap'))

  it('every capture of the folder is named here', () => {
    const named = ['ethernet.pcap', ...Object.keys(SAME), ...DAMAGED]
    expect(readdirSync(new URL('links', CAPTURES)).sort()).toEqual(named.sort())
    expect(five.map(({ kind, version }) => `${kind} ${version}`)).toEqual([
      'query 2',
      'report 2',
      'query 3',
      'report 3',
      'report 3',
    ])
  })

  it.each(Object.entries(SAME))('%s', (file, { segment = 'untagged', vlans = [], encapsulation = [], twice, mac }) => {
    const lines = linesOf(framesOf(`links/${file}`))
    const expected = five.map((line) => ({ ...line, segment, vlans, encapsulation, ...(mac === null ? { mac } : {}) }))
    const bare = (line: object) => ({ ...line, at: 0, frame: 0 })
    if (twice) {
      const per = (name: string) => lines.filter((line) => line.segment === name)
      expect(per('if0/untagged').map(bare)).toEqual(five.map((line) => bare({ ...line, segment: 'if0/untagged' })))
      expect(per('if1/untagged').map(bare)).toEqual(
        five.map((line) => bare({ ...line, segment: 'if1/untagged', mac: null })),
      )
      return
    }
    expect(lines.map(bare)).toEqual(expected.map(bare))
    expect(lines.map(({ frame }) => frame)).toEqual([1, 2, 3, 4, 5])
    lines.forEach(({ at }, index) => expect(Math.abs(at - five[index]!.at)).toBeLessThanOrEqual(5))
  })
})

describe('tags', () => {
  it.each([
    ['none', '', 'untagged'],
    ['802.1Q', '8100000a', '10'],
    ['the priority bits are no part of the id', '8100f00a', '10'],
    ['802.1ad', '88a8000a', '10'],
    ['0x9100', '9100000a', '10'],
    ['a priority tag is untagged', '81000000', 'untagged'],
    ['a priority tag within a VLAN', '8100000a81000000', '10'],
    ['a VLAN within a priority tag', '810000008100000a', '10'],
    ['two', '88a800648100000a', '100.10'],
    ['the same twice', '8100000a8100000a', '10.10'],
    ['four', '88a80001910000028100000381000004', '1.2.3.4'],
    ['the last id', '81000fff', '4095'],
    ['five', '8100000181000002810000038100000481000005', 'too-many-tags'],
    ['five priority tags', '8100000081000000810000008100000081000000', 'too-many-tags'],
  ])('%s', (_name, tags, expected) => {
    expect(path(tagged(tags))).toBe(expected)
  })

  it('that are cut', () => {
    const frame = tagged('88a800648100000a')
    for (let length = 12; length < 22; length += 1) {
      expect(path(frame.subarray(0, length)), `${length}`).toBe('bad-frame')
      expect(decode(frame.subarray(0, length), 1, frame.length), `${length}`).toBe('truncated')
    }
  })

  it('name segments: one object for one path', () => {
    const decoder = new Decoder('eth1')
    const segment = (data: Uint8Array, interfaceId: number | null = null, tunnel: string | null = null) => {
      const result = decoder.decode({ ...frameOf(data, 0), interfaceId, tunnel })
      if (typeof result === 'string') throw new Error(result)
      return result.segment
    }
    const ten = segment(tagged('8100000a'))
    expect(ten.name).toBe('eth1/10')
    expect(segment(tagged('8100000a'))).toBe(ten)
    expect(segment(tagged('810000008100000a'))).toBe(ten)
    expect(segment(REPORT).name).toBe('eth1/untagged')
    const double = segment(tagged('810000648100000a'))
    expect(double.name).toBe('eth1/100.10')
    expect(segment(tagged('88a800648100000a'))).toBe(double)
    expect(segment(tagged('8100000a'), 1).name).toBe('eth1/if1/10')
    expect(segment(tagged('8100000a'), 0, 'tzsp:192.0.2.1').name).toBe('eth1/if0/tzsp:192.0.2.1/10')
    expect(segment(REPORT, null, 'tzsp:192.0.2.1').name).toBe('eth1/tzsp:192.0.2.1/untagged')
  })

  it('more segments than are kept are counted, and the known ones go on', () => {
    const tap = new Tap('', { formula: 'rfc3376', dedupe: 0 })
    const frame = (outer: number, inner: number): Uint8Array =>
      tagged(`8100${outer.toString(16).padStart(4, '0')}8100${inner.toString(16).padStart(4, '0')}`)
    for (let i = 0; i <= MAX_SEGMENTS; i += 1) tap.take(frameOf(frame(1 + (i >> 11), 1 + (i & 2_047)), i))
    expect(tap.counters.undecodable).toEqual({ 'too-many-segments': 1 })
    expect(tap.table.segments.size).toBe(MAX_SEGMENTS)
    tap.take(frameOf(frame(1, 1), 1_000_000))
    expect(tap.counters.undecodable).toEqual({ 'too-many-segments': 1 })
  })
})

describe('link layers', () => {
  const withHead = (head: string): Uint8Array => Uint8Array.from([...hex(head), ...PACKET])
  it.each([
    ['raw IP', 101, ''],
    ['raw IP, as BSD numbers it', 12, ''],
    ['raw IPv4', 228, ''],
    ['loopback, big-endian', 0, '00000002'],
    ['loopback, little-endian', 0, '02000000'],
    ['OpenBSD loopback', 108, '00000002'],
    ['Linux cooked', 113, '0000 0001 0006 020000000a0b 0000 0800'],
    ['Linux cooked, tagged', 113, '0000 0001 0006 020000000a0b 0000 8100 000a 0800'],
    ['Linux cooked, version 2', 276, '0800 0000 00000002 0001 00 06 020000000a0b 0000'],
  ])('%s', (_name, linkType, head) => {
    const result = decode(withHead(head), linkType)
    expect(result).toMatchObject({ kind: 'report', group: GROUP, problems: [] })
    const cooked = linkType === 113 || linkType === 276
    expect(typeof result === 'string' ? result : result.mac).toBe(cooked ? 0x020000000a0b : null)
  })

  it('a cooked header without a MAC', () => {
    expect(decode(withHead('0000 0304 0000 0000000000000000 0800'), 113)).toMatchObject({ kind: 'report', mac: null })
  })

  it('802.2 with SNAP', () => {
    expect(decode(tagged('', '0024 aaaa03 000000 0800'))).toMatchObject({ kind: 'report', group: GROUP })
    expect(decode(tagged('8100000a', '0024 aaaa03 000000 0800'))).toMatchObject({ kind: 'report', group: GROUP })
    expect(decode(tagged('', '0024 424203 000000 0800'))).toBe('not-igmp')
  })

  it.each([
    ['ARP', 1, '0806'],
    ['PPPoE discovery', 1, '8863'],
    ['LLDP', 1, '88cc'],
  ])('%s is not ours', (_name, linkType, type) => {
    expect(decode(tagged('', type), linkType)).toBe('not-igmp')
  })

  it.each([
    ['raw IP', 101, ''],
    ['raw IP, as BSD numbers it', 12, ''],
    ['loopback of Darwin', 0, '1e000000'],
    ['loopback of FreeBSD', 0, '1c000000'],
    ['loopback of NetBSD, big-endian', 0, '00000018'],
    ['OpenBSD loopback', 108, '00000018'],
    ['Linux cooked', 113, '0000 0001 0006 020000000a0b 0000 86dd'],
    ['Linux cooked, version 2', 276, '86dd 0000 00000002 0001 00 06 020000000a0b 0000'],
  ])('IPv6 in %s', (_name, linkType, head) => {
    const packet = mldFrame(hex('83000000 00000000 ff0e0000 00000000 00000000 00000101'), 'ff0e::101').subarray(14)
    expect(decode(Uint8Array.from([...hex(head), ...packet]), linkType)).toMatchObject({
      kind: 'report',
      group: 'ff0e::101',
      problems: [],
    })
  })

  it('others are named', () => {
    for (const linkType of [105, 127, 147, 65_535]) expect(decode(REPORT, linkType)).toBe('unsupported-link-type')
  })

  it('an empty frame', () => {
    for (const linkType of [0, 1, 12, 101, 108, 113, 228, 276]) {
      expect(decode(new Uint8Array(0), linkType)).toBe('bad-frame')
      expect(decode(new Uint8Array(0), linkType, 60)).toBe('truncated')
    }
  })
})

describe('IPv4 (RFC 791)', () => {
  /** `REPORT` with octets of its IP header changed. */
  const changed = (changes: Record<number, number>, data = REPORT): Uint8Array => {
    const frame = data.slice()
    for (const [where, octet] of Object.entries(changes)) frame[14 + Number(where)] = octet
    return frame
  }
  /** A packet with these options, in whole words. */
  const withOptions = (options: string): Uint8Array => {
    const octets = hex(options)
    const igmp = summed(hex('16000000ef010101'))
    const header = PACKET.slice(0, 20)
    header[0] = 0x40 | ((20 + octets.length) / 4)
    header[3] = 20 + octets.length + igmp.length
    return Uint8Array.from([...REPORT.subarray(0, 14), ...header, ...octets, ...igmp])
  }

  it.each([
    ['none', '', false],
    ['Router Alert', '94040000', true],
    ['behind no-operations', '01010101 94040000', true],
    ['behind another option', '8804abcd 94040000', true],
    ['an option that is longer', '4408 01020304 0506 94040000', true],
    ['end of options before it', '00040000 94040000', false],
    ['another option alone', '8804abcd', false],
    ['an option without a length', '01010144', false],
    ['an option of length 0', '44000000 94040000', false],
    ['an option of length 1', '44010000 94040000', false],
    ['an option that runs past the header', '44ff0000', false],
    ['the most there can be', `${'01'.repeat(36)}94040000`, true],
  ])('options: %s', (_name, options, routerAlert) => {
    expect(decode(withOptions(options))).toMatchObject({
      routerAlert,
      kind: 'report',
      group: GROUP,
      problems: routerAlert ? [] : ['no-router-alert'],
    })
  })

  it.each([
    ['version 5', { 0: 0x56 }, 'not-igmp'],
    ['version 6', { 0: 0x66 }, 'not-igmp'],
    ['a header of 16 octets', { 0: 0x44 }, 'bad-frame'],
    ['a total length of 0', { 2: 0, 3: 0 }, 'bad-frame'],
    ['a total length within the header', { 2: 0, 3: 23 }, 'bad-frame'],
    ['TCP', { 9: 6 }, 'not-igmp'],
    ['ICMP (which may quote IGMP)', { 9: 1 }, 'not-igmp'],
    ['GRE', { 9: 47 }, 'not-igmp'],
    ['a later fragment', { 6: 0, 7: 1 }, 'later-fragment'],
    ['a later fragment, the last octet of the offset', { 6: 0x1f, 7: 0xff }, 'later-fragment'],
    ['a later fragment of TCP is not ours', { 6: 0, 7: 1, 9: 6 }, 'not-igmp'],
  ])('%s', (_name, changes, expected) => {
    expect(decode(changed(changes))).toBe(expected)
  })

  it('the first fragment is shown, and changes nothing', () => {
    expect(decode(changed({ 6: 0x20 }))).toMatchObject({ problems: ['fragment'], sound: false, group: GROUP })
    expect(decode(changed({ 6: 0x40 }))).toMatchObject({ problems: [], sound: true }) // do not fragment
  })

  it('total length against padding', () => {
    const padded = Uint8Array.from([...REPORT, ...new Uint8Array(60 - REPORT.length).fill(0xee)])
    expect(decode(padded)).toMatchObject({ problems: [], sound: true })
    // Cut within the padding: nothing is missing.
    expect(decode(padded.subarray(0, REPORT.length + 2), 1, 60)).toMatchObject({ problems: [], sound: true })
  })

  it('total length that the frame never had', () => {
    const result = decode(changed({ 3: 40 }))
    expect(result).toMatchObject({ problems: ['bad-length'], sound: false })
  })

  it('total length that the capture cut', () => {
    expect(decode(changed({ 3: 40 }), 1, 14 + 40)).toMatchObject({ problems: ['truncated'], sound: false })
  })

  it('total length that ends before the message does', () => {
    const result = decode(changed({ 3: 24 + 7 }))
    expect(result).toMatchObject({ kind: 'report', sound: false })
    expect(typeof result === 'string' ? [] : result.problems).toContain('bad-length')
  })

  it('no payload at all', () => {
    expect(decode(changed({ 3: 24 }))).toMatchObject({ kind: 'other', type: null, sound: false })
  })
})

describe('cut at every octet', () => {
  const frames = ['cases', 'links', 'stacks'].flatMap((folder) =>
    readdirSync(new URL(folder, CAPTURES))
      .filter((file) => /\.pcap(ng)?$/.test(file))
      .flatMap((file) => framesOf(`${folder}/${file}`).map((frame) => ({ file, frame }))),
  )

  it('no exception, no bad checksum that was not there, and no state but that of the whole message', () => {
    let cuts = 0
    const decoder = new Decoder('')
    for (const { file, frame } of frames) {
      const whole = decoder.decode(frame)
      const problems = typeof whole === 'string' ? [] : whole.problems
      for (let length = 0; length < frame.end; length += 1) {
        const message = decoder.decode({ ...frame, end: length })
        const what = `${file} ${length}`
        cuts += 1
        if (typeof message === 'string') {
          expect(['truncated', 'not-igmp', 'later-fragment', whole], what).toContain(message)
        } else if (message.problems.includes('truncated')) {
          expect(message.problems, what).not.toContain('bad-checksum')
          expect(message.problems, what).not.toContain('malformed-record')
          const table = new MembershipTable({ formula: 'rfc3376' })
          expect(table.observe(message).events, what).toEqual([])
          expect([...finalLines(table)].filter((line) => line.final === 'group')).toEqual([])
        } else expect(message.problems, what).toEqual(problems)
      }
    }
    expect(cuts).toBeGreaterThan(10_000)
  })

  it('a report of two records cut between them still changes nothing', () => {
    const report = ethernet(summed(hex('22000000 00000002 04000000ef010101 04000000ef010102')), ALL_V3_ROUTERS)
    const result = decode(report.subarray(0, report.length - 8), 1, report.length)
    expect(result).toMatchObject({ problems: ['truncated'], sound: false })
    if (typeof result === 'string' || result.kind !== 'report' || result.version !== 3) throw new Error('no report')
    expect(result.records.map(({ group }) => formatAddress(group))).toEqual(['239.1.1.1'])
  })

  it('a group that was cut off is not 0.0.0.0', () => {
    const result = decode(REPORT.subarray(0, REPORT.length - 1), 1, REPORT.length)
    if (typeof result === 'string') throw new Error(result)
    expect(messageLine(result)).toMatchObject({ group: null, problems: ['truncated'] })
  })

  it('a Router Alert that was cut off is not missing', () => {
    const result = decode(REPORT.subarray(0, 14 + 20), 1, REPORT.length)
    expect(result).toMatchObject({ routerAlert: null, problems: ['truncated'] })
  })
})

describe('a tunnel that is opened', () => {
  const udp = (payload: string, port = '9090'): Uint8Array => {
    const octets = hex(payload)
    const total = (20 + 8 + octets.length).toString(16).padStart(4, '0')
    const length = (8 + octets.length).toString(16).padStart(4, '0')
    const head = hex(
      `020000000001 020000000002 0800 4500 ${total} 0000 0000 40 11 0000 c0000201 c0000202 1234 ${port} ${length} 0000`,
    )
    return Uint8Array.from([...head, ...octets])
  }
  const inner = Buffer.from(REPORT).toString('hex')
  const HEAD = '01 00 0001'

  it.each([
    ['the shortest header', `${HEAD} 01 ${inner}`, 'tzsp:192.0.2.1/untagged'],
    ['transmitted', `01 01 0001 01 ${inner}`, 'tzsp:192.0.2.1/untagged'],
    ['padding and tags', `${HEAD} 00 0a 01 c8 00 0d 04 00000000 01 ${inner}`, 'tzsp:192.0.2.1/untagged'],
    ['keepalive', '01 04 0001', 'not-igmp'],
    ['no end tag', `${HEAD} 00 00 00`, 'tzsp-malformed'],
    ['a tag that runs past the end', `${HEAD} 0a ff 00`, 'tzsp-malformed'],
    ['another version', `02 00 0001 01 ${inner}`, 'tzsp-malformed'],
    ['no Ethernet inside', `01 00 0012 01 ${inner}`, 'tzsp-malformed'],
    ['nothing behind the end tag', `${HEAD} 01`, 'tzsp-malformed'],
    ['nothing at all', '', 'tzsp-malformed'],
  ])('%s', (_name, payload, expected) => {
    expect(path(udp(payload))).toBe(expected)
  })

  it('another port is not ours', () => {
    expect(path(udp(`${HEAD} 01 ${inner}`, '1234'))).toBe('not-igmp')
  })

  it('the inner frame has its own tags and MAC; those of the carrier are gone', () => {
    const carried = Buffer.from(tagged('8100000a')).toString('hex')
    const frame = udp(`${HEAD} 01 ${carried}`)
    const onVlan = Uint8Array.from([...frame.subarray(0, 12), ...hex('81000063'), ...frame.subarray(12)])
    expect(decode(onVlan)).toMatchObject({
      mac: 0x020000000a0b,
      encapsulation: ['tzsp'],
      segment: { name: 'tzsp:192.0.2.1/10', vlans: [10] },
    })
  })

  it('within itself, until it is too deep', () => {
    let payload = `${HEAD} 01 ${inner}`
    const results = Array.from({ length: 6 }, () => {
      const frame = udp(payload)
      payload = `${HEAD} 01 ${Buffer.from(frame).toString('hex')}`
      return path(frame)
    })
    expect(results.slice(0, 4).every((text) => text.endsWith('/untagged'))).toBe(true)
    expect(results.slice(4)).toEqual(['too-many-tunnels', 'too-many-tunnels'])
  })

  it('cut anywhere: truncated, never malformed', () => {
    const frame = udp(`${HEAD} 0a 01 c8 01 ${inner}`)
    for (let length = 42; length < frame.length; length += 1) {
      const result = decode(frame.subarray(0, length), 1, frame.length)
      if (typeof result === 'string') expect(result, `${length}`).toBe('truncated')
      else expect(result.problems, `${length}`).toEqual(['truncated'])
    }
  })
})
