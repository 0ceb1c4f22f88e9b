import { describe, expect, it } from 'vitest'
import { eventsPage } from '../../server/views/events.ts'
import { findingsPage } from '../../server/views/findings.ts'
import { groupsPage } from '../../server/views/groups.ts'
import { hostsPage } from '../../server/views/hosts.ts'
import { ListCache } from '../../server/views/list-cache.ts'
import { NoSuchPosition, type Placed, type Position } from '../../server/views/position.ts'
import { Ranking } from '../../server/views/ranking.ts'
import { queriersPage, sourcesPage } from '../../server/views/small-lists.ts'
import { done } from '../../server/views/work.ts'
import { GROUP_SORTS, HOST_SORTS, QUERIER_SORTS, SOURCE_SORTS } from '../../shared/sorts.ts'
import { readFrames } from '../membership/captured.ts'
import { subjectOf, TestTap } from './test-subject.ts'

const frames = readFrames('hour.pcap')
const HALF = Math.floor(frames.length / 2)
const LIMIT = 3

/** The rows of all pages, each beginning where the one before it ended. `between` happens after each page. */
function pages(ask: (after: Position | null) => Placed<string[]>, between: () => void = () => undefined): string[] {
  const keys: string[] = []
  let after: Position | null = null
  for (let asked = 0; asked < 10_000; asked += 1) {
    const { page, next } = ask(after)
    keys.push(...page)
    if (next === null) return keys
    // As a cursor: what JSON does not keep is lost.
    after = JSON.parse(JSON.stringify(next)) as Position
    between()
  }
  throw new Error('these pages have no end')
}

const keysOf = <P extends { rows: readonly { key: string }[] }>({ page, next }: Placed<P>): Placed<string[]> => ({
  page: page.rows.map(({ key }) => key),
  next,
})
const asked = (more: object) => ({ filter: '', offset: 0, limit: LIMIT, sort: '', ...more })

function subjectUpTo(count: number) {
  const tap = new TestTap('hour')
  tap.take(...frames.slice(0, count))
  return { tap, subject: subjectOf(tap) }
}

describe('page after page of a list that stands still', () => {
  const { subject } = subjectUpTo(frames.length)
  const both = (sorts: readonly string[]): string[] => sorts.flatMap((sort) => [sort, `-${sort}`])

  it.each(both(GROUP_SORTS))('groups by %s', (sort) => {
    const ask = (after: Position | null, limit: number) =>
      keysOf(done(groupsPage(subject, asked({ sort, limit, after, linkLocal: true }), ListCache.ofOneMoment())))
    expect(pages((after) => ask(after, LIMIT))).toEqual(ask(null, 500).page)
  })
  it.each(both(HOST_SORTS))('hosts by %s', (sort) => {
    const ask = (after: Position | null, limit: number) =>
      keysOf(done(hostsPage(subject, asked({ sort, limit, after }), ListCache.ofOneMoment())))
    expect(pages((after) => ask(after, LIMIT))).toEqual(ask(null, 500).page)
  })
  it.each(QUERIER_SORTS)('queriers by %s', (column) => {
    const ask = (after: Position | null, limit: number) =>
      keysOf(done(queriersPage(subject, asked({ limit, after }), { column, descending: false })))
    expect(pages((after) => ask(after, 1))).toEqual(ask(null, 500).page)
  })
  it.each(SOURCE_SORTS)('sources by %s', (column) => {
    const ask = (after: Position | null) =>
      keysOf(sourcesPage(subject, asked({ limit: 1, after }), { column, descending: true }))
    expect(pages(ask)).toEqual(['hour'])
  })
  it('findings', () => {
    const ask = (after: Position | null, limit: number) =>
      keysOf(findingsPage(subject, { state: 'all', offset: 0, limit, after }))
    const all = ask(null, 500).page
    expect(all.length).toBeGreaterThan(LIMIT)
    expect(pages((after) => ask(after, LIMIT))).toEqual(all)
  })
  it('has no next page when this one is the last, however full', () => {
    const { page, next } = keysOf(done(groupsPage(subject, asked({ limit: 500 }), ListCache.ofOneMoment())))
    expect(next).toBeNull()
    expect(keysOf(done(groupsPage(subject, asked({ limit: page.length }), ListCache.ofOneMoment()))).next).toBeNull()
  })
})

describe('page after page while rows come and go', () => {
  it.each([
    ['group', ''],
    ['-group', ''],
    ['segment', ''],
    ['name', 'vlan:10'],
    ['since', ''],
  ])('groups by %s %s: none that stayed is missed, none is told twice', (sort, filter) => {
    const { tap, subject } = subjectUpTo(HALF)
    const cache = new ListCache({ now: () => 0, old: false })
    const ask = (after: Position | null, limit: number) => {
      cache.changed()
      return keysOf(done(groupsPage(subject, asked({ sort, filter, limit, after, linkLocal: true }), cache)))
    }
    const before = ask(null, 500).page
    let at = HALF
    const told = pages(
      (after) => ask(after, LIMIT),
      () => tap.take(...frames.slice(at, (at += 300))),
    )
    const now = ask(null, 500).page
    const stayed = before.filter((key) => now.includes(key))
    expect(now).not.toEqual(before)
    expect(told.filter((key) => stayed.includes(key))).toHaveLength(stayed.length)
    expect(new Set(told).size).toBe(told.length)
  })

  it('events: the newer ones that come are not told, the older ones all once', () => {
    const { tap, subject } = subjectUpTo(HALF)
    const ask = (after: Position | null, limit: number): Placed<string[]> => {
      const { page, next } = eventsPage(subject, { filter: '', offset: 0, limit, after })
      return { page: page.rows.map((row) => JSON.stringify(row)), next }
    }
    const before = ask(null, 10_000).page
    let at = HALF
    const told = pages(
      (after) => ask(after, 7),
      () => tap.take(...frames.slice(at, (at += 50))),
    )
    expect(ask(null, 10_000).page.length).toBeGreaterThan(before.length)
    expect(told).toEqual(before)
  })

  it('of two taps: in the order of time, each event once', () => {
    const taps = [new TestTap('a'), new TestTap('b')]
    taps.forEach((tap) => tap.take(...frames.slice(0, HALF)))
    const subject = subjectOf(...taps)
    const ask = (after: Position | null, limit: number): Placed<string[]> => {
      const { page, next } = eventsPage(subject, { filter: '', offset: 0, limit, after })
      return { page: page.rows.map((row) => JSON.stringify(row)), next }
    }
    expect(pages((after) => ask(after, 7))).toEqual(ask(null, 10_000).page)
  })
})

describe('a ranking', () => {
  it('begins after a place of which the item is gone', () => {
    const ended = new Set<number>()
    const rank = {
      primary: (n: number) => n % 3,
      secondary: (n: number) => n % 5,
      last: (a: number, b: number) => a - b,
    }
    const ranking = new Ranking(
      Array.from({ length: 90 }, (_, i) => i),
      rank,
      true,
      (n) => !ended.has(n),
    )
    const all = ranking.page(0, 90)
    const place = all[40]!
    ended.add(place).add(all[41]!).add(all[39]!)
    const probe = { primary: place % 3, secondary: place % 5, last: (n: number) => n - place }
    const { items, end } = done(ranking.pageFrom(probe, 5))
    expect(items).toEqual(all.slice(42, 47))
    expect(end).toEqual({ item: all[46], primary: all[46]! % 3 })
  })
})

describe('a position that no list gave', () => {
  const { subject } = subjectUpTo(300)
  it.each<[Position]>([[[]], [['x']], [[1, 'hour/10']], [[1, 'hour/10', 'nobody']], [[null, 'hour/10', '239.1.1.1']]])(
    '%j',
    (after) => {
      const cache = ListCache.ofOneMoment()
      expect(() => done(groupsPage(subject, asked({ after }), cache))).toThrow(NoSuchPosition)
      expect(() => done(hostsPage(subject, asked({ after }), cache))).toThrow(NoSuchPosition)
      expect(() => sourcesPage(subject, asked({ after }), { column: 'name', descending: false })).toThrow(
        NoSuchPosition,
      )
      expect(() => eventsPage(subject, asked({ after }))).toThrow(NoSuchPosition)
      expect(() => findingsPage(subject, { offset: 0, limit: 5, after })).toThrow(NoSuchPosition)
    },
  )
})
