import { describe, expect, it } from 'vitest'
import { lanesOf } from '../../client/gantt/bars.ts'
import { nowWord, placeOf, spanOf } from '../../client/gantt/scale.ts'
import { median, zapsOf } from '../../client/gantt/zaps.ts'
import type { EventLine, MemberEventKind, MemberEventLine } from '../../shared/event.ts'
import type { MemberRow } from '../../shared/membership.ts'

const HOST = { ip: '10.0.0.1', mac: '02:00:00:00:00:01' }
const event = (kind: MemberEventKind, at: number, group: string): MemberEventLine => ({
  event: kind,
  at,
  segment: '10',
  family: 'ipv4',
  vlans: [10],
  group,
  host: HOST,
  version: 2,
  mode: 'EXCLUDE',
  sources: [],
  frame: 1,
})
const member = (group: string, since: number, more: Partial<MemberRow> = {}): MemberRow => ({
  key: group,
  segment: '10',
  family: 'ipv4',
  group,
  groupName: null,
  host: HOST,
  hostName: null,
  state: 'confirmed',
  version: 2,
  mode: 'EXCLUDE',
  sources: [],
  since,
  lastReportAt: since,
  expiresAt: since + 260,
  reports: 1,
  unknownSince: null,
  ...more,
})
const lanes = (past: EventLine[], members: MemberRow[] = []) => lanesOf(past, members, ({ group }) => group)
const bars = (past: EventLine[], members: MemberRow[] = []) =>
  lanes(past, members).flatMap(({ bars: all }) => all.map(({ from, to, end }) => [from, to, end]))

describe('bars from what happened and from who is a member', () => {
  it.each<[string, EventLine[], MemberRow[], unknown[]]>([
    ['a join and a leave', [event('joined', 10, 'a'), event('left', 20, 'a')], [], [[10, 20, 'left']]],
    ['an expiry', [event('joined', 10, 'a'), event('expired', 20, 'a')], [], [[10, 20, 'expired']]],
    ['a leave whose join is older than what is known', [event('left', 20, 'a')], [], [[null, 20, 'left']]],
    ['a member that lasts', [event('joined', 10, 'a')], [member('a', 10)], [[10, null, 'open']]],
    ['a member whose join is older than what is known', [], [member('a', 5)], [[5, null, 'open']]],
    ['a change alone: it was a member before', [event('changed', 20, 'a')], [member('a', 5)], [[5, null, 'open']]],
    ['a join without an end and without a member now', [event('joined', 10, 'a')], [], [[10, null, 'unknown']]],
    [
      'two joins without an end between',
      [event('joined', 10, 'a'), event('joined', 20, 'a')],
      [member('a', 20)],
      [
        [10, 20, 'unknown'],
        [20, null, 'open'],
      ],
    ],
    [
      'a member again',
      [event('joined', 10, 'a'), event('left', 20, 'a'), event('joined', 30, 'a')],
      [member('a', 30)],
      [
        [10, 20, 'left'],
        [30, null, 'open'],
      ],
    ],
    [
      'left in what is known, yet a member: the member is believed',
      [event('left', 20, 'a')],
      [member('a', 30)],
      [
        [null, 20, 'left'],
        [30, null, 'open'],
      ],
    ],
  ])('%s', (_name, past, members, expected) => {
    expect(bars(past, members)).toEqual(expected)
  })

  it('gives a member its deadline, its last report and whether it is presumed', () => {
    const [lane] = lanes(
      [event('joined', 10, 'a'), event('changed', 15, 'a')],
      [member('a', 10, { state: 'presumed', lastReportAt: 40, expiresAt: 99 })],
    )
    expect(lane?.bars).toMatchObject([{ presumed: true, expiresAt: 99, ticks: [15, 40] }])
  })
  it('puts the newest member on top, then what ended, the latest first', () => {
    const past = [
      event('joined', 1, 'old'),
      event('left', 2, 'old'),
      event('joined', 3, 'late'),
      event('left', 9, 'late'),
    ]
    expect(lanes(past, [member('first', 4), member('second', 8)]).map(({ key }) => key)).toEqual([
      'second',
      'first',
      'late',
      'old',
    ])
  })
  it('leaves events without a host out', () => {
    const started: EventLine = {
      event: 'group-started',
      at: 1,
      segment: '10',
      family: 'ipv4',
      vlans: [],
      group: 'a',
      mode: 'EXCLUDE',
      sources: [],
      blocked: [],
    }
    expect(lanes([started])).toEqual([])
  })
})

describe('places on the span', () => {
  const span = { from: 0, now: 100, to: 200 }
  it.each<[string, { from: number | null; to: number | null }, unknown]>([
    ['inside', { from: 20, to: 60 }, { left: 0.1, width: 0.2, cut: false }],
    ['lasting: to now', { from: 50, to: null }, { left: 0.25, width: 0.25, cut: false }],
    ['begun before', { from: -50, to: 50 }, { left: 0, width: 0.25, cut: true }],
    ['begin not known', { from: null, to: 50 }, { left: 0, width: 0.25, cut: true }],
    ['over before the span', { from: -50, to: -10 }, null],
    ['beyond the span', { from: 300, to: 400 }, null],
  ])('%s', (_name, bar, place) => {
    expect(placeOf(bar, span)).toEqual(place)
  })
  it('leaves room for the latest expiry, but no more than a third', () => {
    expect(spanOf(1000, 300, [1100, null])).toEqual({ from: 700, now: 1000, to: 1103 })
    expect(spanOf(1000, 300, [9999]).to).toBe(1150)
    expect(spanOf(1000, 300, []).to).toBe(1003)
  })
})

describe('the word at now', () => {
  it.each([
    ['has room on both sides', 200, 300, { anchor: 'middle', ticksUpTo: 156 }],
    // A tick at the full hour, a quarter of an hour before, ran into it on a phone.
    ['stands at the edge, all of it before now', 195, 197, { anchor: 'end', ticksUpTo: 133 }],
  ] as const)('%s', (_what, nowX, width, place) => {
    expect(nowWord(nowX, width)).toEqual(place)
  })
})

describe('channel changes', () => {
  const zaps = (...past: MemberEventLine[]) => zapsOf(past).map(({ from, to, gapMs }) => [from, to, gapMs])
  it.each<[string, MemberEventLine[], unknown[]]>([
    ['leave, then join', [event('left', 1000, 'a'), event('joined', 1300, 'b')], [['a', 'b', 300]]],
    ['join, then leave within a second', [event('joined', 900, 'b'), event('left', 1000, 'a')], [['a', 'b', -100]]],
    ['one report does both', [event('joined', 1000, 'b'), event('left', 1000, 'a')], [['a', 'b', 0]]],
    ['too late', [event('left', 1000, 'a'), event('joined', 6001, 'b')], []],
    ['the same group again', [event('left', 1000, 'a'), event('joined', 1300, 'a')], []],
    ['an expiry is no zap', [event('expired', 1000, 'a'), event('joined', 1300, 'b')], []],
    [
      'one join belongs to one leave',
      [event('left', 1000, 'a'), event('left', 1100, 'c'), event('joined', 1300, 'b')],
      [['a', 'b', 300]],
    ],
  ])('%s', (_name, past, expected) => {
    expect(zaps(...past)).toEqual(expected)
  })
  it('median', () => {
    expect([median([]), median([3]), median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([null, 3, 2, 2.5])
  })
})
