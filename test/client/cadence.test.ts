import { describe, expect, it } from 'vitest'
import { knownSince, lastIntervals, missedAt, missedSince, twoAtOnce } from '../../client/cadence.ts'
import type { QueryDot } from '../../shared/segment.ts'
import { SECOND } from '../../shared/time.ts'
import { dot, NOW, segment } from './segment.ts'

const ago = (at: number): number => (NOW - at) / SECOND

describe('missed queries', () => {
  const before = (...cadence: QueryDot[]) => missedAt(segment('30', { cadence, lastQueryAt: null }), NOW).map(ago)

  it('spreads them evenly over the gap before a dot', () => {
    expect(before(dot(0, { gapMs: 375 * SECOND, missed: 2 }))).toEqual([250, 125])
    expect(before(dot(375), dot(0, { gapMs: 375 * SECOND, missed: 2 }))).toEqual([250, 125])
    expect(before(dot(0))).toEqual([])
    expect(before(dot(0, { gapMs: null, missed: 3 }))).toEqual([])
  })

  it('finds none while another querier asked', () => {
    const back = dot(0, { gapMs: 1500 * SECOND, missed: 11 })
    const other = (seconds: number) => dot(seconds, { ip: '10.0.0.2' })
    expect(before(dot(1500), other(1375), other(125), back)).toEqual([])
    expect(before(dot(1500), other(1375), other(375), back)).toEqual([250, 125])
  })

  it('calls a query missed when its answers would be due too', () => {
    // Last query 372 s ago, interval 125 s: those of 247 s and 122 s ago are missed, that in 3 s is not.
    expect(missedSince(segment('30', { lastQueryAt: NOW - 372 * SECOND }), NOW).map(ago)).toEqual([247, 122])
    expect(missedSince(segment('30', { lastQueryAt: NOW - 134 * SECOND }), NOW)).toEqual([])
    expect(missedSince(segment('30', { lastQueryAt: NOW - 135 * SECOND }), NOW)).toHaveLength(1)
  })

  it('misses nothing where nothing was looked at', () => {
    const blind = segment('30', { condition: 'source-stopped', lastQueryAt: NOW - 900 * SECOND })
    expect(missedSince(blind, NOW)).toEqual([])
    expect(missedSince(segment('30', { lastQueryAt: null }), NOW)).toEqual([])
    const seesAgain = { lastQueryAt: NOW - 900 * SECOND, watchedSince: NOW - 140 * SECOND }
    expect(missedSince(segment('30', { ...seesAgain, condition: 'query-late' }), NOW).map(ago)).toEqual([15])
  })

  it('ends, however long the silence', () => {
    expect(missedSince(segment('30', { lastQueryAt: 0, watchedSince: 0 }), NOW)).toHaveLength(500)
  })
})

describe('the last ten intervals', () => {
  it('are the newest, with missed ones between and after', () => {
    const cadence = [dot(1000), dot(875), dot(625, { gapMs: 250 * SECOND, missed: 1 }), dot(500), dot(372)]
    const row = segment('30', { cadence, lastQueryAt: NOW - 372 * SECOND })
    expect(lastIntervals(row, NOW, 10)).toEqual([
      'query',
      'query',
      'missed',
      'query',
      'query',
      'query',
      'missed',
      'missed',
    ])
    expect(lastIntervals(row, NOW, 3)).toEqual(['query', 'missed', 'missed'])
  })

  it('leave out queries of those who were not elected', () => {
    expect(lastIntervals(segment('30', { cadence: [dot(78, { elected: false }), dot(78)] }), NOW, 10)).toEqual([
      'query',
    ])
  })

  it('end in a mark that nobody can tell when the tap stopped', () => {
    const row = segment('20', { cadence: [dot(300)], condition: 'source-stopped', lastQueryAt: NOW - 300 * SECOND })
    expect(lastIntervals(row, NOW, 10)).toEqual(['query', 'unseen'])
  })
})

describe('what is known of the queries', () => {
  it('begins with the segment when its first query is here, else with the oldest that was kept', () => {
    const firstSeenAt = NOW - 9000 * SECOND
    const known = (...cadence: QueryDot[]) => ago(knownSince(segment('30', { cadence, firstSeenAt })))
    expect(known()).toBe(9000)
    expect(known(dot(500, { gapMs: null }), dot(375))).toBe(9000)
    expect(known(dot(500), dot(375))).toBe(625)
  })
})

describe('two queriers at once', () => {
  const at = (seconds: number, ip: string) => dot(seconds, { ip })
  it.each([
    ['a handover without overlap', [at(240, 'b'), at(180, 'b'), at(120, 'a'), at(60, 'a')], []],
    [
      'an election: the loser asks on for a while',
      [at(240, 'b'), at(180, 'b'), at(150, 'a'), at(120, 'b'), at(90, 'a')],
      [[150, 120]],
    ],
    ['an address that paused was not there', [at(600, 'b'), at(300, 'a'), at(240, 'a'), at(180, 'b')], []],
    ['nobody', [], []],
  ])('%s', (_name, dots, spans) => {
    expect(twoAtOnce(dots, 60 * SECOND).map(({ from, to }) => [ago(from), ago(to)])).toEqual(spans)
  })
})
