import { describe, expect, it } from 'vitest'
import { frameAge, queryAge } from '../../client/ages.ts'
import { extrapolate } from '../../client/stores/clock.ts'
import type { Moments } from '../../client/verdict.ts'
import { cellCount, changesByWeight, placesOf, trendWindow } from '../../client/wall-model.ts'
import type { RecentChange } from '../../shared/membership.ts'
import type { SegmentRow } from '../../shared/segment.ts'
import { HOUR, MINUTE, SECOND } from '../../shared/time.ts'
import { NOW, segment } from './segment.ts'

const moments: Moments = { now: () => NOW, unseen: () => 112 * SECOND }

describe('what a segment counts', () => {
  it.each<[string, Partial<SegmentRow>, string, number | null]>([
    ['a healthy one: to the next query', {}, 'next', 47 * SECOND],
    ['a query that is due', { nextQueryAt: NOW - 3 * SECOND }, 'due', 3 * SECOND],
    ['a query not known yet', { nextQueryAt: null }, 'next', null],
    ['a late query', { condition: 'query-late', lastQueryAt: NOW - 190 * SECOND }, 'late', 190 * SECOND],
    ['a lost querier', { condition: 'querier-lost', lastQueryAt: NOW - 372 * SECOND }, 'none', 372 * SECOND],
    ['never one', { condition: 'no-querier', lastQueryAt: null, firstSeenAt: NOW - 9 * SECOND }, 'never', 9 * SECOND],
    ['a tap that stopped: since its last frame', { condition: 'source-stopped' }, 'unseen', 112 * SECOND],
    [
      'warming up: to its judgement',
      { condition: 'warming-up', watchedSince: NOW - 50 * SECOND },
      'judged',
      85 * SECOND,
    ],
    ['unseen queries', { condition: 'queries-unseen' }, 'hidden', null],
  ])('%s', (_name, over, caption, ms) => {
    expect(cellCount(segment('10', over), moments)).toMatchObject({ caption, ms })
  })
})

describe('the window of the trend', () => {
  const points = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ at: NOW - (count - i) * MINUTE, groups: 1, hosts: 1, memberships: 1 }))
  it.each([
    [1, 'm30'],
    [30, 'm30'],
    [31, 'h1'],
    [61, 'h2'],
    [121, 'h6'],
    [900, 'h6'],
  ])('after %i minutes is %s', (count, name) => {
    const window = trendWindow(points(count), NOW)
    expect(window.span.name).toBe(name)
    expect(window.to).toBe(NOW)
  })
  it('ignores minutes that nothing was captured in at its start, and follows the clock when there are none', () => {
    const early = points(300).map((point, i) => (i < 290 ? { ...point, groups: null } : point))
    expect(trendWindow(early, NOW).span.name).toBe('m30')
    expect(trendWindow([], NOW)).toMatchObject({ from: NOW - 30 * MINUTE, to: NOW })
  })
})

describe('names and changes', () => {
  it('tells apart what is called the same, by its segment', () => {
    const top = (name: string, group: string, called: string | null = null) => ({
      segment: name,
      group,
      name: called === null ? null : { text: called, origin: 'given' as const, exact: true },
      confirmed: 1,
      presumed: 0,
      state: 'ok' as const,
    })
    const same = [top('eth1/10', '239.1.1.1'), top('eth1/20', '239.1.1.1'), top('eth1/20', '239.2.2.2')]
    expect(placesOf(same)).toEqual(['10', '20', null])
    const named = [
      top('eth1/10', '239.1.1.1', 'News'),
      top('eth1/20', '239.1.1.1'),
      top('eth1/30', '239.3.3.3', 'News'),
    ]
    expect(placesOf(named)).toEqual(['10', null, '30'])
  })
  it('puts what changed most first', () => {
    const change = (group: string, over: Partial<RecentChange>): RecentChange => ({
      segment: '10',
      group,
      name: null,
      joined: 0,
      left: 0,
      expired: 0,
      started: false,
      ended: false,
      ...over,
    })
    const order = changesByWeight([
      change('a', { joined: 1 }),
      change('b', { ended: true }),
      change('c', { joined: 5, left: 5 }),
    ])
    expect(order.map(({ group }) => group)).toEqual(['c', 'b', 'a'])
  })
})

describe('the ages', () => {
  const tap = (state: 'running' | 'failed' | 'waiting' | 'ended', lastFrameAt: number | null) => ({
    name: 'x',
    state,
    lastFrameAt,
    blindSince: null,
    clock: null,
  })
  it.each([
    ['no tap', [], null, false],
    ['no frame yet', [tap('waiting', null)], null, false],
    ['the newest of those that run', [tap('running', NOW - 9000), tap('running', NOW - 100)], 100, false],
    ['one that stopped before all', [tap('running', NOW - 100), tap('failed', NOW - 112_000)], 112_000, true],
    ['one that waits for its interface', [tap('running', NOW - 100), tap('waiting', NOW - 112_000)], 112_000, true],
    ['a tap that never had a frame stops nothing', [tap('running', NOW - 100), tap('failed', null)], 100, false],
  ] as const)('of frames: %s', (_name, sources, age, stale) => {
    expect(frameAge(sources, NOW)).toEqual({ age, stale })
  })
  it('of queries: the worst segment, in the clock of its source', () => {
    const worst = {
      segment: 'a/10',
      family: 'ipv6' as const,
      source: 'a',
      state: 'critical' as const,
      lastQueryAt: 1000,
    }
    expect(queryAge([worst], (source) => (source === 'a' ? 4000 : 0))).toEqual({
      segment: 'a/10',
      family: 'ipv6',
      age: 3000,
      state: 'critical',
    })
    expect(queryAge([], () => 0)).toEqual({ segment: null, family: 'ipv4', age: null, state: 'warming' })
  })
  it('a clock of a source runs at its rate, or stands', () => {
    expect(extrapolate({ at: HOUR, wall: NOW, rate: 10 }, NOW + SECOND)).toBe(HOUR + 10 * SECOND)
    expect(extrapolate({ at: HOUR, wall: NOW, rate: 0 }, NOW + SECOND)).toBe(HOUR)
  })
})
