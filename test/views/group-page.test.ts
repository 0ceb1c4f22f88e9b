import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { viewOf } from '../../server/views/index.ts'
import type { ViewState } from '../../shared/live.ts'
import { mac } from '../../shared/address.ts'
import { frameOf } from '../generate/frame.ts'
import { mldFrame, octetsOf } from '../generate/mld.ts'
import { ip } from '../generate/message.ts'
import { hex } from '../decode/octets.ts'
import { join } from '../generate/octets.ts'
import { subjectOf, TestTap } from './test-subject.ts'

const START = Date.UTC(2025, 10, 26, 8)
const says = (tap: TestTap, at: number, host: string, kind: 'report' | 'leave', group: string): void => {
  const message = { version: 2 as const, group: ip(group) }
  const sent = kind === 'report' ? { kind, ...message } : { kind, ...message }
  const data = encodeFrame(sent, { src: ip(host), srcMac: mac(0x020000000000 + Number(host.split('.')[3])) })
  tap.take(frameOf(data, START + at))
}
const group = (tap: TestTap, address: string): ViewState<'group'>['head'] =>
  (viewOf(subjectOf(tap), { view: 'group', segment: 'eth1/untagged', group: address }) as ViewState<'group'>).head

describe('groups with one MAC', () => {
  it('are those whose last 23 bits are alike (RFC 1112 s6.4), with how many are in them', () => {
    const tap = new TestTap('eth1')
    for (const [at, host, address] of [
      [1, '10.0.0.1', '239.1.1.1'],
      [2, '10.0.0.2', '239.129.1.1'],
      [3, '10.0.0.3', '225.1.1.1'],
      [4, '10.0.0.4', '225.1.1.1'],
      [5, '10.0.0.5', '239.1.1.2'],
      [6, '10.0.0.6', '239.65.1.1'], // its bit 22 differs
    ] as const)
      says(tap, at, host, 'report', address)
    expect(group(tap, '239.1.1.1').sharers).toEqual([
      { group: '225.1.1.1', name: null, members: 2 },
      { group: '239.129.1.1', name: null, members: 1 },
    ])
    expect(group(tap, '239.1.1.2').sharers).toEqual([])
  })

  it('are those whose last 32 bits are alike in IPv6 (RFC 2464 s7)', () => {
    const tap = new TestTap('eth1')
    for (const [i, address] of ['ff0e::1:2:3', 'ff1e::9:2:3', 'ff0e::1:2:4'].entries()) {
      tap.take(frameOf(mldFrame(join(hex('83000000 00000000'), octetsOf(address)), address), START + i))
    }
    expect(group(tap, 'ff0e::1:2:3').sharers.map((sharer) => sharer.group)).toEqual(['ff1e::9:2:3'])
  })
})

describe('the churn of a group', () => {
  it('has joins, leaves and expiries of each minute apart, of the last hour alone', () => {
    const tap = new TestTap('eth1')
    says(tap, 0, '10.0.0.1', 'report', '239.1.1.1')
    says(tap, 61_000, '10.0.0.2', 'report', '239.1.1.1')
    says(tap, 62_000, '10.0.0.3', 'report', '239.1.1.1')
    says(tap, 63_000, '10.0.0.2', 'leave', '239.1.1.1')
    says(tap, 64_000, '10.0.0.9', 'report', '239.1.1.2')
    const at = (minute: number): number => START + minute * 60_000
    expect(group(tap, '239.1.1.1').churn).toEqual({
      from: at(-58),
      to: at(2),
      knownFrom: START, // the segment was first seen then: before it nothing is known, not zero
      minutes: [
        { at: at(0), joined: 1, left: 0, expired: 0 },
        { at: at(1), joined: 2, left: 1, expired: 0 },
      ],
    })
    tap.advance(START + 70 * 60_000)
    const later = group(tap, '239.1.1.1').churn!
    expect(later.knownFrom).toBe(later.from)
    expect(later.minutes.every((minute) => minute.at >= later.from)).toBe(true)
    expect(later.minutes.reduce((sum, minute) => sum + minute.joined, 0)).toBe(0)
  })
})
