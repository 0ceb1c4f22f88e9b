import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { Decoder } from '../../server/decode/index.ts'
import { mac, parseIPv4 } from '../../shared/address.ts'
import { frameOf } from '../generate/frame.ts'
import { join } from '../generate/octets.ts'
import { ethernet, ipv4, ipv6, overIp, overIp6, overUdp } from '../generate/carrier.ts'
import { mldFrame } from '../generate/mld.ts'
import { pppoe, TUNNELS } from '../generate/tunnel.ts'
import { decode, GROUP, hex } from './octets.ts'

const REPORT = encodeFrame(
  { kind: 'report', version: 2, group: GROUP },
  { src: parseIPv4('10.0.10.11')!, srcMac: mac(0x020000000a0b), padTo: 0 },
)
const MLD_REPORT = mldFrame(hex('83000000 00000000 ff0e0000 00000000 00000000 00000101'), 'ff0e::101')
const TAGGED = join(REPORT.subarray(0, 12), hex('8100000a'), REPORT.subarray(12))
const head = (text: string, carried = REPORT): Uint8Array => join(hex(text), carried)

describe('a mirrored frame in a tunnel', () => {
  it.each(TUNNELS)('$name', ({ encapsulation, path, carriesLink, wrap }) => {
    for (const [frame, family] of [
      [REPORT, 'ipv4'],
      [MLD_REPORT, 'ipv6'],
    ] as const) {
      const plain = decode(frame)
      if (typeof plain === 'string') throw new Error(plain)
      expect(decode(wrap(frame))).toEqual({
        ...plain,
        encapsulation,
        segment: { family, name: `${path}/untagged`, vlans: [] },
        mac: carriesLink ? plain.mac : null,
      })
    }
  })

  it.each(TUNNELS.filter(({ carriesLink, name }) => carriesLink && !name.includes('802.11')))(
    '$name: the tags are those of the inner frame',
    ({ path, wrap }) => {
      const carrier = wrap(TAGGED)
      const onVlan = join(carrier.subarray(0, 12), hex('81000063'), carrier.subarray(12))
      expect(decode(onVlan)).toMatchObject({ segment: { name: `${path}/10`, vlans: [10] }, mac: 0x020000000a0b })
    },
  )

  it.each(TUNNELS)('$name, cut at every octet: truncated, or what the whole frame gives', ({ wrap }) => {
    const frame = wrap(REPORT)
    const whole = decode(frame)
    if (typeof whole === 'string') throw new Error(whole)
    for (let length = 0; length < frame.length; length += 1) {
      const cut = decode(frame.subarray(0, length), 1, frame.length)
      if (typeof cut === 'string') expect(['truncated', 'not-igmp'], `${length}`).toContain(cut)
      else expect(cut, `${length}`).toMatchObject({ sound: false, src: whole.src, segment: whole.segment })
      // Not cut by the capture, but that short: never a message that changes anything.
      const short = decode(frame.subarray(0, length))
      if (typeof short !== 'string') expect(short.sound, `${length}`).toBe(false)
    }
  })
})

describe('PPPoE', () => {
  it('keeps the MAC and the tags of the subscriber', () => {
    expect(decode(pppoe(REPORT, '8100000a'))).toMatchObject({
      encapsulation: ['pppoe'],
      segment: { name: 'pppoe:5/10' },
      mac: 0x020000000a0b,
      group: GROUP,
      sound: true,
    })
    expect(decode(pppoe(MLD_REPORT))).toMatchObject({ segment: { name: 'pppoe:5/untagged' }, group: 'ff0e::101' })
    expect(decode(pppoe(REPORT, '', true))).toMatchObject({ group: GROUP, sound: true })
  })
  it('is padded by Ethernet', () => {
    expect(decode(join(pppoe(REPORT), new Uint8Array(9).fill(0xee)))).toMatchObject({ problems: [], sound: true })
  })
})

describe('what is not opened', () => {
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['TZSP: another version', overUdp(37_008, head('02000001 01')), 'tzsp-malformed'],
    ['TZSP: a keepalive', overUdp(37_008, hex('01040001')), 'not-igmp'],
    ['VXLAN: no I flag', overUdp(4_789, head('00000000 001388 00')), 'vxlan-malformed'],
    ['VXLAN: a header alone', overUdp(4_789, hex('08000000 001388 00')), 'vxlan-malformed'],
    ['VXLAN: half a header', overUdp(4_789, hex('08000000')), 'vxlan-malformed'],
    ['VXLAN: nothing', overUdp(4_789, hex('')), 'vxlan-malformed'],
    ['VXLAN: an inner frame that is too short', overUdp(4_789, hex('08000000 001388 00 0102')), 'bad-frame'],
    ['VXLAN: ARP', overUdp(4_789, join(hex('08000000 001388 00'), ethernet(0x0806, hex('00')))), 'not-igmp'],
    ['VXLAN-GPE: network service header', overUdp(4_790, head('0c000004 001388 00')), 'not-igmp'],
    ['VXLAN-GPE: no I flag', overUdp(4_790, head('04000003 001388 00')), 'vxlan-malformed'],
    ['VXLAN: the source port alone', overUdp(50_001, head('08000000 001388 00'), 4_789), 'not-igmp'],
    ['an answer of a name server to a client on 4789', overUdp(4_789, hex('abcd81800001'), 53), 'not-igmp'],
    ['an answer of a web server to a client on 37008', overUdp(37_008, hex('40abcdef01'), 443), 'not-igmp'],
    ['GRE: PPTP', overIp(47, head('3001 880b 0004 0007 00000001')), 'not-igmp'],
    ['GRE: a protocol of others', overIp(47, head('0000 88f7')), 'not-igmp'],
    ['GRE: it ends within the header', overIp(47, hex('3000 6558 00000007')), 'gre-malformed'],
    ['GRE: two octets', overIp(47, hex('0000')), 'gre-malformed'],
    ['GRE: a wrong checksum', overIp(47, head('8000 6558 1234 0000')), 'gre-malformed'],
    ['GRE: routes without an end', overIp(47, hex('4000 6558 0000 0000 0800 00ff c0000209')), 'gre-malformed'],
    [
      'GRE: routes that never end',
      overIp(47, join(hex('4000 6558 0000 0000'), hex('0800 0000'.repeat(20)))),
      'gre-malformed',
    ],
    ['ERSPAN: type II with version 0', overIp(47, head('1000 88be 00000007 00000005 00000001')), 'erspan-malformed'],
    ['ERSPAN: type II without a header', overIp(47, hex('1000 88be 00000007 1000')), 'erspan-malformed'],
    [
      'ERSPAN: type III with version 1',
      overIp(47, head('1000 22eb 00000008 10000005 00000000 0000 0000')),
      'erspan-malformed',
    ],
    [
      'ERSPAN: type III without its sub-header',
      overIp(47, hex('1000 22eb 00000008 20000005 00000000 0000 0001')),
      'erspan-malformed',
    ],
    [
      'ERSPAN: type III with another frame',
      overIp(47, head('1000 22eb 00000008 20000005 00000000 0000 0400')),
      'not-igmp',
    ],
    ['Geneve: another version', overUdp(6_081, head('40006558 001388 00')), 'geneve-malformed'],
    ['Geneve: options that do not fit', overUdp(6_081, head('01006558 001388 00 01020301')), 'geneve-malformed'],
    ['Geneve: options past the end', overUdp(6_081, hex('3f006558 001388 00 00000000')), 'geneve-malformed'],
    ['Geneve: a control packet', overUdp(6_081, head('00806558 001388 00')), 'not-igmp'],
    ['Geneve: another protocol', overUdp(6_081, head('000088f7 001388 00')), 'not-igmp'],
    ['MPLS: labels without a bottom', ethernet(0x8847, hex('00010040'.repeat(17))), 'mpls-malformed'],
    ['MPLS: it ends within the stack', ethernet(0x8847, hex('00010040 0001')), 'mpls-malformed'],
    ['MPLS: nothing below', ethernet(0x8847, hex('00010140')), 'mpls-malformed'],
    ['MPLS: a channel of its own', ethernet(0x8847, hex(`00010140 10000021 ${'00'.repeat(20)}`)), 'not-igmp'],
    ['PPPoE: discovery', ethernet(0x8863, hex('1109 0000 0000')), 'not-igmp'],
    ['PPPoE: version 2', ethernet(0x8864, hex('2100 0005 0004 0021 4500')), 'pppoe-malformed'],
    ['PPPoE: longer than the frame', ethernet(0x8864, hex('1100 0005 00ff 0021 4500')), 'pppoe-malformed'],
    ['PPPoE: no protocol', ethernet(0x8864, hex('1100 0005 0000')), 'pppoe-malformed'],
    ['PPPoE: LCP', ethernet(0x8864, hex('1100 0005 0006 c021 09000004')), 'not-igmp'],
    ['L2TP: control', overUdp(1_701, hex('c802 000c 0000 0000 0000 0000')), 'not-igmp'],
    ['L2TP: version 3', overUdp(1_701, head('0003 0000 00000001')), 'not-igmp'],
    ['L2TP: L2F', overUdp(1_701, head('0001 0000')), 'not-igmp'],
    ['L2TP: another version', overUdp(1_701, head('0007 0007 0009')), 'l2tp-malformed'],
    ['L2TP: longer than the datagram', overUdp(1_701, hex('4002 00ff 0007 0009 0021 45')), 'l2tp-malformed'],
    ['L2TP: an offset past the end', overUdp(1_701, hex('0202 0007 0009 00ff 0021')), 'l2tp-malformed'],
    ['L2TP: LCP', overUdp(1_701, hex('0002 0007 0009 ff03 c021 0900 0004')), 'not-igmp'],
    ['CAPWAP: encrypted', overUdp(5_247, hex('01000000 16fefd00')), 'capwap-encrypted'],
    ['CAPWAP: a fragment', overUdp(5_247, head('00 104280 00010000')), 'capwap-fragment'],
    ['CAPWAP: keep-alive', overUdp(5_247, hex('00 104208 00000000 0000')), 'not-igmp'],
    ['CAPWAP: another version', overUdp(5_247, head('10 104200 00000000')), 'capwap-malformed'],
    ['CAPWAP: a header of one word', overUdp(5_247, head('00 084200 00000000')), 'capwap-malformed'],
    ['CAPWAP: a header past the end', overUdp(5_247, hex('00 f84200 00000000')), 'capwap-malformed'],
    ['CAPWAP: a beacon', overUdp(5_247, hex(`00 104300 00000000 8000 ${'00'.repeat(40)}`)), 'not-igmp'],
    [
      'CAPWAP: a frame that the radio encrypted',
      overUdp(5_247, hex(`00 104300 00000000 0841 ${'00'.repeat(40)}`)),
      'not-igmp',
    ],
    ['CAPWAP: a frame without data', overUdp(5_247, hex(`00 104300 00000000 4801 ${'00'.repeat(40)}`)), 'not-igmp'],
    [
      'CAPWAP: several frames in one',
      overUdp(5_247, hex(`00 104300 00000000 8801 ${'00'.repeat(22)} 8000 ${'00'.repeat(20)}`)),
      'not-igmp',
    ],
    ['CAPWAP: another radio', overUdp(5_247, head('00 104500 00000000')), 'not-igmp'],
    ['IP in IP: nothing', overIp(4, hex('')), 'bad-frame'],
    ['GTP', overUdp(2_152, head('30ff0000 00000001')), 'not-igmp'],
    ['ICMP that quotes a report', overIp(1, join(hex('0b00 0000 00000000'), REPORT.subarray(14))), 'not-igmp'],
    ['ICMPv6 that quotes a report', overIp6(58, join(hex('0300 0000 00000000'), MLD_REPORT.subarray(14))), 'not-igmp'],
    ['a later fragment of GRE', ethernet(0x0800, ipv4(47, REPORT, 0x0010)), 'later-fragment'],
  ]
  it.each(cases)('%s', (_name, frame, expected) => {
    expect(decode(frame)).toBe(expected)
  })

  it('no tunnel within the source port of another', () => {
    for (const port of [37_008, 4_789, 8_472, 4_790, 6_081, 1_701, 5_247, 6_343]) {
      expect(decode(overUdp(9, head('08000000 00138800'), port))).toBe('not-igmp')
    }
  })

  it('more than four tunnels', () => {
    let frame: Uint8Array = REPORT
    const results = Array.from({ length: 6 }, () => {
      frame = overUdp(4_789, join(hex('08000000 001388 00'), frame))
      const result = decode(frame)
      return typeof result === 'string' ? result : result.encapsulation.length
    })
    expect(results).toEqual([1, 2, 3, 4, 'too-many-tunnels', 'too-many-tunnels'])
  })
})

describe('lost mirror frames', () => {
  const numbered = (session: number, sequence: number): Uint8Array =>
    overIp(
      47,
      head(`1000 88be ${sequence.toString(16).padStart(8, '0')} 1000${session.toString(16).padStart(4, '0')} 00000000`),
    )
  it('are told for each sender and session', () => {
    const decoder = new Decoder('')
    for (const [session, sequence] of [
      [5, 1],
      [6, 40],
      [5, 2],
      [5, 6],
      [6, 41],
      [5, 5],
    ] as const) {
      decoder.decode(frameOf(numbered(session, sequence)))
    }
    expect(decoder.losses.list()).toEqual([
      { sender: '192.0.2.1', tunnel: 'erspan:5', lost: 2, reordered: 1 },
      { sender: '192.0.2.1', tunnel: 'erspan:6', lost: 0, reordered: 0 },
    ])
    expect([decoder.losses.lost, decoder.losses.reordered]).toEqual([2, 1])
  })
  it('by GRE and TZSP too', () => {
    const decoder = new Decoder('')
    for (const sequence of [1, 3]) {
      const four = sequence.toString(16).padStart(8, '0')
      decoder.decode(frameOf(overIp(47, head(`3000 6558 00000007 ${four}`))))
      decoder.decode(frameOf(overUdp(37_008, head(`01000001 2804${four} 01`))))
    }
    expect(decoder.losses.list().map(({ tunnel, lost }) => [tunnel, lost])).toEqual([
      ['gre:7', 1],
      ['tzsp:192.0.2.1', 1],
    ])
  })
  it('of more senders than are followed are counted as frames', () => {
    const decoder = new Decoder('')
    for (let key = 0; key < 300; key += 1) {
      decoder.decode(frameOf(overIp(47, head(`3000 6558 ${key.toString(16).padStart(8, '0')} 00000001`))))
    }
    expect(decoder.losses.list().length).toBe(256)
    expect(decoder.losses.unfollowed).toBe(44)
  })
})

it('IPv6 within IPv4 within IPv6', () => {
  const packet = ipv6(4, ipv4(41, MLD_REPORT.subarray(14)))
  expect(decode(ethernet(0x86dd, packet))).toMatchObject({
    encapsulation: ['ipip', 'ipip'],
    segment: { name: 'ipip/ipip/untagged', family: 'ipv6' },
    group: 'ff0e::101',
    sound: true,
  })
})
