import { describe, expect, it } from 'vitest'
import { ip } from '../generate/message.ts'
import { ask, leave, query, record, says, START, v1, v2, v3 } from '../membership/wire.ts'
import { answers, converse, queries, QUERIER, type Line } from './cases/conversation.ts'
import { Scene } from './scene.ts'

const GROUP = '239.1.1.1'
const A = '10.0.10.11'
const B = '10.0.10.12'
const v2Queries = (until: number): Line[] => queries(until, { version: 2 })

const FAST: readonly { name: string; lines: Line[]; story: string[] }[] = [
  {
    name: 'a new member is nobody who was cut off',
    lines: [...v2Queries(500), [20, B, v2(GROUP)], [200, B, leave(GROUP)], [210, A, v2(GROUP)]],
    story: [],
  },
  {
    name: 'the same host comes back',
    lines: [...v2Queries(500), [20, B, v2(GROUP)], [200, B, leave(GROUP)], [210, B, v2(GROUP)]],
    story: [],
  },
  {
    name: 'in version 1 mode nobody asks after a leave (RFC 3376 s7.3.2)',
    lines: [...v2Queries(500), ...answers(500, A, v1(GROUP)), [20, B, v2(GROUP)], [200, B, leave(GROUP)]],
    story: [],
  },
  {
    name: 'a querier that is gone cannot ask',
    lines: [...v2Queries(130), [20, A, v2(GROUP)], [20, B, v2(GROUP)], [200, B, leave(GROUP)], [230, A, v2(GROUP)]],
    story: [],
  },
  {
    name: 'one that was there all along is known by its next query',
    lines: [...v2Queries(300), [20, A, v2(GROUP)], [20, B, v2(GROUP)], [200, B, leave(GROUP)], [230, A, v2(GROUP)]],
    story: ['251 opened warning'],
  },
  {
    name: 'a querier that takes over was not asked',
    lines: [
      ...v2Queries(130),
      ...answers(200, A, v2(GROUP)),
      [20, B, v2(GROUP)],
      [300, B, leave(GROUP)],
      [382, '10.0.10.2', query({ version: 2 })],
      [384, A, v2(GROUP)],
      [507, '10.0.10.2', query({ version: 2 })],
    ],
    story: [],
  },
  {
    name: 'nobody asks after a link-local group, which is flooded anyway',
    lines: [
      ...v2Queries(500),
      [20, A, v2('224.0.0.251')],
      [20, B, v2('224.0.0.251')],
      [200, B, leave('224.0.0.251')],
      [253, A, v2('224.0.0.251')],
    ],
    story: [],
  },
  {
    name: 'without any querier nothing is said',
    lines: [
      [20, A, v2(GROUP)],
      [20, B, v2(GROUP)],
      [200, B, leave(GROUP)],
      [230, A, v2(GROUP)],
    ],
    story: [],
  },
  {
    name: 'a second leave while the querier still asks after the first (RFC 2236 s3)',
    lines: [
      ...v2Queries(500),
      ...answers(500, A, v2(GROUP)),
      [20, B, v2(GROUP)],
      [20, '10.0.10.13', v2(GROUP)],
      [200, B, leave(GROUP)],
      [200.1, QUERIER, ask(GROUP, [], { version: 2 })],
      [200.5, A, v2(GROUP)],
      [201.5, '10.0.10.13', leave(GROUP)],
    ],
    story: [],
  },
  {
    name: 'version 3 hosts leave with TO_IN, and sources with BLOCK are asked after by source',
    lines: [
      ...queries(500),
      ...answers(500, A, says('IS_IN', GROUP, '192.0.2.1')),
      [20, B, says('ALLOW', GROUP, '192.0.2.1')],
      [200, B, says('BLOCK', GROUP, '192.0.2.1')],
      [200.5, QUERIER, ask(GROUP, ['192.0.2.1'])],
    ],
    story: [],
  },
  {
    name: 'an empty IS_IN is an answer: no querier asks after it',
    lines: [
      ...queries(500),
      ...answers(500, A, says('IS_EX', GROUP)),
      [20, B, says('TO_EX', GROUP)],
      [130, B, says('IS_IN', GROUP)],
    ],
    story: [],
  },
]

describe('a fast leave', () => {
  it.each(FAST)('$name', ({ lines, story }) => {
    const scene = new Scene()
    converse(scene, lines, 600)
    expect(scene.story('fast-leave')).toEqual(story)
  })

  it('shows the leave and the report after it, and counts on the group and the segment', () => {
    const scene = new Scene()
    const lines: Line[] = [...v2Queries(500), ...answers(500, A, v2(GROUP)), [20, B, v2(GROUP)], [200, B, leave(GROUP)]]
    converse(scene, lines, 300)
    const [finding] = [...scene.tap.watch.book.open()].filter(({ code }) => code === 'fast-leave')
    expect(finding?.values).toEqual({ left: B, group: GROUP, other: A, gapMs: 53_000 })
    expect(finding?.evidence.map(({ at }) => (at - START) / 1_000)).toEqual([200, 253])
    const { hosts } = scene.tap.watch.conduct(scene.segment)
    expect(hosts.leaveConduct()).toMatchObject({ count: 0, unasked: 1, collateral: 1 })
    expect(hosts.ofGroup(ip(GROUP), START + 300_000).leaves).toMatchObject({ unasked: 1, collateral: 1 })
  })
})

describe('leave latency', () => {
  const left = (scene: Scene, at: number, late: number): void => {
    scene.step(at, A, says('TO_EX', GROUP))
    scene.step(at + 5, A, v3(record('TO_IN', GROUP)))
    scene.step(at + 5 + late, QUERIER, ask(GROUP))
    scene.advance(at + 20)
  }

  it('runs from the leave over the specific query to the end, and outlives the group', () => {
    const scene = new Scene()
    converse(scene, queries(0), 10)
    left(scene, 20, 0.25)
    left(scene, 50, 0.75)
    left(scene, 80, 0.5)
    const { hosts } = scene.tap.watch.conduct(scene.segment)
    const latency = { count: 3, p50Ms: 2_500, p95Ms: 2_750, maxMs: 2_750 }
    expect(hosts.leaveConduct()).toEqual({ ...latency, unasked: 0, collateral: 0 })
    const group = hosts.ofGroup(ip(GROUP), START + 100_000)
    expect(group.leaves).toEqual({ ...latency, unasked: 0, collateral: 0 })
    expect(group.changesPerHour).toBe(6)
    expect(scene.group(GROUP)).toBeNull()
  })

  it('ends with an answer of another member', () => {
    const scene = new Scene()
    converse(scene, [...queries(0), [10, B, says('TO_EX', GROUP)], [10, A, says('TO_EX', GROUP)]], 15)
    scene.step(20, A, says('TO_IN', GROUP))
    scene.step(20.2, QUERIER, ask(GROUP))
    scene.step(20.9, B, says('IS_EX', GROUP))
    scene.advance(400)
    const { hosts } = scene.tap.watch.conduct(scene.segment)
    expect(hosts.leaveConduct()).toMatchObject({ count: 0, unasked: 0, collateral: 0 })
  })

  it('counts a leave that nobody asked after', () => {
    const scene = new Scene()
    converse(scene, [...queries(375), [10, A, says('TO_EX', GROUP)], [20, A, says('TO_IN', GROUP)]], 400)
    const { hosts } = scene.tap.watch.conduct(scene.segment)
    expect(hosts.leaveConduct()).toMatchObject({ count: 0, unasked: 1 })
  })
})
