import './english.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { switchLocale } from '../../client/i18n/index.ts'
import { cadencePoints } from '../../client/wall/cadence-plot.ts'
import { changeWords } from '../../client/wall/change-words.ts'
import { churnBars } from '../../client/wall/churn-bars.ts'
import { filterWords } from '../../client/wall/filter-words.ts'
import { fullest, matrixRows } from '../../client/wall/matrix.ts'
import { placeApart, restCounts, sumsStale } from '../../client/wall/strip.ts'
import type { SubscriptionsBlock } from '../../shared/view-heads.ts'
import type { RecentChange } from '../../shared/membership.ts'
import { noStates } from '../../shared/segment-order.ts'
import { SECOND } from '../../shared/time.ts'
import { dot, NOW, segment } from './segment.ts'

describe('segments that are called alike', () => {
  const shown = [segment('eth1/10'), segment('eth2/10'), segment('eth1/20'), segment('core/10', { name: 'Lobby' })]
  it('say where they were seen, unless a name tells them apart', () => {
    expect(shown.map((row) => placeApart(row, shown))).toEqual(['eth1', 'eth2', null, null])
  })
  it('are not the two families of one', () => {
    const families = [segment('eth1/10'), segment('eth1/10', { family: 'ipv6' })]
    expect(families.map((row) => placeApart(row, families))).toEqual([null, null])
  })
})

describe('what the strip sums', () => {
  it('segments that have a row and no cell, and those without a row, the worst first', () => {
    const rows = [segment('a'), segment('b', { alarms: { critical: 0, warning: 1 } })]
    const rest = { segments: 196, states: { ...noStates(), ok: 194, stale: 2 } }
    expect(restCounts(rows, rest)).toEqual({
      segments: 198,
      states: [
        { state: 'warning', count: 1 },
        { state: 'stale', count: 2 },
        { state: 'ok', count: 195 },
      ],
    })
  })

  const stopped = segment('a', { state: 'stale', condition: 'source-stopped' })
  it.each<[string, number, number | null, boolean]>([
    ['a tap that stopped a moment ago: its members may still be there', 1, 112 * SECOND, false],
    ['one that stopped longer ago than a membership lives', 1, 260 * SECOND, true],
    ['one that never had a frame', 1, null, true],
    ['one more that has no row', 2, 112 * SECOND, true],
  ])('is doubtful or not: %s', (_what, stale, unseen, is) => {
    expect(sumsStale([segment('b'), stopped], { ...noStates(), stale }, () => unseen)).toBe(is)
  })
  it('is sure while nothing is stale', () => {
    expect(sumsStale([segment('b')], { ...noStates(), ok: 1 }, () => null)).toBe(false)
  })
})

describe('the cadence strip', () => {
  it('places queries by when they came and how long they took; late and foreign ones apart', () => {
    const row = segment('a', {
      lastQueryAt: NOW,
      cadence: [dot(1_500), dot(750, { gapMs: 250 * SECOND }), dot(125, { elected: false }), dot(0)],
    })
    const points = cadencePoints(row, NOW)
    expect(points.map(({ kind }) => kind)).toEqual(['query', 'late', 'other', 'query'])
    expect(points.map(({ x }) => x)).toEqual([0, 0.5, 11 / 12, 1])
    expect(points[0]?.y).toBeCloseTo(1 / 2.4)
    expect(points[1]?.y).toBeCloseTo(2 / 2.4)
  })
  it('has a lane for those that did not come, and nothing older than it shows', () => {
    const row = segment('a', { lastQueryAt: NOW - 300 * SECOND, cadence: [dot(90_000), dot(300, { gapMs: 9e9 })] })
    const points = cadencePoints(row, NOW)
    expect(points.map(({ kind, y }) => [kind, y])).toEqual([
      ['late', 1],
      ['missed', 1],
      ['missed', 1],
    ])
  })
})

describe('the matrix of a segment', () => {
  const group = (name: string, confirmed: number, presumed = 0) => ({
    group: name,
    name: null,
    confirmed,
    presumed,
    unknown: 0,
  })
  const host = (ip: string) => ({ ip, mac: null, name: null, vendor: null, confirmed: 1, presumed: 0, unknown: 0 })
  const block = (over: Partial<SubscriptionsBlock> = {}): SubscriptionsBlock => ({
    key: 'a',
    segment: 'a',
    family: 'ipv4',
    state: 'ok',
    hosts: [host('10.0.0.1'), host('10.0.0.2'), host('10.0.0.3'), host('10.0.0.4')],
    groups: [group('239.1.1.1', 2, 1), group('239.1.1.2', 1), group('239.1.1.3', 1)],
    cells: [0, 1, 1, 1, 0, 1, 2, 0, 0, 2, 1, 1, 3, 2, 1],
    matchingHosts: 4,
    matchingGroups: 3,
    ...over,
  })
  it('has a row for each group, and hosts with the same groups side by side', () => {
    expect(matrixRows(block(), 2)).toEqual([
      { group: group('239.1.1.1', 2, 1), marks: ['presumed', 'confirmed', null] },
      { group: group('239.1.1.2', 1), marks: ['confirmed', null, 'confirmed'] },
    ])
  })
  it('keeps who is unknown apart from who is confirmed', () => {
    const [row] = matrixRows(block({ cells: [0, 0, 1, 1, 0, 2] }), 1)
    expect(row?.marks).toEqual(['confirmed', 'unknown'])
  })
  it('takes the fullest segments', () => {
    const small = block({ key: 'b', groups: [group('239.1.1.1', 1)] })
    expect(fullest([small, block()], 1).map(({ key }) => key)).toEqual(['a'])
  })
})

describe('what came and went', () => {
  const none = { queries: [], reportsV1: [], reportsV2: [], reportsV3: [], mldV1: [], mldV2: [], problems: [] }
  it('says where nothing was captured for long, and has no scale of nothing', () => {
    const blind = (joins: readonly (number | null)[]) =>
      churnBars({ flows: { ...none, joins, leaves: joins, expiries: joins } })
    expect(blind([1, null, null, 2, 0])).toMatchObject({ blind: { from: 1, count: 2 }, most: 2 })
    expect(blind([1, null, 2, 0])).toMatchObject({ blind: null })
    expect(blind([null, null])).toMatchObject({ blind: { from: 0, count: 2 }, most: 0 })
  })
  it('is never the net alone, and a minute that was not captured is none without changes', () => {
    const flows = { ...none, joins: [3, null, 0], leaves: [3, null, 0], expiries: [0, null, 5] }
    expect(churnBars({ flows })).toEqual({
      bars: [{ joins: 3, leaves: 3, expiries: 0 }, null, { joins: 0, leaves: 0, expiries: 5 }],
      blind: null,
      most: 5,
      joins: 3,
      leaves: 3,
      expiries: 5,
    })
  })
  const change = (over: Partial<RecentChange>): RecentChange => ({
    segment: 'a',
    group: '239.1.1.1',
    name: null,
    joined: 0,
    left: 0,
    expired: 0,
    started: false,
    ended: false,
    ...over,
  })
  beforeAll(() => switchLocale('en'))
  it.each<[Partial<RecentChange>, boolean, string]>([
    [{ joined: 14 }, true, '+14 hosts'],
    [{ joined: 1 }, true, '+1 host'],
    [{ left: 4, expired: 2 }, false, '−6'],
    [{ started: true, joined: 2 }, false, 'new +2'],
    [{ ended: true, left: 1 }, true, 'ended'],
    [{ started: true, ended: true, joined: 1, left: 1 }, false, '+1 −1'],
  ])('%o is said %s', (over, first, said) => expect(changeWords(change(over), first)).toBe(said))
})

describe('a filter in words', () => {
  beforeAll(() => switchLocale('en'))
  it.each([
    ['', null],
    ['vlan:10|20', 'VLAN 10, 20 only'],
    ['vlan:100.10', 'VLAN 100.10 only'],
    ['segment:eth1/*', 'segment eth1/* only'],
    ['-vlan:30', 'without VLAN 30'],
    ['source:eth1 -vlan:30', 'source eth1 only, without VLAN 30'],
    ['vlan:', 'vlan:'],
  ])('%s', (filter, words) => expect(filterWords(filter)).toBe(words))
  it('in Portuguese', async () => {
    await switchLocale('pt-BR')
    expect(filterWords('vlan:10|20')).toBe('só VLAN 10, 20')
    await switchLocale('en')
  })
})
