import { describe, expect, it } from 'vitest'
import { leave, record, says, START, v1, v2, v3 } from '../membership/wire.ts'
import type { FindingCode } from '../../shared/finding.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { answers, converse, queries, type Line } from './cases/conversation.ts'
import { Scene } from './scene.ts'

const A = '10.0.10.11'
const B = '10.0.10.12'
const MDNS = '224.0.0.251'
const PTP = '224.0.1.129'
const AUDIO = '239.255.1.1'
const AUDIO_DANTE = '239.254.1.1'

interface Case {
  code: FindingCode
  name: string
  lines: Line[]
  end: number
  story: string[]
}

/** Six memberships of one host that end without a word, 500 s apart. */
const gone = (join: (group: string) => OutgoingMessage, answer: (group: string) => OutgoingMessage): Line[] =>
  [0, 1, 2, 3, 4, 5].flatMap((n): Line[] => [
    [n * 500 + 20, A, join(`239.1.1.${n}`)],
    [n * 500 + 130, A, answer(`239.1.1.${n}`)],
  ])

const CASES: readonly Case[] = [
  {
    code: 'silent-departures',
    name: 'a version 1 host cannot leave (RFC 1112)',
    lines: [...queries(3_000, { version: 1 }), ...gone(v1, v1)],
    end: 3_000,
    story: [],
  },
  {
    code: 'silent-departures',
    name: 'a version 2 host that was the last to report has to',
    lines: [...queries(3_000, { version: 2 }), ...gone(v2, v2)],
    end: 3_000,
    story: [`2390 opened information ${A}`],
  },
  {
    code: 'silent-departures',
    name: 'a version 2 host that others report after may go without a word (RFC 2236 s3)',
    lines: [
      ...queries(3_000, { version: 2 }),
      ...gone(v2, v2),
      ...[0, 1, 2, 3, 4, 5].flatMap((n): Line[] => [
        [n * 500 + 135, B, v2(`239.1.1.${n}`)],
        [n * 500 + 255, B, v2(`239.1.1.${n}`)],
        [n * 500 + 260, B, leave(`239.1.1.${n}`)],
      ]),
    ],
    end: 3_000,
    story: [],
  },
  {
    code: 'silent-departures',
    name: 'memberships that run out because nobody asked any more say nothing about the host',
    lines: [
      ...queries(125),
      ...gone(
        (group) => says('TO_EX', group),
        (group) => says('IS_EX', group),
      ),
    ],
    end: 3_000,
    story: [],
  },
  {
    code: 'silent-departures',
    name: 'a host that does not hear the queries has not gone',
    lines: [
      ...queries(3_000),
      ...gone(
        (group) => says('TO_EX', group),
        (group) => says('TO_EX', group),
      ),
    ],
    end: 3_000,
    story: [],
  },
  {
    code: 'lost-receiver',
    name: 'a receiver that was switched off is told when its membership ends',
    lines: [...queries(750), [20, A, says('TO_EX', PTP)], [128, A, says('IS_EX', PTP)]],
    end: 800,
    story: [`388 opened warning ${PTP}`],
  },
  {
    code: 'lost-receiver',
    name: 'one that never refreshed was none',
    lines: [...queries(750), [20, A, says('TO_EX', PTP)]],
    end: 800,
    story: [],
  },
  {
    code: 'lost-receiver',
    name: 'one missed query is a lost frame',
    lines: [
      ...queries(750),
      [20, A, says('TO_EX', MDNS)],
      ...answers(800, A, says('IS_EX', MDNS)).filter(([at]) => Math.floor(at / 125) % 2 === 0),
    ],
    end: 800,
    story: [],
  },
  {
    code: 'lost-receiver',
    name: 'version 2 receivers hide behind each other',
    lines: [...queries(750, { version: 2 }), ...answers(800, B, v2(MDNS)), [20, A, v2(MDNS)], [132, A, v2(MDNS)]],
    end: 800,
    story: [],
  },
  {
    code: 'lost-receiver',
    name: 'a version 2 receiver that nobody else can have held back',
    lines: [...queries(750, { version: 2 }), [20, A, v2(PTP)], ...answers(300, A, v2(PTP))],
    end: 800,
    story: [`513 opened warning ${PTP}`],
  },
  {
    code: 'lost-receiver',
    name: 'the same that is asked in version 3, and comes back',
    lines: [...queries(750), [20, A, v2(AUDIO_DANTE)], ...answers(300, A, v2(AUDIO_DANTE)), [700, A, v2(AUDIO_DANTE)]],
    end: 800,
    story: [`513 opened warning ${AUDIO_DANTE}`, `701 closed warning ${AUDIO_DANTE}`],
  },
  {
    code: 'lost-receiver',
    name: 'one of version 3 that fell back to its version 2 querier, alone in its group',
    lines: [...queries(750, { version: 2 }), [20, A, says('TO_EX', PTP)], [128, A, says('IS_EX', PTP)]],
    end: 800,
    story: [`388 opened warning ${PTP}`],
  },
  {
    code: 'lost-receiver',
    name: 'one of version 2 is not lost when another one has reported since',
    lines: [...queries(750, { version: 2 }), [20, A, v2(PTP)], ...answers(300, A, v2(PTP)), [377, B, v2(PTP)]],
    end: 600,
    story: [],
  },
  {
    code: 'lost-receiver',
    name: 'version 2 receivers that all answer hide behind nobody',
    lines: [...queries(1_000, { version: 2 }), ...answers(1_000, B, v2(MDNS), 3), ...answers(400, A, v2(MDNS), 6)],
    end: 1_000,
    story: [`640 opened warning ${MDNS}`],
  },
  {
    code: 'lost-receiver',
    name: 'nobody looks at groups without a name',
    lines: [...queries(750), [20, A, says('TO_EX', '239.1.1.1')], [128, A, says('IS_EX', '239.1.1.1')]],
    end: 800,
    story: [],
  },
  ...[
    { device: 'a Dante device, which listens to their control group, has audio there', control: '224.0.0.231' },
    { device: 'other devices have anything there', control: '224.0.0.252' },
  ].map(({ device, control }): Case => ({
    code: 'lost-receiver',
    name: `239.255/16 is everybody’s: ${device}`,
    lines: [
      ...queries(750),
      [20, A, v3(record('TO_EX', control), record('TO_EX', AUDIO))],
      [128, A, v3(record('IS_EX', control), record('IS_EX', AUDIO))],
    ],
    end: 800,
    story: control === '224.0.0.231' ? [`388 opened warning ${control}`, `388 opened warning ${AUDIO}`] : [],
  })),
  {
    code: 'lost-receiver',
    name: 'one that does not come back is told for an hour',
    lines: [...queries(4_500), [20, A, says('TO_EX', PTP)], [128, A, says('IS_EX', PTP)]],
    end: 4_500,
    story: [`388 opened warning ${PTP}`, `3989 closed warning ${PTP}`],
  },
  {
    code: 'suppression',
    name: 'where every host answers, silence is no hiding',
    lines: [
      ...queries(1_000, { version: 2 }),
      ...answers(1_000, A, v2('239.1.1.1'), 3),
      ...answers(400, B, v2('239.1.1.1'), 6),
    ],
    end: 1_000,
    story: [],
  },
  {
    code: 'ssm-misuse',
    name: 'one that goes on is one finding',
    lines: [...queries(1_000), [20, A, says('TO_EX', '232.1.1.1')], ...answers(1_000, A, says('IS_EX', '232.1.1.1'))],
    end: 1_100,
    story: [`4 opened warning 232.1.1.1 ${A}`],
  },
  {
    code: 'twenty-groups',
    name: 'twenty with a change in between begin anew',
    lines: [
      ...queries(500),
      ...answers(500, A, v3(...Array.from({ length: 20 }, (_, n) => record('IS_EX', `239.1.1.${n}`)))),
      [200, A, says('TO_IN', '239.1.1.7')],
      [210, A, says('TO_EX', '239.1.1.7')],
    ],
    end: 500,
    story: [`470 opened information ${A}`],
  },
]

describe('what hosts do', () => {
  it.each(CASES)('$code: $name', ({ code, lines, end, story }) => {
    const scene = new Scene()
    converse(scene, lines, end)
    expect(scene.story(code)).toEqual(story)
  })

  it('names the service and when the last receiver was heard', () => {
    const scene = new Scene()
    converse(scene, [...queries(750), [20, A, says('TO_EX', PTP)], [128, A, says('IS_EX', PTP)]], 600)
    const [finding] = [...scene.tap.watch.book.open()].filter(({ code }) => code === 'lost-receiver')
    expect(finding?.values).toEqual({ service: 'PTP', group: PTP, hosts: 1, host: A, lastAt: START + 128_000 })
  })

  it('counts nobody as lost after a blind time', () => {
    const scene = new Scene()
    converse(scene, [...queries(250), [20, A, says('TO_EX', PTP)], [128, A, says('IS_EX', PTP)]], 270)
    scene.tap.roll.resume(START + 600_000)
    scene.step(625, '10.0.10.1', queries(0)[0]![2])
    scene.advance(720)
    expect(scene.story('lost-receiver')).toEqual([])
  })
})
