import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { Decoder } from '../../server/decode/index.ts'
import { mac, parseIPv4 } from '../../shared/address.ts'
import { ethernet, ipv4, overIp6, udp } from '../generate/carrier.ts'
import { frameOf } from '../generate/frame.ts'
import { mldFrame } from '../generate/mld.ts'
import { join } from '../generate/octets.ts'
import { decode, GROUP, hex } from './octets.ts'

const REPORT = encodeFrame(
  { kind: 'report', version: 2, group: GROUP },
  { src: parseIPv4('10.0.10.11')!, srcMac: mac(0x020000000a0b), padTo: 0 },
)
const MLD_REPORT = mldFrame(hex('83000000 00000000 ff0e0000 00000000 00000000 00000101'), 'ff0e::101')

describe('a carrier in fragments', () => {
  const carrier = (fragment: number): Uint8Array =>
    ethernet(0x0800, ipv4(17, udp(4_789, join(hex('08000000 001388 00'), REPORT)), fragment))
  it('the first one is shown, and changes nothing', () => {
    expect(decode(carrier(0x2000))).toMatchObject({ group: GROUP, problems: ['fragment'], sound: false })
  })
  it('what follows is not read, and is missing', () => {
    const decoder = new Decoder('')
    decoder.decode(frameOf(carrier(0x2000)))
    expect(decoder.decode(frameOf(carrier(0x2001)))).toBe('later-fragment')
    expect(decoder.decode(frameOf(carrier(0x0002)))).toBe('later-fragment')
  })
  it.each<[string, readonly Uint8Array[], readonly string[]]>([
    ['UDP whose first one was never seen', [carrier(0x0001)], ['not-igmp']],
    [
      'UDP that is no tunnel',
      [0x2000, 0x0001].map((fragment) => ethernet(0x0800, ipv4(17, udp(5_004, hex('80210000')), fragment))),
      ['not-igmp', 'not-igmp'],
    ],
    [
      'UDP over IPv6',
      [overIp6(44, hex('1100 0008 00000007 00000000')), overIp6(44, hex('1100 0009 00000007 00000000'))],
      ['not-igmp', 'not-igmp'],
    ],
    ['a large ping over IPv6', [overIp6(44, hex('3a00 0008 00000007 00000000'))], ['not-igmp']],
    ['TCP', [ethernet(0x0800, ipv4(6, REPORT, 0x0010))], ['not-igmp']],
    ['IGMP', [ethernet(0x0800, ipv4(2, REPORT, 0x0010))], ['later-fragment']],
    ['GRE', [ethernet(0x0800, ipv4(47, REPORT, 0x0010))], ['later-fragment']],
    ['GRE over IPv6', [overIp6(44, hex('2f00 0008 00000007 00000000'))], ['later-fragment']],
    ['IP in IP', [ethernet(0x0800, ipv4(4, REPORT, 0x0010))], ['later-fragment']],
    [
      'a tunnel over IPv6',
      [
        overIp6(44, join(hex('1100 0001 00000007'), udp(4_789, join(hex('08000000 001388 00'), REPORT)))),
        overIp6(44, hex('1100 0008 00000007 00000000')),
        overIp6(44, hex('1100 0008 00000008 00000000')),
      ],
      ['fragment', 'later-fragment', 'not-igmp'],
    ],
    [
      'MLD without Router Alert',
      [
        overIp6(44, join(hex('3a00 0001 00000007'), MLD_REPORT.subarray(14 + 48))),
        overIp6(44, hex('3a00 0008 00000007 00000000')),
      ],
      ['fragment', 'later-fragment'],
    ],
  ])('a later one of %s', (_name, frames, expected) => {
    const decoder = new Decoder('')
    const results = frames.map((frame) => decoder.decode(frameOf(frame)))
    expect(
      results.map((result) =>
        typeof result === 'string' ? result : result.problems.find((one) => one === 'fragment'),
      ),
    ).toEqual(expected)
  })
  it('of the last 64 datagrams are known', () => {
    const decoder = new Decoder('')
    const numbered = (id: number, fragment: number): Uint8Array => {
      const frame = Uint8Array.from(carrier(fragment))
      frame.set([id >> 8, id & 255], 14 + 4)
      return frame
    }
    for (let id = 1; id <= 65; id += 1) decoder.decode(frameOf(numbered(id, 0x2000)))
    const later = [1, 2, 65].map((id) => decoder.decode(frameOf(numbered(id, 0x0001))))
    expect(later).toEqual(['not-igmp', 'later-fragment', 'later-fragment'])
  })
  it('the next frame is whole again', () => {
    const decoder = new Decoder('')
    decoder.decode(frameOf(carrier(0x2000)))
    expect(decoder.decode(frameOf(REPORT))).toMatchObject({ problems: [], sound: true, encapsulation: [] })
  })
})
