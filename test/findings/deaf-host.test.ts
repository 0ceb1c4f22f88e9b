import { describe, expect, it } from 'vitest'
import { query, says, START, v2 } from '../membership/wire.ts'
import { answers, converse, queries, QUERIER, type Line } from './cases/conversation.ts'
import { Scene } from './scene.ts'

const GROUP = '239.1.1.1'
const A = '10.0.10.11'
const B = '10.0.10.12'

interface Case {
  name: string
  lines: Line[]
  end: number
  story: string[]
}

const CASES: readonly Case[] = [
  {
    name: 'a version 2 host is presumed, not deaf, while another one answers',
    lines: [...queries(1_000, { version: 2 }), ...answers(1_000, A, v2(GROUP)), [60, B, v2(GROUP)]],
    end: 1_100,
    story: [],
  },
  {
    name: 'a version 2 host whose group nobody reports is deaf',
    lines: [...queries(375, { version: 2 }), [60, B, v2(GROUP)]],
    end: 300,
    story: [`140 opened warning ${B}`, `265 changed critical ${B}`],
  },
  {
    name: 'a version 2 host that repeats its join has not answered',
    lines: [...queries(250, { version: 2 }), [120, B, v2(GROUP)], [126, B, v2(GROUP)]],
    end: 270,
    // Its join is too fresh for the first query.
    story: [`265 opened warning ${B}`],
  },
  {
    name: 'a host in version 2 mode may be held back by others',
    lines: [
      ...queries(600, { version: 2 }),
      ...answers(600, A, v2(GROUP)),
      [60, B, says('TO_EX', GROUP)], // before it has heard the querier
    ],
    end: 600,
    story: [],
  },
  {
    name: 'a version 3 host may be held back where version 2 hosts are in its group (RFC 3376 s7.2.2)',
    lines: [...queries(600), ...answers(600, A, v2(GROUP)), [60, B, says('TO_EX', GROUP)]],
    end: 600,
    story: [],
  },
  {
    name: 'an older querier keeps hosts in version 2 mode for a while (RFC 9776 s8.12)',
    lines: [
      [0, '10.0.10.9', query({ version: 2 })],
      ...queries(250).map(([at, ...rest]): Line => [at + 1, ...rest]),
      ...answers(300, A, v2(GROUP)),
      [60, B, says('TO_EX', GROUP)],
    ],
    end: 300,
    story: [],
  },
  {
    name: 'a host that answers every other query is there',
    lines: [
      ...queries(2_000),
      [20, B, says('TO_EX', GROUP)],
      ...answers(2_000, B, says('IS_EX', GROUP), 3, 250).slice(1),
      ...answers(2_000, B, says('TO_EX', '239.1.1.2'), 60, 100),
    ],
    end: 2_000,
    // Until its first answer nobody can know; then it is cured.
    story: [`140 opened warning ${B}`, `254 closed warning ${B}`],
  },
  {
    name: 'a host that has answered and stops is deaf once it has spoken in between',
    lines: [
      ...queries(900),
      [20, B, says('TO_EX', GROUP)],
      [128, B, says('IS_EX', GROUP)],
      [300, B, says('TO_EX', '239.1.1.2')],
      [520, B, says('TO_EX', '239.1.1.3')],
      [700, B, says('IS_EX', '239.1.1.3')],
    ],
    end: 900,
    // It lets those of 250, 375, 500 and 625 s pass, and speaks after the first; then it answers.
    story: [`390 opened warning ${B}`, `515 changed critical ${B}`, `701 closed critical ${B}`],
  },
  {
    name: 'a host that was switched off and on again is not',
    lines: [
      ...queries(900),
      [20, B, says('TO_EX', GROUP)],
      [128, B, says('IS_EX', GROUP)],
      [480, B, says('TO_EX', GROUP)],
      ...answers(900, B, says('IS_EX', GROUP)).slice(4),
    ],
    end: 900,
    story: [],
  },
  {
    name: 'link-local groups are flooded anyway',
    lines: [...queries(400), [20, B, says('TO_EX', '224.0.0.251')]],
    end: 500,
    story: [],
  },
  {
    name: 'a switch that asks from 0.0.0.0 may be the one that is at fault',
    lines: [...queries(400).map(([at, , message]): Line => [at, '0.0.0.0', message]), [20, B, says('TO_EX', GROUP)]],
    end: 500,
    story: [],
  },
  {
    name: 'a host that leaves has nothing to answer',
    lines: [...queries(400), [20, B, says('TO_EX', GROUP)], [126, B, says('TO_IN', GROUP)]],
    end: 500,
    story: [],
  },
  {
    name: 'two queries at once are one',
    lines: [
      ...queries(250),
      ...queries(250).map(([at, ...rest]): Line => [at + 2, ...rest]),
      [20, B, says('TO_EX', GROUP)],
      [131, B, says('IS_EX', GROUP)],
    ],
    end: 400,
    story: [],
  },
]

describe('a host that does not answer', () => {
  it.each(CASES)('$name', ({ lines, end, story }) => {
    const scene = new Scene()
    converse(scene, lines, end)
    expect(scene.story('deaf-host')).toEqual(story)
  })

  it('is not judged by a query whose answers a blind tap may have missed', () => {
    const scene = new Scene()
    converse(scene, [...queries(125), [20, B, says('TO_EX', GROUP)]], 127)
    scene.tap.roll.resume(START + 300_000)
    scene.advance(360)
    expect(scene.story('deaf-host')).toEqual([])
    scene.step(400, QUERIER, query())
    scene.advance(416)
    expect(scene.story('deaf-host')).toEqual([`415 opened warning ${B}`])
  })

  it('is told one by one for twenty, and the others together', () => {
    const scene = new Scene()
    const joins = Array.from({ length: 33 }, (_, n): Line => [20, `10.0.10.${100 + n}`, says('TO_EX', GROUP)])
    converse(scene, [...queries(125), ...joins], 200)
    const open = scene.open().filter((line) => line.startsWith('deaf-host'))
    expect(open).toHaveLength(21)
    expect(open).toContain('deaf-host warning')
    const more = [...scene.tap.watch.book.open()].find(({ sentence }) => sentence === 'deaf-host-more')
    expect(more?.values).toEqual({ hosts: 13 })
  })

  it('is called deaf once it has let a query pass after it spoke again; before, it may have been off', () => {
    const scene = new Scene()
    const sentence = (): string | undefined =>
      [...scene.tap.watch.book.open()].find(({ code }) => code === 'deaf-host')?.sentence
    converse(scene, [...queries(125), [20, B, says('TO_EX', GROUP)], [200, B, says('TO_EX', GROUP)]], 240)
    expect(sentence()).toBe('deaf-host-first')
    converse(scene, [[250, QUERIER, query()]], 270)
    expect(sentence()).toBe('deaf-host')
    scene.advance(462)
    expect(sentence()).toBe('deaf-host-over')
  })

  it('shows the join and the queries, and which stream stops when', () => {
    const scene = new Scene()
    converse(scene, [...queries(250), [20, B, says('TO_EX', '239.1.1.2')], [60, B, says('TO_EX', GROUP)]], 266)
    const [finding] = [...scene.tap.watch.book.open()].filter(({ code }) => code === 'deaf-host')
    expect(finding?.evidence).toEqual([
      { at: START + 60_000, frame: 3 },
      { at: START + 125_000, frame: 4 },
      { at: START + 250_000, frame: 5 },
    ])
    expect(finding?.values).toEqual({ host: B, group: '239.1.1.2', missed: 2, endsAt: START + 280_000 })
  })
})
