import { describe, expect, it } from 'vitest'
import type { SegmentSettings } from '../../server/findings/settings.ts'
import { mac } from '../../shared/address.ts'
import type { FindingCode } from '../../shared/finding.ts'
import { findingSentence } from '../../shared/finding-text.ts'
import { ip } from '../generate/message.ts'
import { ask, leave, query, record, says, START, v1, v2, v3 } from '../membership/wire.ts'
import { answers, converse, queries, type Line } from './cases/conversation.ts'
import { Scene } from './scene.ts'

const Q = '10.0.10.1'
const OTHER = '10.0.10.2'
const A = '10.0.10.11'
const B = '10.0.10.12'
const GROUP = '239.1.1.1'
const asked = (from: string, times: readonly number[], fields: Parameters<typeof query>[0] = {}): Line[] =>
  times.map((at) => [at, from, query(fields)])
const unanswered = ask(GROUP)

interface Story {
  name: string
  code: FindingCode
  lines: readonly Line[]
  until: number
  settings?: Partial<SegmentSettings>
  story: readonly string[]
}

const STORIES: readonly Story[] = [
  // ---- no-querier
  {
    name: 'is information where only link-local groups are in use',
    code: 'no-querier',
    lines: [[0, A, says('TO_EX', '224.0.0.251')]],
    until: 1_000,
    story: ['135 opened information'],
  },
  {
    name: 'stays critical when the streams have stopped',
    code: 'no-querier',
    lines: [[0, A, says('TO_EX', GROUP)]],
    until: 4_000,
    story: ['135 opened warning', '255 changed critical'],
  },
  {
    name: 'is not cured by one query from 0.0.0.0 after a change of the topology',
    code: 'no-querier',
    lines: [
      [0, A, says('TO_EX', GROUP)],
      [400.2, '0.0.0.0', query()],
    ],
    until: 1_000,
    story: [
      '135 opened warning',
      '255 changed critical',
      '401 closed critical',
      '588 opened warning',
      '656 changed critical',
    ],
  },
  // ---- querier-silent
  {
    name: 'goes by the interval that was learnt',
    code: 'querier-silent',
    lines: asked(Q, [0, 20, 40], { queryInterval: 20, maxResponseTenths: 40 }),
    until: 90,
    story: ['62 opened information', '70 changed warning', '82 changed critical'],
  },
  {
    name: 'is withheld when answers go on for longer than a membership interval',
    code: 'querier-silent',
    lines: [...queries(125), ...answers(900, A, says('IS_EX', GROUP))],
    until: 900,
    // Never critical: somebody answers to somebody.
    story: ['263 opened information', '313 changed warning', '504 closed warning'],
  },
  {
    name: 'speaks of a switch without an address too',
    code: 'querier-silent',
    lines: asked('0.0.0.0', [0, 125, 250]),
    until: 600,
    story: ['388 opened information', '438 changed warning', '505 changed critical'],
  },
  {
    name: 'expects no second query after a change of the topology',
    code: 'querier-silent',
    lines: asked('0.0.0.0', [0]),
    until: 600,
    story: [],
  },
  {
    name: 'is over when another router takes over',
    code: 'querier-silent',
    lines: [...queries(125), ...asked(OTHER, [380, 505])],
    until: 600,
    story: ['263 opened information', '313 changed warning', '380 changed critical', '381 closed critical'],
  },
  // ---- two-queriers
  {
    name: 'takes one query of a router that starts for an election',
    code: 'two-queriers',
    lines: [...queries(500), ...asked(OTHER, [20])],
    until: 500,
    story: ['21 opened information 10.0.10.2', '275 closed information 10.0.10.2'],
  },
  {
    name: 'counts for the one that was displaced from the moment it lost',
    code: 'two-queriers',
    lines: [...asked(OTHER, [0, 125, 250, 375, 500]), ...asked(Q, [130, 255, 380, 505])],
    until: 505,
    story: ['251 opened information 10.0.10.2', '501 changed critical 10.0.10.2'],
  },
  {
    name: 'begins anew after a silence as long as the other querier present interval',
    code: 'two-queriers',
    lines: [...queries(600), ...asked(OTHER, [20, 500, 625])],
    until: 640,
    story: ['21 opened information 10.0.10.2', '275 closed information 10.0.10.2', '501 opened information 10.0.10.2'],
  },
  {
    name: 'ends when the winner falls silent',
    code: 'two-queriers',
    lines: [...queries(125), ...asked(OTHER, [60, 185, 310, 435, 560])],
    until: 600,
    story: ['61 opened information 10.0.10.2', '380 closed information 10.0.10.2'],
  },
  {
    name: 'sees a loser that asks more seldom than the querier’s own timers last',
    code: 'two-queriers',
    lines: [...queries(700, { queryInterval: 10 }, 10), ...asked(OTHER, [60, 185, 310])],
    until: 600,
    story: [
      '61 opened information 10.0.10.2',
      '85 closed information 10.0.10.2',
      '186 opened critical 10.0.10.2',
      // 255 s after its last query, by its own timers.
      '565 closed critical 10.0.10.2',
    ],
  },
  // ---- querier-changed
  {
    name: 'tells of a lower address that takes the place',
    code: 'querier-changed',
    lines: [...asked(OTHER, [0]), ...asked(Q, [60])],
    until: 400,
    story: ['61 opened information 10.0.10.1', '315 closed information 10.0.10.1'],
  },
  {
    name: 'is critical for as long as the querier is none that may be',
    code: 'querier-changed',
    settings: { queriers: [ip(OTHER)] },
    lines: [...asked(OTHER, [0, 125]), ...asked(Q, [150, 275, 400]), ...asked(OTHER, [656, 781])],
    until: 800,
    story: ['151 opened critical 10.0.10.1', '655 closed critical 10.0.10.1', '657 opened information 10.0.10.2'],
  },
  {
    name: 'asks for no change where the first one may not be',
    code: 'querier-changed',
    settings: { queriers: [ip(OTHER)] },
    lines: queries(125),
    until: 130,
    story: ['1 opened critical 10.0.10.1'],
  },
  // ---- unnumbered-querier
  {
    name: 'is over while a router with an address asks',
    code: 'unnumbered-querier',
    lines: [...asked(Q, [0, 125, 250]), ...asked('0.0.0.0', [10, 60])],
    until: 300,
    story: [],
  },
  {
    name: 'is no warning when another host answers for a version 2 host',
    code: 'unnumbered-querier',
    lines: [
      ...asked('0.0.0.0', [0, 125, 250, 375], { version: 2 }),
      ...answers(375, A, v2(GROUP)),
      [130, B, v2(GROUP)],
    ],
    until: 400,
    story: ['126 opened information 02:00:00:00:00:00'],
  },
  {
    name: 'is information again when the host answers',
    code: 'unnumbered-querier',
    lines: [
      ...asked('0.0.0.0', [0, 125, 250, 375, 500]),
      ...answers(500, A, says('IS_EX', GROUP)),
      [130, B, says('TO_EX', '239.1.1.2')],
      [503, B, says('IS_EX', '239.1.1.2')],
    ],
    until: 510,
    story: [
      '126 opened information 02:00:00:00:00:00',
      '385 changed warning 02:00:00:00:00:00',
      '504 changed information 02:00:00:00:00:00',
    ],
  },
  // ---- mixed-versions
  {
    name: 'is information while a querier goes to a newer version',
    code: 'mixed-versions',
    lines: [...asked(Q, [0, 125], { version: 2 }), ...asked(Q, [250, 375, 500])],
    until: 600,
    story: ['251 opened information 10.0.10.1', '385 closed information 10.0.10.1'],
  },
  {
    name: 'is a warning when one router asks in turns',
    code: 'mixed-versions',
    lines: [...asked(Q, [0, 250]), ...asked(Q, [125], { version: 2 })],
    until: 260,
    story: ['126 opened warning 10.0.10.1'],
  },
  {
    name: 'is not caused by a specific query (RFC 9776 s7.2.1)',
    code: 'mixed-versions',
    lines: [...queries(250), [60, OTHER, ask(GROUP, [], { version: 2 })]],
    until: 260,
    story: [],
  },
  {
    name: 'is information where hosts of version 2 answer a querier of version 3',
    code: 'mixed-versions',
    lines: [...queries(600), ...answers(250, A, v2(GROUP))],
    until: 600,
    story: ['4 opened information', '388 closed information'],
  },
  {
    name: 'is a warning where a host of version 1 keeps leaves from working',
    code: 'mixed-versions',
    lines: [...asked(Q, [0, 125], { version: 2 }), [3, A, v1(GROUP)]],
    until: 200,
    story: ['4 opened warning'],
  },
  {
    name: 'is nothing where all speak version 1',
    code: 'mixed-versions',
    lines: [...asked(Q, [0, 125], { version: 1, maxResponseTenths: 0 }), ...answers(130, A, v1(GROUP))],
    until: 200,
    story: [],
  },
  // ---- odd-specific-query
  {
    name: 'is a warning when members twice do not hear it',
    code: 'odd-specific-query',
    lines: [
      ...queries(300),
      ...answers(300, A, says('IS_EX', GROUP)),
      ...[30, 155].flatMap((at): Line[] => [
        [at - 10, B, says('TO_EX', GROUP)],
        [at, B, says('TO_IN', GROUP)],
        [at + 0.5, Q, unanswered],
        [at + 1.5, Q, unanswered],
      ]),
    ],
    until: 300,
    story: ['129 opened information 10.0.10.1', '254 changed warning 10.0.10.1'],
  },
  {
    name: 'is not unheard by a host that was switched off and joins anew',
    code: 'odd-specific-query',
    lines: [
      ...queries(300),
      [3, A, says('IS_EX', GROUP)],
      [20, B, says('TO_EX', GROUP)],
      [30, B, says('TO_IN', GROUP)],
      [30.5, Q, unanswered],
      [60, A, says('TO_EX', GROUP)],
    ],
    until: 300,
    story: [],
  },
  {
    name: 'is nobody’s before there is a querier',
    code: 'odd-specific-query',
    lines: [
      [0, A, v2(GROUP)],
      [10, A, leave(GROUP)],
      [10.1, OTHER, ask(GROUP, [], { version: 2 })],
    ],
    until: 60,
    story: [],
  },
  // ---- slow-querier
  {
    name: 'is critical where even the interval is too long',
    code: 'slow-querier',
    lines: asked(Q, [0], { queryInterval: 256 }),
    until: 10,
    story: ['1 opened critical 10.0.10.1'],
  },
  {
    name: 'measures what is not on the wire',
    code: 'slow-querier',
    lines: asked(Q, [0, 180, 360], { version: 2 }),
    until: 400,
    story: ['361 opened warning 10.0.10.1'],
  },
  {
    name: 'wants the response time below the interval (RFC 3376 s8.3)',
    code: 'slow-querier',
    lines: asked(Q, [0], { queryInterval: 10, maxResponseTenths: 100 }),
    until: 5,
    story: ['1 opened warning 10.0.10.1'],
  },
  {
    name: 'is quiet about the default of 125 s',
    code: 'slow-querier',
    lines: queries(500),
    until: 500,
    story: [],
  },
  // ---- querier-flaps
  {
    name: 'is one finding although the hour moves on',
    code: 'querier-flaps',
    lines: asked(
      Q,
      Array.from({ length: 90 }, (_, i) => i * 125).filter((at) => at % 1_750 !== 0 || at === 0),
    ),
    until: 11_000,
    story: ['5376 opened warning'],
  },
  {
    name: 'closes half an hour after there were three in an hour',
    code: 'querier-flaps',
    lines: asked(Q, [0, 250, 375, 625, 750, 1_000, ...Array.from({ length: 50 }, (_, i) => 1_125 + i * 125)]),
    until: 7_000,
    // The first gap ended at 250 s, and was forgotten at 3,850 s.
    story: ['1001 opened warning', '5649 closed warning'],
  },
]

describe('stories about queriers', () => {
  it.each(STORIES)('$code $name', ({ code, lines, until, settings, story }) => {
    const scene = new Scene(settings ? { settings } : {})
    converse(scene, lines, until)
    expect(scene.story(code)).toEqual(story)
  })
})

describe('what a warming or blind tap says', () => {
  it('nothing in the first query interval and response time', () => {
    const scene = new Scene()
    converse(scene, [[0, A, says('TO_EX', GROUP)]], 134)
    expect(scene.events).toEqual([])
  })

  it('nothing about a silence that nobody watched, and it watches anew', () => {
    const scene = new Scene()
    converse(scene, [...queries(250), ...answers(250, A, says('IS_EX', GROUP))], 300)
    scene.tap.roll.resume(START + 1_000_000)
    scene.advance(1_134)
    expect(scene.story('querier-silent')).toEqual([])
    scene.advance(1_300)
    expect(scene.story('querier-silent')).toEqual(['1135 opened warning', '1255 changed critical'])
  })

  it('nor of an election before it', () => {
    const scene = new Scene()
    converse(scene, [...queries(250), ...asked(OTHER, [60, 185])], 260)
    expect(scene.open()).toContain('two-queriers information 10.0.10.2')
    scene.tap.roll.resume(START + 300_000)
    converse(scene, [...asked(Q, [310, 435]), ...asked(OTHER, [320, 445])], 450)
    expect(scene.story('two-queriers').at(-1)).toBe('321 opened information 10.0.10.2')
    expect(scene.story('querier-flaps')).toEqual([])
  })
})

describe('two devices with the querier’s address', () => {
  const turn = (scene: Scene, times: readonly number[]): void => {
    for (const [i, at] of times.entries()) scene.step(at, Q, query(), { srcMac: mac(0x020000000001 + (i % 2)) })
    scene.advance(times.at(-1)! + 5)
  }

  it('are told when they take turns', () => {
    const scene = new Scene()
    turn(scene, [0, 60, 125, 185])
    expect(scene.story('two-queriers')).toEqual(['186 opened critical 10.0.10.1'])
  })

  it('are not when one router takes over from another and back', () => {
    const scene = new Scene()
    turn(scene, [0, 125, 250])
    expect(scene.story('two-queriers')).toEqual([])
  })
})

it('a query to all hosts is worth a note, as the Linux bridge sends it', () => {
  const scene = new Scene()
  scene.step(0, Q, query())
  scene.step(1, A, v3(record('TO_EX', GROUP)))
  scene.step(10, Q, unanswered, { dst: ip('224.0.0.1') })
  scene.advance(20)
  expect(scene.story('odd-specific-query')).toEqual(['11 opened information 10.0.10.1'])
})

it('a sentence has all its values, and the frames that show it', () => {
  const scene = new Scene()
  converse(scene, [...queries(500), ...asked(OTHER, [60, 185, 310, 435])], 500)
  const { said } = scene.events.findLast(({ finding }) => finding.code === 'two-queriers')!
  expect(findingSentence(said.sentence, said.values)).toBe(
    '10.0.10.2 goes on asking, though it lost to 10.0.10.1 at 2025-11-26T00:01:00.000Z. They do not hear each other or do not obey, and switches may send streams to the wrong one.',
  )
  expect(said.evidence.map(({ at, frame }) => [(at - START) / 1_000, frame])).toEqual([
    [60, 2],
    [185, 4],
    [310, 6],
    [435, 8],
  ])
})

it('an interval that is only assumed is not told as the querier’s own', () => {
  const scene = new Scene()
  converse(scene, asked(Q, [0], { version: 2 }), 200)
  const { said } = scene.events.findLast(({ finding }) => finding.code === 'querier-silent')!
  expect([said.sentence, said.values['intervalMs']]).toEqual(['querier-silent-late-assumed', 125_000])
})

it('no sentence about queriers lacks a value', () => {
  const lacking = STORIES.flatMap(({ lines, until, settings }) => {
    const scene = new Scene(settings ? { settings } : {})
    converse(scene, lines, until)
    return scene.events
      .map(({ said }) => findingSentence(said.sentence, said.values))
      .filter((text) => text.includes('{'))
  })
  expect(lacking).toEqual([])
})
