import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptiness, type Counted } from '../../client/lists/emptiness.ts'
import { holdOrder, isBehind } from '../../client/lists/hold.ts'
import { joinSelected, nextSort, readListQuery, splitSelected, writeListQuery } from '../../client/lists/query.ts'
import { FIRST_WINDOW, windowFor } from '../../client/lists/window.ts'
import { filterError } from '../../shared/filter.ts'
import { MAX_PAGE, type Pulse } from '../../shared/live.ts'

describe('the window of a long list', () => {
  it('stays while enough rows are left on both sides', () => {
    expect(windowFor(0, 20, FIRST_WINDOW)).toBe(FIRST_WINDOW)
    expect(windowFor(60, 84, FIRST_WINDOW)).toBe(FIRST_WINDOW)
  })
  it('moves before one sees its end', () => {
    expect(windowFor(66, 90, FIRST_WINDOW)).toEqual({ offset: 0, limit: 150 })
    expect(windowFor(700, 724, FIRST_WINDOW)).toEqual({ offset: 650, limit: 150 })
  })
  it('moves back before one sees its begin', () => {
    expect(windowFor(655, 680, { offset: 650, limit: 150 })).toEqual({ offset: 600, limit: 150 })
  })
  it('covers what is seen, is never larger than the server allows, and then stays', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.nat(200),
        fc.nat(2_000),
        fc.integer({ min: 1, max: MAX_PAGE }),
        (first, seen, offset, limit) => {
          const window = windowFor(first, first + seen, { offset, limit })
          expect(window.offset).toBeLessThanOrEqual(first)
          expect(window.offset + window.limit).toBeGreaterThan(first + seen)
          expect(window.limit).toBeLessThanOrEqual(MAX_PAGE)
          expect(windowFor(first, first + seen, window)).toBe(window)
        },
      ),
    )
  })
})

describe('an order that is held', () => {
  const row = (key: string, value: number) => ({ key, value })
  it('keeps places, takes new values, marks what is gone and lets new rows wait', () => {
    const held = [row('a', 1), row('b', 1), row('c', 1)]
    expect(holdOrder(held, [row('c', 2), row('new', 2), row('a', 2)])).toEqual([
      { row: row('a', 2), gone: false },
      { row: row('b', 1), gone: true },
      { row: row('c', 2), gone: false },
    ])
  })
  it.each([
    ['the same', ['a', 'b'], ['a', 'b'], false],
    ['moved', ['a', 'b'], ['b', 'a'], true],
    ['one more', ['a'], ['a', 'b'], true],
  ])('is behind: %s', (_name, held, rows, expected) => {
    expect(
      isBehind(
        held.map((key) => ({ key })),
        rows.map((key) => ({ key })),
      ),
    ).toBe(expected)
  })
})

describe('the address of a list', () => {
  it('reads what it writes, and keeps what it does not know', () => {
    const written = writeListQuery(
      { zone: 'utc', sort: '-hosts' },
      { filter: 'vlan:10 -host:10.0.0.1', linkLocal: true, selected: 'eth1/10~239.1.1.1' },
      'state',
    )
    expect(written).toMatchObject({ zone: 'utc', sort: '-hosts', local: '1' })
    expect(readListQuery(written, 'state')).toEqual({
      filter: 'vlan:10 -host:10.0.0.1',
      sort: '-hosts',
      linkLocal: true,
      selected: 'eth1/10~239.1.1.1',
    })
  })
  it('leaves defaults out', () => {
    expect(
      writeListQuery(
        { filter: 'x', sort: '-hosts', local: '1' },
        { filter: '', sort: 'state', linkLocal: false },
        'state',
      ),
    ).toEqual({})
  })
  it('takes nothing that is no column', () => {
    expect(readListQuery({ sort: 'a; drop', filter: ['x'] }, 'state')).toMatchObject({ sort: 'state', filter: '' })
  })
  it.each([
    ['state', 'hosts', true, '-hosts'],
    ['-hosts', 'hosts', true, 'hosts'],
    ['hosts', 'hosts', true, '-hosts'],
    ['state', 'group', false, 'group'],
    ['group', 'group', false, '-group'],
  ])('sorted by %s, %s is pressed', (sort, column, descending, expected) => {
    expect(nextSort(sort, column, descending)).toBe(expected)
  })
  it.each(['eth1/10', 'tzsp:192.0.2.1/untagged', 'a~b/10'])('finds the row again: %s', (segment) => {
    expect(splitSelected(joinSelected(segment, '239.1.1.1'))).toEqual({ segment, id: '239.1.1.1' })
  })
  it.each([null, '', 'x', '~x', 'x~'])('nothing is open: %j', (text) => {
    expect(splitSelected(text)).toBeNull()
  })
})

describe('why a list is empty', () => {
  const head = (more: Partial<Counted> = {}): Counted => ({
    matching: 0,
    total: 0,
    hidden: 0,
    filterError: null,
    ...more,
  })
  const pulse = (
    lastFrameAt: number | null,
    segments: Pulse['segments'],
    state: Pulse['sources'][number]['state'] = 'running',
  ): Pulse => ({
    now: 0,
    truncated: null,
    unknown: null,
    sources: [{ name: 'eth1', state, lastFrameAt, blindSince: null, clock: null }],
    segments,
  })
  const segment = (state: 'ok' | 'warming') => ({
    segment: '10',
    family: 'ipv4' as const,
    source: 'eth1',
    state,
    lastQueryAt: null,
  })
  const busy = pulse(1, [segment('ok')])
  it.each<[string, Counted | null, string, Pulse | null, string | null]>([
    ['nothing came yet', null, '', busy, 'loading'],
    ['there are rows', head({ matching: 3, total: 3 }), '', busy, null],
    [
      'the filter cannot be read',
      head({ filterError: filterError(1, 'filter-value-missing') }),
      'x:',
      busy,
      'bad-filter',
    ],
    ['the filter matches nothing', head({ total: 5 }), 'vlan:9', busy, 'no-match'],
    ['the filter matches nothing, and nobody counted the rest', head({ total: null }), 'vlan:9', busy, 'no-match'],
    ['there is nothing to filter', head(), 'vlan:9', busy, 'none'],
    ['only link-local groups', head({ hidden: 2 }), '', busy, 'only-link-local'],
    ['no frame came', head(), '', pulse(null, []), 'no-frames'],
    ['frames, but no IGMP', head(), '', pulse(1, []), 'no-igmp'],
    ['too early', head(), '', pulse(1, [segment('warming')]), 'warming'],
    ['the taps stopped', head(), '', pulse(1, [segment('ok')], 'failed'), 'stopped'],
    ['the taps wait for their interfaces', head(), '', pulse(1, [segment('ok')], 'waiting'), 'stopped'],
    ['queries and no answer', head(), '', busy, 'none'],
    ['the server has not said how its taps are', head(), '', null, 'loading'],
  ])('%s', (_name, counted, filter, now, expected) => {
    expect(emptiness(counted, filter, now)).toBe(expected)
  })
})
