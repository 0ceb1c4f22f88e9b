import { describe, expect, it } from 'vitest'
import type { Segment } from '../../server/decode/segment.ts'
import { emptyTally } from '../../server/membership/segment-table.ts'
import type { MinuteCounts } from '../../server/membership/step.ts'
import { MembershipTable } from '../../server/membership/table.ts'
import { SEGMENT_MINUTES } from '../../server/views/segment-ring.ts'
import { MAX_RINGS } from '../../server/views/segment-trends.ts'
import { Trend } from '../../server/views/trend.ts'
import { hourAgo, trendOf } from '../../server/views/trends.ts'
import { MINUTE } from '../../shared/time.ts'
import { framesOf } from '../generate/sequence.ts'
import { ip } from '../generate/message.ts'
import { TestTap } from './test-subject.ts'

const place = (vlan: number, family: Segment['family'] = 'ipv4'): Segment => ({
  family,
  name: `a/${vlan}`,
  vlans: [vlan],
})
const [A, B, C] = [place(10), place(20), place(30)]
const START = Date.UTC(2025, 10, 26)
const at = (minute: number): number => START + minute * MINUTE
const counts = (minute: number, segment: Segment, groups: number): MinuteCounts => ({
  at: at(minute),
  segment,
  groups,
  hosts: groups * 2,
  memberships: groups * 3,
  ...emptyTally(),
})
const table = new MembershipTable({ formula: 'rfc3376' })
const feed = (trend: Trend, ...minutes: MinuteCounts[]): void => trend.feed(minutes, table)
/** The last minutes of the sum over some segments, by their groups. */
const shown = (trend: Trend, segments: readonly Segment[], last = 5): (number | null)[] =>
  trendOf([trend.segments.sumOf(segments, trend)])
    .slice(-last)
    .map(({ groups }) => groups)

describe('the trend of some segments of a tap', () => {
  it('is the sum over these', () => {
    const trend = new Trend()
    for (const minute of [0, 1, 2])
      feed(trend, counts(minute, A, 1 + minute), counts(minute, B, 10), counts(minute, C, 100))
    expect(shown(trend, [A, B], 3)).toEqual([11, 12, 13])
    expect(shown(trend, [C], 3)).toEqual([100, 100, 100])
    expect(trend.segments.sumOf([A, B], trend).point(at(2))).toEqual({
      at: at(2),
      groups: 13,
      hosts: 26,
      memberships: 39,
    })
  })

  it('grows by the minute', () => {
    const trend = new Trend()
    feed(trend, counts(0, A, 1))
    expect(shown(trend, [A], 2)).toEqual([null, 1])
    feed(trend, counts(1, A, 2))
    expect(shown(trend, [A], 2)).toEqual([1, 2])
  })

  it('a minute that the tap missed is unknown, not zero', () => {
    const trend = new Trend()
    feed(trend, counts(0, A, 1), counts(0, B, 0))
    feed(trend, counts(3, A, 4), counts(3, B, 0))
    expect(shown(trend, [A, B])).toEqual([null, 1, null, null, 4])
    expect(shown(trend, [B])).toEqual([null, 0, null, null, 0])
  })

  it('before a segment was there it has nothing to say', () => {
    const trend = new Trend()
    feed(trend, counts(0, A, 1))
    feed(trend, counts(1, A, 1), counts(1, B, 5))
    expect(shown(trend, [A, B], 3)).toEqual([null, 1, 6])
    expect(shown(trend, [B], 3)).toEqual([null, null, 5])
  })

  it('keeps six hours, and nothing of a round before', () => {
    const trend = new Trend()
    for (let minute = 0; minute < SEGMENT_MINUTES + 5; minute += 1) feed(trend, counts(minute, A, minute))
    const all = shown(trend, [A], SEGMENT_MINUTES)
    expect(all[0]).toBe(5)
    expect(all.at(-1)).toBe(SEGMENT_MINUTES + 4)
    feed(trend, counts(SEGMENT_MINUTES + 8, A, 7))
    expect(shown(trend, [A], 5)).toEqual([SEGMENT_MINUTES + 4, null, null, null, 7])
    feed(trend, counts(3 * SEGMENT_MINUTES, A, 9))
    expect(shown(trend, [A], SEGMENT_MINUTES).filter((groups) => groups !== null)).toEqual([9])
  })

  it('tells the two families of one name apart', () => {
    const trend = new Trend()
    feed(trend, counts(0, A, 1), counts(0, place(10, 'ipv6'), 5))
    expect(shown(trend, [place(10, 'ipv6')], 1)).toEqual([5])
  })

  it('goes on over a restart, with a gap between', () => {
    const trend = new Trend()
    trend.segments.restore(A, { at: at(0), groups: 7, hosts: 7, memberships: 7 })
    trend.segments.restore(A, { at: at(1), groups: 8, hosts: 8, memberships: 8 })
    feed(trend, counts(4, A, 3))
    expect(shown(trend, [A])).toEqual([7, 8, null, null, 3])
  })

  it('of a segment beyond those that are kept is unknown', () => {
    const trend = new Trend()
    feed(
      trend,
      ...Array.from({ length: MAX_RINGS }, (_, vlan) => counts(0, place(vlan), 1)),
      counts(0, place(99_999), 1),
    )
    expect(shown(trend, [place(0), place(MAX_RINGS - 1)], 1)).toEqual([2])
    expect(shown(trend, [place(0), place(99_999)], 1)).toEqual([null])
    expect(shown(trend, [place(99_999)], 1)).toEqual([])
  })
})

describe('segments that are gone', () => {
  it('of a few of them the minutes are kept', () => {
    const trend = new Trend()
    feed(trend, ...[1, 2, 3].map((vlan) => counts(0, place(vlan), 1)))
    feed(trend, counts(1, A, 1))
    feed(trend, counts(2, A, 1), counts(2, place(1), 5))
    expect(shown(trend, [place(1)], 3)).toEqual([1, null, 5])
  })

  it('those of a flood leave their room: a segment that comes later has its trend', () => {
    const trend = new Trend()
    feed(
      trend,
      counts(0, A, 7),
      ...Array.from({ length: MAX_RINGS - 1 }, (_, vlan) => counts(0, place(1_000 + vlan), 1)),
    )
    feed(trend, counts(9, A, 7), counts(9, B, 8))
    expect(shown(trend, [B], 1)).toEqual([])
    feed(trend, counts(10, A, 7), counts(10, B, 8))
    expect(shown(trend, [B], 1)).toEqual([8])
    expect(shown(trend, [A], 2)).toEqual([7, 7])
    expect(shown(trend, [place(1_000)], 1)).toEqual([])
  })
})

describe('segments of an earlier run', () => {
  it('have time to be heard again, however many they are', () => {
    const trend = new Trend()
    const many = Array.from({ length: 1_000 }, (_, vlan) => place(vlan))
    for (const one of many) trend.segments.restore(one, { at: at(0), groups: 4, hosts: 4, memberships: 4 })
    feed(trend, counts(60, A, 1))
    feed(trend, counts(63, A, 1), counts(63, place(999), 6))
    expect(shown(trend, [place(999)], 64)).toEqual([4, ...Array.from({ length: 62 }, () => null), 6])
  })
})

describe('an hour ago', () => {
  const heard = (minute: number, vlan: number, host: number) => ({
    at: at(minute),
    vlan,
    from: ip(`10.0.0.${host}`),
    message: { kind: 'report' as const, version: 2 as const, group: ip('239.1.1.1') },
  })

  it('is told of some segments as of all', () => {
    const tap = new TestTap('a')
    for (let minute = 0; minute < 70; minute += 1) {
      const hosts = minute < 5 ? [1, 2] : [1, 2, 3]
      tap.take(...framesOf([...hosts.map((host) => heard(minute, 10, host)), heard(minute, 20, 1)]))
    }
    tap.advance(at(64))
    const segments = [...tap.table.segments.keys()]
    const sum = (chosen: Segment[]) => hourAgo([tap.trend.segments.sumOf(chosen, tap.trend)])
    expect(sum(segments)).toEqual(hourAgo([tap.trend]))
    const ten = sum(segments.filter(({ vlans }) => vlans[0] === 10))
    expect(ten).toMatchObject({ segments: 1, groups: 1 })
    expect((ten?.confirmed ?? 0) + (ten?.presumed ?? 0)).toBe(3)
  })

  it('is not known before an hour has passed, nor of a minute that was missed', () => {
    const trend = new Trend()
    feed(trend, counts(0, A, 1))
    expect(hourAgo([trend.segments.sumOf([A], trend)])).toBeNull()
    feed(trend, counts(61, A, 1))
    expect(hourAgo([trend.segments.sumOf([A], trend)])).toBeNull()
  })
})
