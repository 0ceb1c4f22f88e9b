import { describe, expect, it } from 'vitest'
import { diff } from '../../server/live/diff.ts'
import { EventFeed } from '../../server/views/event-feed.ts'
import { viewOf } from '../../server/views/index.ts'
import type { ViewState } from '../../shared/live.ts'
import { readFrames } from '../membership/captured.ts'
import { subjectOf, TestTap } from './test-subject.ts'

type Tail = ViewState<'events'>
const frames = readFrames('hour.pcap')
const tail = (subject: ReturnType<typeof subjectOf>, filter = '', limit = 500): Tail =>
  viewOf(subject, { view: 'events', filter, limit }) as Tail

describe('the live tail', () => {
  it('is all that the tap tells, the newest first, each once', () => {
    const tap = new TestTap('hour')
    const subject = subjectOf(tap)
    const keys: string[] = []
    for (let i = 0; i < frames.length; i += 40) {
      tap.take(...frames.slice(i, i + 40))
      const { head, rows } = tail(subject)
      const fresh = rows.slice(0, head.matching - keys.length)
      expect(fresh.length).toBe(head.matching - keys.length)
      keys.push(...fresh.map(({ key }) => key).reverse())
      expect(head).toMatchObject({ total: tap.feed.pushed, dropped: 0, filterError: null })
    }
    expect(keys).toEqual(Array.from({ length: tap.feed.pushed }, (_, i) => `hour#${i}`))
    expect(keys.length).toBeGreaterThan(100)
  })

  it('has findings among the events, in the order of time, and gaps', () => {
    const tap = new TestTap('hour')
    tap.take(...frames)
    tap.feed.blind(tap.table.clock, tap.table.clock + 5_000, 'waiting')
    const { rows } = tail(subjectOf(tap))
    expect(rows[0]).toMatchObject({ told: { event: 'gap', why: 'waiting' }, key: `hour#${tap.feed.pushed - 1}` })
    const found = tail(subjectOf(tap), 'type:finding-opened').rows
    expect(found.length).toBeGreaterThan(0)
    for (const { told } of found) expect(told.event).toBe('finding-opened')
    const times = rows.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })

  it('is filtered: what is counted is what fits', () => {
    const tap = new TestTap('hour')
    const subject = subjectOf(tap)
    tap.take(...frames.slice(0, 1_000))
    const before = tail(subject, 'vlan:20 type:joined', 5)
    tap.take(...frames.slice(1_000))
    const after = tail(subject, 'vlan:20 type:joined', 5)
    const all = [...Array(tap.feed.pushed).keys()].map((number) => tap.feed.at(number)!)
    const joined = all.filter((event) => event.event === 'joined' && event.segment.vlans[0] === 20)
    expect(after.head.matching).toBe(joined.length)
    expect(after.head.matching).toBeGreaterThan(before.head.matching)
    expect(after.rows).toHaveLength(5)
    expect(tail(subject, 'vlan:x').head.filterError?.column).toBe(6)
    expect(tail(subject, 'vlan:x').rows).toEqual([])
  })

  it('says how long a membership had been, and of findings which', () => {
    const tap = new TestTap('hour')
    tap.take(...frames)
    const ended = tail(subjectOf(tap), 'type:left|expired').rows
    expect(ended.length).toBeGreaterThan(10)
    for (const { at, before } of ended) {
      expect(before!.lastReportAt).toBeLessThanOrEqual(at)
      expect(before!.since).toBeLessThanOrEqual(before!.lastReportAt)
    }
    for (const { told } of tail(subjectOf(tap), 'type:finding-opened').rows) {
      expect('findingKey' in told && told.findingKey).toMatch(/@\d/)
    }
  })

  it('of several taps is in the order of time, and goes on with what comes', () => {
    const [a, b] = [new TestTap('a'), new TestTap('b')]
    const subject = subjectOf(a, b)
    a.take(...frames.slice(0, 600))
    b.take(...frames.slice(0, 600))
    const first = tail(subject)
    const times = first.rows.map(({ at }) => at)
    expect(times).toEqual([...times].sort((x, y) => y - x))
    a.take(...frames.slice(600, 700))
    b.take(...frames.slice(600, 700))
    const next = tail(subject)
    expect(next.head.matching).toBe(a.feed.pushed + b.feed.pushed)
    const change = diff(first, next)
    expect(change?.front?.keys.length).toBe(next.head.matching - first.head.matching)
    expect(change?.order).toBeUndefined()
    expect(change?.upsert).toHaveLength(change?.front?.keys.length ?? -1)
  })

  it('says what is not kept any more, and goes on behind it', () => {
    const feed = new EventFeed(10)
    const tap = Object.assign(new TestTap('small'), { feed })
    const subject = subjectOf(tap)
    for (let i = 0; i < 5; i += 1) feed.blind(i, i, 'x')
    expect(tail(subject).head).toMatchObject({ matching: 5, total: 5, dropped: 0 })
    for (let i = 5; i < 40; i += 1) feed.blind(i, i, 'x')
    const { head, rows } = tail(subject)
    expect(head).toMatchObject({ total: 40, dropped: 30, matching: 15 })
    expect(rows.map(({ at }) => at).slice(0, 10)).toEqual([39, 38, 37, 36, 35, 34, 33, 32, 31, 30])
  })
})
