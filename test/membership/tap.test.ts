import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { Tap } from '../../server/tap.ts'
import { mac } from '../../shared/address.ts'
import { frameOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { query, says, START, v2 } from './wire.ts'

const G = '239.1.1.1'
const envelope = { src: ip('10.0.10.11'), srcMac: mac(0x020000000a0b) }
const report = encodeFrame(says('TO_EX', G), envelope)
const damaged = encodeFrame(v2(G), { ...envelope, badChecksum: true, routerAlert: false })
const tap = (dedupe = 5): Tap => new Tap('', { formula: 'rfc3376', dedupe })
const at = (t: number): number => START + t * 1_000
/** A frame of no IGMP. */
const arp = (): Uint8Array => Uint8Array.from({ length: 60 }, (_, i) => (i === 12 ? 0x08 : i === 13 ? 0x06 : 0))

describe('what became of the frames', () => {
  it('nothing yet', () => {
    expect(tap().counters).toEqual({
      frames: 0,
      igmp: 0,
      duplicates: 0,
      undecodable: {},
      problems: {},
    })
  })

  it('messages, copies and other traffic are counted apart', () => {
    const source = tap()
    source.take(frameOf(report, at(1)))
    source.take(frameOf(report, at(1.001)))
    source.take(frameOf(report, at(2)))
    source.take(frameOf(arp(), at(3)))
    expect(source.counters).toMatchObject({ frames: 4, igmp: 3, duplicates: 1, undecodable: {}, problems: {} })
  })

  it('problems are counted once a message, not once a copy, and each of its kind', () => {
    const source = tap()
    for (const t of [1, 1.001, 1.002, 5]) source.take(frameOf(damaged, at(t)))
    expect(source.counters.problems).toEqual({ 'bad-checksum': 2, 'no-router-alert': 2 })
    expect(source.table.segments.size).toBe(1)
  })

  it('what gives no message is counted by its reason, and ordinary traffic is no fault', () => {
    const source = tap()
    source.take(frameOf(report, at(1), 147))
    source.take(frameOf(report.subarray(0, 10), at(2), 1, report.length))
    source.take(frameOf(report.subarray(0, 10), at(3)))
    source.take(frameOf(encodeFrame(v2(G), { ...envelope, fragment: 5 }), at(4)))
    source.take(frameOf(arp(), at(5)))
    expect(source.counters.undecodable).toEqual({
      'unsupported-link-type': 1,
      truncated: 1,
      'bad-frame': 1,
      'later-fragment': 1,
    })
    // Cut before one could tell what it was: it may have been IGMP.
    expect(source.counters.problems).toEqual({ truncated: 1 })
    expect(source.counters.igmp).toBe(0)
  })

  it('loops', () => {
    const source = tap()
    for (let i = 0; i < 12; i += 1) source.take(frameOf(report, at(1) + i * 0.1))
    expect(source.loops).toBe(4)
    expect(source.counters.duplicates).toBe(11)
  })
})

describe('every frame moves the clock', () => {
  it.each([
    ['other traffic', () => frameOf(arp(), at(300))],
    ['a frame that cannot be read', () => frameOf(report, at(300), 147)],
    ['a damaged message', () => frameOf(damaged, at(300))],
    ['a message on another VLAN', () => frameOf(encodeFrame(query(), { ...envelope, vlans: [20] }), at(300))],
  ])('%s', (_name, frame) => {
    const source = tap()
    source.take(frameOf(report, at(1)))
    const { events } = source.take(frame())
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['expired', 'group-ended']))
    expect(events.find(({ event }) => event === 'group-ended')?.at).toBe(at(261))
    expect(source.table.clock).toBe(at(300))
  })

  it('a copy too', () => {
    const source = tap(1_000)
    source.take(frameOf(report, at(1)))
    source.take(frameOf(encodeFrame(query({ queryInterval: 1, robustness: 1, maxResponseTenths: 1 }), envelope), at(1)))
    source.take(frameOf(encodeFrame(says('TO_EX', '239.1.1.2'), envelope), at(1.2)))
    // The copy is nothing but a time; 239.1.1.2 has lived its 1.1 s only later.
    source.take(frameOf(encodeFrame(says('TO_EX', '239.1.1.2'), envelope), at(1.9)))
    expect(source.table.clock).toBe(at(1.9))
    expect(source.counters.duplicates).toBe(1)
    expect(source.take(frameOf(arp(), at(2.3))).events.map(({ event }) => event)).toContain('group-ended')
  })
})

describe('segments', () => {
  it('are apart: the same host and group on two VLANs are two memberships', () => {
    const source = tap()
    for (const vlan of [10, 20])
      source.take(frameOf(encodeFrame(says('TO_EX', G), { ...envelope, vlans: [vlan] }), at(1)))
    expect(source.table).toMatchObject({ groups: 2, hosts: 2, memberships: 2 })
    expect([...source.table.segments.keys()].map(({ name }) => name)).toEqual(['10', '20'])
  })

  it('begin with the name of their source', () => {
    const source = new Tap('eth1', { formula: 'rfc3376', dedupe: 5 })
    source.take(frameOf(report, at(1)))
    expect([...source.table.segments.keys()].map(({ name }) => name)).toEqual(['eth1/untagged'])
  })
})
