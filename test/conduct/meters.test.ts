import { describe, expect, it } from 'vitest'
import { Histogram } from '../../server/conduct/histogram.ts'
import { METERED_SEGMENTS, MeterRoom, Meters } from '../../server/conduct/meters.ts'
import { Segments } from '../../server/decode/segment.ts'
import type { SegmentMeter } from '../../server/conduct/segment-meter.ts'
import { cadenceOf } from '../../server/views/cadence.ts'
import { Tap } from '../../server/tap.ts'
import { frames, truth } from '../membership/hour.ts'

const OPTIONS = { formula: 'rfc3376', dedupe: 5 } as const

function hour(): Tap {
  const tap = new Tap('', OPTIONS)
  for (const frame of frames) tap.take(frame)
  return tap
}

const countOf = (meter: SegmentMeter): number => [...meter.messages()].reduce((sum, { count }) => sum + count, 0)

function meterOf(tap: Tap, vlan: number): SegmentMeter {
  for (const { segment, meter } of tap.watch.meters.own()) if (segment.vlans[0] === vlan) return meter
  throw new Error(`VLAN ${vlan} has no meter`)
}

describe('what is counted of a segment', () => {
  it('is each message of the hour, copies left out', () => {
    const tap = hour()
    const { meters } = tap.watch
    const { ipv4, ipv6 } = meters.others
    const own = [...meters.own()].map(({ meter }) => meter)
    const counted = [...own, ipv4, ipv6].reduce((sum, meter) => sum + countOf(meter), 0)
    expect(counted).toBe(tap.counters.igmp - tap.counters.duplicates)
    expect(counted).toBe(truth.meta.igmp_unique)
  })

  it('is each general query of the hour, and each that should have come', () => {
    const tap = hour()
    const general = (vlan: number): number =>
      [...meterOf(tap, vlan).messages()].reduce((sum, { kind, count }) => sum + (kind === 'general' ? count : 0), 0)
    const [last = 0] = truth.queriers.filter(({ vlan }) => vlan === 20).map(({ queries }) => queries)
    // What is wrong with a message does not keep it from being one.
    const damaged = truth.invalid_frames.filter(({ why }) => why.endsWith('general query')).length
    expect(general(20)).toBe(last + damaged)
    for (const { segment, election } of tap.table.segments.values()) {
      const meter = meterOf(tap, segment.vlans[0] ?? 0)
      const { stats } = cadenceOf(election)
      expect([meter.missed, meter.gaps]).toEqual([stats.missed, stats.queries - 1])
    }
  })

  it('is each leave and each answer that the ledgers of conduct know', () => {
    const tap = hour()
    let leaves = 0
    for (const { hosts, table } of tap.watch.conducts.values()) {
      const { leaveLatency, responseDelay } = meterOf(tap, table.segment.vlans[0] ?? 0)
      const { count, maxMs } = hosts.leaveConduct()
      expect(leaveLatency.count).toBe(count)
      if (maxMs !== null) expect(leaveLatency.sum).toBeGreaterThanOrEqual(maxMs - 1)
      leaves += count
      expect(responseDelay.count).toBeGreaterThan(0)
    }
    expect(leaves).toBeGreaterThan(0)
  })

  it('does not fall when the clock is set back and the hour comes again', () => {
    const tap = hour()
    const numbers = (): number[] =>
      [10, 20].flatMap((vlan) => {
        const meter = meterOf(tap, vlan)
        return [countOf(meter), meter.missed, meter.gaps, meter.leaveLatency.count, meter.responseDelay.count]
      })
    const before = numbers()
    tap.roll.setBack(frames[0]!.at)
    expect(numbers()).toEqual(before)
    for (const frame of frames) tap.take(frame)
    for (const [i, number] of numbers().entries()) expect(number).toBeGreaterThanOrEqual(before[i] ?? Infinity)
    expect(countOf(meterOf(tap, 10))).toBeGreaterThan(1.5 * (before[0] ?? Infinity))
  })
})

describe('the bound of meters', () => {
  it('counts segments beyond it together, for all taps of a server', () => {
    const room = new MeterRoom()
    const [one, two] = [new Meters(room), new Meters(room)]
    const segments = new Segments('eth1')
    for (let vlan = 0; vlan < 4_000; vlan += 1) {
      const meters = vlan % 2 === 0 ? one : two
      meters.of(segments.plain('ipv4', vlan)).asked(1_000, 1)
    }
    expect([...one.own(), ...two.own()].length).toBe(METERED_SEGMENTS)
    expect(one.others.ipv4.gaps + two.others.ipv4.gaps).toBe(4_000 - METERED_SEGMENTS)
  })

  it('never gives one to a segment that was counted with the others', () => {
    const meters = new Meters(new MeterRoom(1))
    const segments = new Segments('eth1')
    const [first, second] = [segments.plain('ipv6', 1), segments.plain('ipv6', 2)]
    const own = meters.of(first)
    expect(meters.of(second)).toBe(meters.others.ipv6)
    expect(meters.of(first)).toBe(own)
  })

  it('finds the meter of a segment that was forgotten and comes back as another object', () => {
    const meters = new Meters()
    const own = meters.of(new Segments('eth1').plain('ipv4', 1))
    const again = new Segments('eth1').plain('ipv4', 1)
    expect(meters.of(again)).toBe(own)
    expect([...meters.own()].map(({ segment }) => segment)).toEqual([again])
    expect(meters.of(new Segments('eth1').plain('ipv6', 1))).not.toBe(own)
  })
})

describe('a histogram', () => {
  it.each([
    [0, [1, 0, 0]],
    [10, [1, 0, 0]],
    [10.5, [0, 1, 0]],
    [20, [0, 1, 0]],
    [1e9, [0, 0, 1]],
  ])('counts %d ms in the first bound that holds it', (duration, counts) => {
    const histogram = new Histogram([10, 20])
    histogram.add(duration)
    expect([histogram.counts, histogram.sum, histogram.count]).toEqual([counts, duration, 1])
  })
})
