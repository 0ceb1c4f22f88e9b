import './english.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folded, unfolded, withOpened } from '../../client/events/fold.ts'
import { reasonOf } from '../../client/events/reason.ts'
import { eventText } from '../../client/events/texts.ts'
import { switchLocale } from '../../client/i18n/index.ts'
import { EMPTY_TAIL, grown, isSkipped, since, TAIL_KEPT, type Tail } from '../../client/events/tail.ts'
import type { EventRow } from '../../shared/events.ts'
import type { Timing } from '../../shared/segment.ts'

const row = (
  number: number,
  { at = number * 1_000, event = 'joined', group = '239.1.1.1', host = '10.0.0.1' } = {},
): EventRow => ({
  key: `demo#${number}`,
  source: 'demo',
  at,
  told: {
    event: event as 'joined',
    at,
    segment: 'demo/10',
    family: 'ipv4',
    vlans: [10],
    group,
    groupName: null,
    host: { ip: host, mac: null },
    hostName: null,
    version: 2,
    mode: 'EXCLUDE',
    sources: [],
    frame: number,
  },
  vendor: null,
  before: null,
})
const numbersOf = (tail: Tail): string[] => tail.items.map((item) => (isSkipped(item) ? `-${item.skipped}` : item.key))

describe('the tail of a page', () => {
  it('has each event once, in order, whatever came at a time; what the window lost is told', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), (steps, window) => {
        let tail = EMPTY_TAIL
        const all: EventRow[] = []
        for (const count of steps) {
          for (let i = 0; i < count; i += 1) all.push(row(all.length))
          tail = grown(tail, { matching: all.length }, all.slice(-window).reverse())
        }
        const shown = tail.items.filter((item): item is EventRow => !isSkipped(item))
        const lost = tail.items.reduce((sum, item) => sum + (isSkipped(item) ? item.skipped : 0), 0)
        expect(tail.matching).toBe(all.length)
        expect(shown.map(({ at }) => at)).toEqual([...new Set(shown.map(({ at }) => at))].sort((a, b) => b - a))
        // The first window is where the page begins; after it nothing goes missing unsaid.
        const first = shown.at(-1)
        if (first) expect(shown.length + lost).toBe(all.length - first.at / 1_000)
      }),
    )
  })

  it('keeps so many and counts what a pause lost', () => {
    let tail = grown(EMPTY_TAIL, { matching: 1 }, [row(0)])
    const paused = tail
    for (let n = 1; n <= 20; n += 1) {
      const rows = Array.from({ length: 500 }, (_, i) => row(n * 500 - i))
      tail = grown(tail, { matching: 1 + n * 500 }, rows)
    }
    expect(tail.items).toHaveLength(TAIL_KEPT)
    expect(since(paused, tail)).toEqual({ fresh: 10_000, lost: 5_000 })
    expect(since(tail, tail)).toEqual({ fresh: 0, lost: 0 })
  })

  it('begins anew with a server that did', () => {
    const tail = grown(EMPTY_TAIL, { matching: 100 }, [row(99), row(98)])
    expect(numbersOf(grown(tail, { matching: 2 }, [row(1), row(0)]))).toEqual(['demo#1', 'demo#0'])
  })
})

describe('folding', () => {
  const newestFirst = (...rows: EventRow[]): EventRow[] => [...rows].reverse()

  it.each([
    [
      'twelve hosts that join one group',
      Array.from({ length: 12 }, (_, i) => row(i, { at: i * 500, host: `10.0.0.${i}` })),
      [12],
    ],
    ['one host that joins three groups', [1, 2, 3].map((g) => row(g, { group: `239.1.1.${g}` })), [3]],
    [
      'the eleventh second begins another line',
      [row(0, { at: 0 }), row(1, { at: 10_000, host: 'b' }), row(2, { at: 10_001, host: 'c' })],
      [1, 2],
    ],
    ['another event is another line', [row(0), row(1, { event: 'left' })], [1, 1]],
    [
      'another group of another host is another line',
      [row(0), row(1, { group: '239.1.1.2', host: '10.0.0.2' })],
      [1, 1],
    ],
    [
      'two groups that take turns are two lines',
      [0, 1, 2, 3].map((i) => row(i, { group: `239.1.1.${i % 2}`, host: `10.0.0.${i}` })),
      [2, 2],
    ],
  ] as const)('%s', (_name, rows, counts) => {
    const lines = folded(newestFirst(...rows))
    expect(lines.map((line) => (line.kind === 'many' ? line.rows.length : 1))).toEqual(counts)
  })

  it('loses no event, shows none twice, and what comes later changes no line that is over', () => {
    const arbitrary = fc.array(
      fc.record({
        step: fc.nat(6_000),
        event: fc.constantFrom('joined', 'left', 'expired'),
        group: fc.constantFrom('239.1.1.1', '239.1.1.2'),
        host: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
      }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(arbitrary, (steps) => {
        let at = 0
        const rows = steps.map(({ step, ...what }, number) => row(number, { ...what, at: (at += step) }))
        const keysOf = (items: readonly EventRow[]): string[][] =>
          folded([...items].reverse()).map((line) =>
            line.kind === 'many' ? line.rows.map(({ key }) => key) : [line.key],
          )
        const whole = keysOf(rows)
        expect(whole.flat().sort()).toEqual(rows.map(({ key }) => key).sort())
        const cut = rows.length >> 1
        const early = keysOf(rows.slice(0, cut))
        for (const line of early) {
          const now = whole.find((keys) => keys.includes(line[0]!))!
          expect(now).toEqual(expect.arrayContaining(line))
        }
      }),
    )
  })

  it('opens in place, and can be switched off', () => {
    const rows = newestFirst(row(0), row(1, { host: 'b' }))
    const [line] = folded(rows)
    expect(withOpened([line!], new Set()).length).toBe(1)
    const opened = withOpened([line!], new Set([line!.key]))
    expect(opened.map(({ inner }) => inner === true)).toEqual([false, true, true])
    expect(new Set(opened.map(({ key }) => key)).size).toBe(3)
    expect(unfolded([{ key: 'skipped-1', skipped: 4 }, ...rows]).map(({ kind }) => kind)).toEqual([
      'skipped',
      'one',
      'one',
    ])
  })
})

describe('the words of a fold', () => {
  it.each([
    { by: 'group' as const, hosts: 2, en: '2 hosts changed', pt: '2 hosts mudaram' },
    { by: 'group' as const, hosts: 1, en: '1 host changed', pt: '1 host mudou' },
    { by: 'host' as const, hosts: 1, en: 'changed 2 groups', pt: 'mudou 2 grupos' },
  ])('agree with their number: $en', async ({ by, hosts, en, pt }) => {
    const line = { kind: 'many' as const, key: '', event: 'changed' as const, by, hosts, rows: [row(0), row(1)] }
    await switchLocale('en')
    expect(eventText(line)).toBe(en)
    await switchLocale('pt-BR')
    expect(eventText(line)).toBe(pt)
    await switchLocale('en')
  })
})

describe('what ended something without a frame', () => {
  const timing = { groupMembershipMs: 260_000, otherQuerierPresentMs: 255_000 } as Timing
  const ended = (lastReportAt: number, at: number): EventRow => ({
    ...row(1, { event: 'expired', at }),
    before: { since: 0, lastReportAt, reports: 3, state: 'confirmed' },
  })
  it.each([
    ['the group membership interval', ended(1_000, 261_000), { kind: 'member', lastAt: 1_000, dueAt: 261_000 }],
    ['a specific query', ended(1_000, 101_000), { kind: 'member-leave', lastAt: 1_000, dueAt: 261_000 }],
  ])('%s', (_name, event, reason) => {
    expect(reasonOf(event, timing)).toMatchObject(reason)
    expect(reasonOf(event, null)).toEqual({ kind: 'unknown' })
  })
  it('is nothing where a frame did it', () => {
    expect(reasonOf(row(1), timing)).toBeNull()
  })
})
