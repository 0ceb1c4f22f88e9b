import { describe, expect, it } from 'vitest'
import { AddressCache } from '../../server/decode/address-cache.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import { parseSflow } from '../../server/decode/sflow.ts'
import { Tap } from '../../server/tap.ts'
import { ALL_V3_ROUTERS } from '../../shared/address.ts'
import { flowSample, overUdp, sflow } from '../generate/carrier.ts'
import { frameOf } from '../generate/frame.ts'
import { mldFrame } from '../generate/mld.ts'
import { join, long } from '../generate/octets.ts'
import { decode, ethernet, GROUP, hex, summed } from './octets.ts'

const REPORT = ethernet(summed(hex('16000000ef010101')), GROUP)
const RECORDS = ethernet(summed(hex('22000000 00000001 04000000 ef010102')), ALL_V3_ROUTERS, { vlans: [10] })
const MLD = mldFrame(hex('83000000 00000000 ff0e0000 00000000 00000000 00000101'), 'ff0e::101')
const counters = join(long(2), long(4), long(0))
const vendors = join(long(0x00800001), long(4), long(0))
const parse = (octets: Uint8Array) => parseSflow(octets, 0, octets.length, new AddressCache())

function sampled(octets: Uint8Array) {
  const decoder = new Decoder('')
  const frame = frameOf(overUdp(6_343, octets))
  return { answer: decoder.decode(frame), messages: decoder.samples(frame), decoder }
}

describe('sFlow version 5', () => {
  it('gives what each sample says', () => {
    const datagram = sflow([counters, flowSample(REPORT), vendors, flowSample(RECORDS, 128, true)], 77)
    expect(parse(datagram)).toMatchObject({
      kind: 'datagram',
      agent: 0xc0000207 | 0,
      subAgent: 0,
      sequence: 77,
      whole: true,
      samples: [
        { samplingRate: 512, drops: 0, protocol: 1, frameLength: REPORT.length },
        { samplingRate: 512, drops: 0, protocol: 1, frameLength: RECORDS.length },
      ],
    })
  })

  it('of an agent with an IPv6 address', () => {
    const agent = hex('20010db8 00000000 00000000 00000007')
    expect(parse(join(long(5), long(2), agent, long(3), long(4), long(0), long(0)))).toMatchObject({
      agent: '2001:db8::7',
      subAgent: 3,
      sequence: 4,
      samples: [],
    })
  })

  it('shows several messages of one datagram, marked as sampled', () => {
    const { answer, messages } = sampled(
      sflow([flowSample(REPORT), counters, flowSample(RECORDS, 128, true), flowSample(MLD)]),
    )
    expect(answer).toBe('samples')
    expect(messages.map(messageLine)).toMatchObject([
      {
        frame: 1,
        segment: 'sflow:192.0.2.7/untagged',
        encapsulation: ['sflow'],
        sampled: true,
        group: '239.1.1.1',
        problems: [],
      },
      { frame: 1, segment: 'sflow:192.0.2.7/10', vlans: [10], sampled: true, records: [{ type: 'TO_EX' }] },
      { frame: 1, segment: 'sflow:192.0.2.7/untagged', family: 'ipv6', sampled: true, group: 'ff0e::101' },
    ])
  })

  it('opens tunnels within a sample, and IP without a link layer', () => {
    const vxlan = overUdp(4_789, join(hex('08000000 001388 00'), REPORT))
    const { messages } = sampled(
      sflow([flowSample(vxlan), flowSample(REPORT.subarray(14), 128, false, 11), flowSample(REPORT, 128, false, 7)]),
    )
    expect(messages.map(({ encapsulation, mac }) => [encapsulation, mac])).toEqual([
      [['sflow', 'vxlan'], 0x020000000a0b],
      [['sflow'], null],
    ])
  })

  it('a header that the agent cut is truncated', () => {
    const { messages } = sampled(sflow([flowSample(REPORT, 40)]))
    expect(messages).toMatchObject([{ problems: ['truncated'], sound: false }])
  })

  it('lost datagrams are told for each agent', () => {
    const decoder = new Decoder('')
    for (const sequence of [1, 2, 5]) decoder.decode(frameOf(overUdp(6_343, sflow([flowSample(REPORT)], sequence))))
    expect(decoder.losses.list()).toEqual([{ sender: '192.0.2.7', tunnel: 'sflow:0', lost: 2, reordered: 0 }])
  })

  it.each([
    ['version 4', join(long(4), new Uint8Array(40))],
    ['an address of no kind', join(long(5), long(3), new Uint8Array(40))],
    ['a header of 20 octets', sflow([]).subarray(0, 20)],
    ['samples that are not there', join(sflow([]).subarray(0, 24), long(1))],
    ['a sample past the end', sflow([join(long(1), long(400), long(0))])],
    [
      'a record past the end of its sample',
      sflow([join(long(1), long(40), new Uint8Array(28), long(1), long(1), long(400))]),
    ],
  ])('%s is malformed', (_name, octets) => {
    expect(decode(overUdp(6_343, octets))).toBe('sflow-malformed')
  })

  it('counters alone are no fault', () => {
    expect(decode(overUdp(6_343, sflow([counters, vendors])))).toBe('not-igmp')
  })

  it('cut at every octet: never a message that the whole one would not give', () => {
    const whole = sflow([flowSample(REPORT), flowSample(RECORDS, 128, true)])
    const expected = new Set(sampled(whole).messages.map((message) => JSON.stringify(messageLine(message))))
    const frame = overUdp(6_343, whole)
    for (let length = 0; length < frame.length; length += 1) {
      const decoder = new Decoder('')
      const cut = frameOf(frame.subarray(0, length), 0, 1, frame.length)
      const answer = decoder.decode(cut)
      if (answer !== 'samples') expect(['truncated', 'not-igmp'], `${length}`).toContain(answer)
      else for (const message of decoder.samples(cut)) expect(expected).toContain(JSON.stringify(messageLine(message)))
    }
  })

  it('changes no state: it is counted', () => {
    const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
    const { events } = tap.take(frameOf(overUdp(6_343, sflow([flowSample(REPORT), flowSample(RECORDS)])), 1_000))
    const one = tap.take({ ...frameOf(REPORT, 2_000), encapsulation: ['sflow'], sampled: true })
    expect([...events, ...one.events]).toEqual([])
    expect(tap.counters).toMatchObject({ frames: 2, igmp: 0, undecodable: {} })
    expect(tap.samples.count).toBe(3)
    expect(tap.table.segments.size).toBe(0)
  })
})
