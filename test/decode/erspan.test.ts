import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { Decoder } from '../../server/decode/index.ts'
import { mac, parseIPv4 } from '../../shared/address.ts'
import { overIp, overIp6 } from '../generate/carrier.ts'
import { frameOf } from '../generate/frame.ts'
import { join } from '../generate/octets.ts'
import { decode, GROUP, hex } from './octets.ts'

const REPORT = encodeFrame(
  { kind: 'report', version: 2, group: GROUP },
  { src: parseIPv4('10.0.10.11')!, srcMac: mac(0x020000000a0b), padTo: 0 },
)
const TAGGED = join(REPORT.subarray(0, 12), hex('8100000a'), REPORT.subarray(12))
const head = (text: string, carried = REPORT): Uint8Array => join(hex(text), carried)

describe('ERSPAN', () => {
  const mirrored = (header: string, frame = REPORT): Uint8Array =>
    overIp(47, head(`1000 88be 00000007 ${header} 00000000`, frame))
  it('tells the VLAN of a frame whose tag the switch took off; a tag in the frame goes before', () => {
    expect(decode(mirrored('100a1005'))).toMatchObject({ segment: { name: 'erspan:5/10', vlans: [10] } })
    expect(decode(mirrored('10631805', TAGGED))).toMatchObject({ segment: { name: 'erspan:5/10', vlans: [10] } })
    expect(decode(mirrored('10000005'))).toMatchObject({ segment: { name: 'erspan:5/untagged', vlans: [] } })
  })
  it('a frame that the mirror cut is truncated', () => {
    const cut = REPORT.subarray(0, REPORT.length - 4)
    expect(decode(mirrored('10000405', cut))).toMatchObject({ problems: ['truncated'], sound: false })
    expect(decode(mirrored('10000005', cut))).toMatchObject({ problems: ['bad-length'], sound: false })
  })
})

describe('ERSPAN of several switches', () => {
  const II = '1000 88be 00000007 10000005 00000000'
  const I = '0000 88be'
  const ONE = 'c0000201'
  const TWO = 'c0000202'
  const SIX = '20010db8000000000000000000000002'
  /** With this source address in the outer header. */
  const from = (sender: string, header: string, frame: Uint8Array = REPORT): Uint8Array => {
    const carried = head(header, frame)
    const outer = Uint8Array.from(sender === SIX ? overIp6(47, carried) : overIp(47, carried))
    outer.set(hex(sender), sender === SIX ? 14 + 8 : 14 + 12)
    return outer
  }
  const names = (...frames: readonly Uint8Array[]): (string | undefined)[] => {
    const decoder = new Decoder('')
    return frames.map((frame) => {
      const result = decoder.decode(frameOf(frame))
      return typeof result === 'string' ? result : result.segment.name
    })
  }
  it.each([
    ['type II', [from(ONE, II), from(TWO, II), from(ONE, II)], ['erspan:5', 'erspan:192.0.2.2:5', 'erspan:5']],
    ['whoever is first', [from(TWO, II), from(ONE, II)], ['erspan:5', 'erspan:192.0.2.1:5']],
    ['type I, which has no session', [from(ONE, I), from(TWO, I)], ['erspan', 'erspan:192.0.2.2']],
    ['over IPv6', [from(ONE, II), from(SIX, II)], ['erspan:5', 'erspan:[2001:db8::2]:5']],
    [
      'within a mirror of one of them',
      [from(ONE, II), from(ONE, II, from(TWO, II))],
      ['erspan:5', 'erspan:5/erspan:192.0.2.2:5'],
    ],
  ])('%s', (_name, frames, expected) => {
    expect(names(...frames)).toEqual(expected.map((path) => `${path}/untagged`))
  })
  it('loses of each of them apart', () => {
    const decoder = new Decoder('')
    for (const frame of [from(ONE, II), from(TWO, II)]) decoder.decode(frameOf(frame))
    expect(decoder.losses.list().map(({ sender, tunnel }) => [sender, tunnel])).toEqual([
      ['192.0.2.1', 'erspan:5'],
      ['192.0.2.2', 'erspan:192.0.2.2:5'],
    ])
  })
})
