import { describe, expect, it } from 'vitest'
import { pairBegins, readDifference, writeDifference } from '../../client/difference/request.ts'
import { MAX_PAGES, PAGE_ROWS, RowPages } from '../../client/difference/rows.ts'
import type { DifferenceRow } from '../../shared/past.ts'
import { DAY, HOUR, MINUTE } from '../../shared/time.ts'

const NOW = Date.parse('2025-11-26T21:04:37Z')
const FULL = Date.parse('2025-11-26T21:04:00Z')

describe('the two moments in the address', () => {
  it('are yesterday at this minute and now, without one', () => {
    expect(readDifference({}, NOW)).toEqual({ from: FULL - DAY, to: null, filter: '' })
  })
  it.each([
    [
      'now, by its name',
      { from: '2025-11-26T20:00:00Z', to: 'now' },
      { from: FULL - 64 * MINUTE, to: null, filter: '' },
    ],
    ['two, and a filter', { from: '0', to: '60000', filter: 'vlan:20' }, { from: 0, to: MINUTE, filter: 'vlan:20' }],
    ['what is no time', { from: 'x', to: 'y', filter: ['a'] }, { from: FULL - DAY, to: null, filter: '' }],
  ])('%s', (_name, query, expected) => {
    expect(readDifference(query, NOW)).toEqual(expected)
    expect(readDifference(writeDifference(expected), NOW)).toEqual(expected)
  })
})

describe('the usual pairs', () => {
  it.each([
    ['hour', FULL - HOUR],
    ['day', FULL - DAY],
    ['yesterday', FULL - DAY],
    ['midnight', Date.parse('2025-11-26T00:00:00Z')],
  ] as const)('%s, in UTC', (pair, expected) => {
    expect(pairBegins(pair, NOW, true)).toBe(expected)
  })
  it('in the zone of the browser the same time yesterday is the same on the clock', () => {
    for (const now of [
      NOW,
      Date.parse('2025-03-30T12:00:00Z'),
      Date.parse('2025-11-02T17:00:00Z'),
      Date.UTC(2025, 0, 1),
    ]) {
      const then = new Date(pairBegins('yesterday', now, false))
      const today = new Date(now)
      expect([then.getHours(), then.getMinutes()]).toEqual([today.getHours(), today.getMinutes()])
      expect(Math.round((now - then.getTime()) / DAY)).toBe(1)
      const midnight = new Date(pairBegins('midnight', now, false))
      expect([midnight.getDate(), midnight.getHours(), midnight.getMinutes()]).toEqual([today.getDate(), 0, 0])
    }
  })
})

const row = (index: number, segment = 'a/10'): DifferenceRow => ({
  key: String(index),
  change: 'joined',
  at: null,
  source: 'a',
  segment,
  family: 'ipv4',
  vlans: [10],
  group: '239.1.1.1',
  groupName: null,
  host: null,
  hostName: null,
  before: null,
  after: null,
})
const page = (number: number, segment?: string): DifferenceRow[] =>
  Array.from({ length: PAGE_ROWS }, (_, i) => row(number * PAGE_ROWS + i, segment))

describe('the rows of a long list', () => {
  it('are known by their place, page by page', () => {
    const pages = new RowPages()
    expect([pages.at(0), pages.missing(0, PAGE_ROWS)]).toEqual([null, [0, 1]])
    pages.put(1, page(1))
    expect(pages.at(PAGE_ROWS)?.key).toBe(String(PAGE_ROWS))
    expect([pages.at(PAGE_ROWS - 1), pages.missing(-5, PAGE_ROWS)]).toEqual([null, [0]])
  })
  it('are bounded: the farthest go first', () => {
    const pages = new RowPages()
    for (let number = 0; number <= MAX_PAGES; number += 1) pages.put(number, page(number))
    expect([pages.at(0), pages.at(MAX_PAGES * PAGE_ROWS)?.key]).toEqual([null, String(MAX_PAGES * PAGE_ROWS)])
    pages.put(0, page(0))
    expect([pages.at(0)?.key, pages.at(MAX_PAGES * PAGE_ROWS)]).toEqual(['0', null])
  })
  it('tell where a segment begins, across pages', () => {
    const pages = new RowPages()
    pages.put(0, page(0, 'a/10'))
    pages.put(1, page(1, 'a/20'))
    expect([0, 1, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 1].map((index) => pages.beginsSegment(index))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ])
    expect(pages.beginsSegment(2 * PAGE_ROWS)).toBe(false)
  })
})
