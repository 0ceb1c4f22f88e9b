import { describe, expect, it } from 'vitest'
import type { Segment } from '../../server/decode/segment.ts'
import { emptyTally } from '../../server/membership/segment-table.ts'
import type { MinuteCounts } from '../../server/membership/step.ts'
import { MembershipTable } from '../../server/membership/table.ts'
import { MINUTES_KEPT, Trend } from '../../server/views/trend.ts'
import { trendOf } from '../../server/views/trends.ts'
import { MINUTE } from '../../shared/time.ts'

const A: Segment = { family: 'ipv4', name: 'a/10', vlans: [10] }
const B: Segment = { family: 'ipv4', name: 'a/20', vlans: [20] }
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
const groupsOf = (trend: Trend, last: number): (number | null)[] => trend.points(last).map(({ groups }) => groups)

describe('the trend of one tap', () => {
  it('is empty before the first minute', () => {
    expect(new Trend().points(10)).toEqual([])
  })

  it('goes on over a restart, with a gap between', () => {
    const trend = new Trend()
    trend.restore([counts(0, A, 7), counts(1, A, 8)])
    feed(trend, counts(4, A, 3))
    expect(groupsOf(trend, 5)).toEqual([7, 8, null, null, 3])
  })

  it('adds the segments of a minute', () => {
    const trend = new Trend()
    feed(trend, counts(0, A, 1), counts(0, B, 2), counts(1, A, 5), counts(1, B, 0))
    expect(trend.points(2)).toEqual([
      { at: at(0), groups: 3, hosts: 6, memberships: 9 },
      { at: at(1), groups: 5, hosts: 10, memberships: 15 },
    ])
  })

  it('shows a minute that is missing as unknown, not as zero', () => {
    const trend = new Trend()
    feed(trend, counts(0, A, 1))
    feed(trend, counts(3, A, 4))
    expect(groupsOf(trend, 5)).toEqual([null, 1, null, null, 4])
  })

  it('keeps a day and lets the oldest go', () => {
    const trend = new Trend()
    for (let minute = 0; minute <= MINUTES_KEPT; minute += 1) feed(trend, counts(minute, A, minute))
    expect(groupsOf(trend, MINUTES_KEPT * 2)).toHaveLength(MINUTES_KEPT)
    expect(trend.point(at(0)).groups).toBeNull()
    expect(trend.point(at(1)).groups).toBe(1)
    expect(trend.point(at(MINUTES_KEPT)).groups).toBe(MINUTES_KEPT)
  })

  it('knows the totals at the end of a minute', () => {
    const trend = new Trend()
    feed(trend, counts(0, A, 1))
    expect(trend.totalsAt(at(0))?.segments).toBe(0)
    expect(trend.totalsAt(at(1))).toBeNull()
  })
})

describe('the trend of several taps', () => {
  const shown = (...trends: Trend[]): (number | null)[] =>
    trendOf(trends)
      .slice(-4)
      .map(({ groups }) => groups)

  it('adds what each had, from when it was there to when it ended', () => {
    const [long, short] = [new Trend(), new Trend()]
    for (const minute of [0, 1, 2, 3, 4]) feed(long, counts(minute, A, 10))
    for (const minute of [1, 2]) feed(short, counts(minute, B, 1))
    expect(shown(long, short)).toEqual([11, 11, 10, 10])
  })

  it('does not fall while one of them has not told its last minute yet', () => {
    const [busy, idle] = [new Trend(), new Trend()]
    for (const minute of [0, 1, 2, 3]) feed(busy, counts(minute, A, 10))
    for (const minute of [0, 1, 2]) feed(idle, counts(minute, B, 1))
    expect(shown(busy, idle)).toEqual([null, 11, 11, 11])
    feed(idle, counts(3, B, 1))
    expect(shown(busy, idle)).toEqual([11, 11, 11, 11])
  })

  it('does not take a gap of one for a smaller network', () => {
    const [whole, gap] = [new Trend(), new Trend()]
    for (const minute of [0, 1, 2, 3]) feed(whole, counts(minute, A, 10))
    for (const minute of [0, 3]) feed(gap, counts(minute, B, 1))
    expect(shown(whole, gap)).toEqual([11, null, null, 11])
  })

  it('does not take one that is blind for one that ended: a wall whose trend fell to zero while a tap waited', () => {
    const [whole, blind] = [new Trend(), new Trend()]
    for (const minute of [0, 1, 2, 3]) feed(whole, counts(minute, A, 10))
    for (const minute of [0, 1]) feed(blind, counts(minute, B, 1))
    expect(trendOf([whole, blind], new Set([blind])).slice(-4)).toMatchObject(
      [11, 11, null, null].map((groups) => ({ groups })),
    )
    expect(shown(whole, blind)).toEqual([11, 11, 10, 10])
  })

  it('is empty without any', () => {
    expect(trendOf([new Trend()])).toEqual([])
  })
})
