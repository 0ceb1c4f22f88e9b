import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Board, TICK } from '../../server/live/board.ts'
import { viewOf } from '../../server/views/index.ts'
import { MAX_UNACKNOWLEDGED, type ViewRequest } from '../../shared/live.ts'
import { arbitrarySequence, framesOf } from '../generate/sequence.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { Page } from './page.ts'

const rethrow = (error: unknown): never => {
  throw error
}

const LIST = { filter: '', sort: 'group', offset: 0, limit: 3 }
const REQUESTS: readonly ViewRequest[] = [
  { view: 'overview' },
  { view: 'groups', ...LIST, sort: '-confirmed', limit: 100, linkLocal: true },
  { view: 'groups', ...LIST, sort: 'lastReportAt', offset: 1 },
  { view: 'groups', ...LIST, filter: 'hosts:>1' },
  { view: 'groups', ...LIST, filter: 'oops:' },
  { view: 'group', segment: 'tap/10', group: '239.1.1.1' },
  { view: 'hosts', ...LIST, sort: '-groups' },
  { view: 'hosts', ...LIST, sort: 'host', limit: 100, filter: 'group:239.1.1.1|232.1.1.1' },
  { view: 'host', segment: 'tap/10', ip: '10.0.10.20', mac: '02:00:0a:00:0a:14' },
  { view: 'queriers' },
  { view: 'sources' },
  { view: 'subscriptions', filter: '', hosts: 2, groups: 3 },
  { view: 'subscriptions', filter: 'version:2|3', hosts: 100, groups: 100 },
]

/** What one viewer does between two things that are said on the wire. */
type Act = 'hear' | 'hear and tick' | 'tick' | 'read' | 'reconnect' | 'serve'
const ACTS: readonly Act[] = ['hear', 'hear and tick', 'hear and tick', 'tick', 'read', 'read', 'reconnect', 'serve']
/** A viewer that seldom reads falls behind; one that often does stays. */
const arbitraryActs = fc
  .constantFrom(ACTS, [...ACTS, 'read' as const, 'read' as const], ACTS.slice(0, 5))
  .chain((acts) => fc.array(fc.constantFrom(...acts), { minLength: 10, maxLength: 60, size: 'max' }))

/** A clock that stands unless it is moved: making a view costs nothing. */
function boardOf(tap: TestTap): { board: Board; tick: () => void; serve: () => void } {
  let now = 0
  const board = new Board(subjectOf(tap), () => now, rethrow)
  return {
    board,
    tick: () => {
      now += TICK
      board.tick()
      board.work()
    },
    serve: () => {
      board.serveNew()
      board.work()
    },
  }
}

describe('what a viewer folds together', { timeout: 120_000 }, () => {
  it('is what the table holds, however slowly it reads and however often it comes back', () => {
    const sequences = arbitrarySequence(60)
    fc.assert(
      fc.property(sequences, arbitraryActs, fc.constantFrom(...REQUESTS), (sequence, acts, request) => {
        const tap = new TestTap('tap')
        const { board, tick, serve } = boardOf(tap)
        const frames = framesOf(sequence)
        let page = new Page()
        let watch = board.watch(1, request, page)
        for (const act of acts) {
          if (act === 'hear' || act === 'hear and tick') {
            tap.take(...frames.splice(0, 2))
            board.changed()
          }
          if (act === 'tick' || act === 'hear and tick') tick()
          if (act === 'serve') serve()
          if (act === 'read') page.read()
          if (act === 'reconnect') {
            board.unwatch(watch)
            page = new Page()
            watch = board.watch(1, request, page)
          }
        }
        // Once it reads again, it has all of it: what is under way, then a snapshot or a change.
        for (let round = 0; round < 3; round += 1) {
          page.readAll()
          tick()
        }
        page.readAll()
        const truth: unknown = JSON.parse(JSON.stringify(viewOf(subjectOf(tap), request)))
        expect(page.state).toEqual(truth)
      }),
      { numRuns: 300 },
    )
  })
})

const tapWith = (count: number): { tap: TestTap; say: () => void } => {
  const tap = new TestTap('tap')
  const all = framesOf(
    fc.sample(arbitrarySequence(200), { numRuns: 20, seed: 7 }).sort((a, b) => b.length - a.length)[0]!,
  )
  tap.take(...all.splice(0, count))
  return { tap, say: () => tap.take(...all.splice(0, 1)) }
}

describe('a viewer that does not read', () => {
  it('gets two updates, then nothing, then a snapshot when it is back', () => {
    const { tap, say } = tapWith(2)
    const { board, tick } = boardOf(tap)
    const page = new Page()
    board.watch(1, { view: 'sources' }, page)
    for (let round = 0; round < 8; round += 1) {
      say()
      board.changed()
      tick()
    }
    expect(page.waiting).toBe(MAX_UNACKNOWLEDGED)
    page.readAll()
    expect([page.snapshots, page.changes]).toEqual([1, 1])
    tick()
    page.readAll()
    expect([page.snapshots, page.changes]).toEqual([2, 1])
    say()
    board.changed()
    tick()
    page.readAll()
    expect([page.snapshots, page.changes]).toEqual([2, 2])
  })

  it('gets nothing while its line takes nothing, however willingly it acknowledges, then a snapshot', () => {
    const { tap, say } = tapWith(2)
    const { board, tick } = boardOf(tap)
    const page = new Page()
    page.full = true
    board.watch(1, { view: 'sources' }, page)
    for (let round = 0; round < 8; round += 1) {
      say()
      board.changed()
      tick()
      page.readAll()
    }
    expect([page.snapshots, page.changes]).toEqual([0, 0])
    page.full = false
    tick()
    page.readAll()
    expect([page.snapshots, page.changes]).toEqual([1, 0])
    page.full = true
    say()
    board.changed()
    tick()
    page.full = false
    tick()
    page.readAll()
    expect([page.snapshots, page.changes]).toEqual([2, 0])
  })

  it('keeps what it has when nothing changed meanwhile', () => {
    const { tap } = tapWith(5)
    const { board, tick } = boardOf(tap)
    const page = new Page()
    board.watch(1, { view: 'sources' }, page)
    for (let round = 0; round < 8; round += 1) {
      board.changed()
      tick()
    }
    page.readAll()
    tick()
    expect([page.snapshots, page.changes, page.waiting]).toEqual([1, 0, 0])
  })
})

describe('the work', () => {
  /** Counts how often the sources are asked for, once a view that is made. */
  class CountingTap extends TestTap {
    asked = 0
    override source(): ReturnType<TestTap['source']> {
      this.asked += 1
      return super.source()
    }
  }

  it('of one view is done once for all its viewers', () => {
    const tap = new CountingTap('tap')
    const { board, tick } = boardOf(tap)
    const pages = Array.from({ length: 50 }, () => new Page())
    const watches = pages.map((page, i) => board.watch(i, { view: 'groups', ...LIST }, page))
    tick()
    // Once for the list, once for its page.
    expect([tap.asked, board.size]).toEqual([2, 1])
    pages.forEach((page) => page.readAll())
    expect(pages.every(({ state }) => state !== null)).toBe(true)
    watches.forEach((watch) => board.unwatch(watch))
    tick()
    expect([tap.asked, board.size]).toEqual([2, 0])
  })

  it('is not done again while nothing changed, but for once a second', () => {
    const tap = new CountingTap('tap')
    const { board, tick } = boardOf(tap)
    board.watch(1, { view: 'queriers' }, new Page())
    for (let round = 0; round < 12; round += 1) tick()
    expect(tap.asked).toBe(3)
    board.changed()
    tick()
    expect(tap.asked).toBe(4)
  })

  it('of an expensive view is done more seldom, and others are not kept waiting', () => {
    let now = 0
    class SlowTap extends CountingTap {
      override source(): ReturnType<TestTap['source']> {
        now += 60
        return super.source()
      }
    }
    const tap = new SlowTap('tap')
    const board = new Board(subjectOf(tap), () => now, rethrow)
    const pages = ['a', 'b', 'c'].map((filter, i) => {
      const page = new Page()
      board.watch(i, { view: 'sources' }, page)
      board.watch(i + 10, { view: 'host', segment: filter, ip: '', mac: null }, page)
      return page
    })
    board.tick()
    // Each is longer than a turn, so others have theirs in between.
    const rests = Array.from({ length: 4 }, () => board.work())
    expect([tap.asked, rests]).toEqual([4, [60, 60, 60, null]])
    pages.forEach((page) => page.readAll())
    expect(pages.every(({ state }) => state !== null)).toBe(true)
    now += TICK
    board.changed()
    board.tick()
    while (board.work() !== null);
    // 60 ms of work is a tenth of 600 ms: only the first may be made again by now.
    expect(tap.asked).toBeLessThanOrEqual(5)
  })
})

it('a view that fails is told to the log, and the others go on', () => {
  const errors: unknown[] = []
  const tap = new TestTap('tap')
  const subject = subjectOf(tap)
  let broken = true
  const fragile = {
    ...subject,
    vendor: () => null,
    get taps() {
      if (broken) throw new Error('broken')
      return subject.taps
    },
  }
  let now = 0
  const board = new Board(
    fragile,
    () => now,
    (error) => errors.push(error),
  )
  const seen: string[] = []
  const outlet = { snapshot: () => seen.push('snapshot'), change: () => seen.push('change'), isFull: () => false }
  board.watch(1, { view: 'queriers' }, outlet)
  board.serveNew()
  board.work()
  expect([errors.length, seen]).toEqual([1, []])
  broken = false
  now = 2_000
  board.tick()
  board.work()
  expect([errors.length, seen]).toEqual([1, ['snapshot']])
})
