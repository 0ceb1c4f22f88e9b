import { describe, expect, it } from 'vitest'
import type { SightCode } from '../../shared/sight.ts'
import { mac } from '../../shared/address.ts'
import { query, says, v2, START } from '../membership/wire.ts'
import { answers, converse, queries, QUERIER, type Line } from './cases/conversation.ts'
import { Scene } from './scene.ts'

const still = says('IS_EX', '239.1.1.1')
const codes = (scene: Scene): SightCode[] => scene.tap.watch.sight().map(({ code }) => code)
const seen = (scene: Scene, code: SightCode) => scene.tap.watch.sight().find((sight) => sight.code === code)

function heard(lines: readonly Line[], end: number, options: ConstructorParameters<typeof Scene>[0] = {}): Scene {
  const scene = new Scene(options)
  converse(scene, lines, end)
  return scene
}
const untagged = { vlans: [] }

describe('what a tap can see', () => {
  it('is not told before the first frame', () => {
    expect(new Scene().tap.watch.sight()).toEqual([
      { code: 'nothing-yet', good: false, sentence: 'nothing-yet-no-frames', values: {}, since: null },
    ])
  })

  it.each<[string, readonly Line[], number, readonly SightCode[]]>([
    [
      'a query and an answer: both directions at once',
      [...queries(0), ...answers(3, QUERIER, still)],
      5,
      ['both-directions'],
    ],
    ['joins alone: too early', [[0, '10.0.10.11', says('TO_EX', '239.1.1.1')]], 100, ['nothing-yet']],
    ['answers to unseen queries', answers(700, '10.0.10.11', still), 700, ['reports-only', 'one-direction']],
    ['queries without an answer, within the interval', queries(250), 250, ['nothing-yet']],
    ['queries without an answer', queries(500), 500, ['queries-only']],
    ['the querier died: no blindness', [...queries(250), ...answers(260, '10.0.10.11', still)], 800, ['nothing-yet']],
  ])('%s', (_name, lines, end, expected) => {
    expect(codes(heard(lines, end))).toEqual(expected)
  })

  it('says for how long it is still too early, and why there is no verdict after that', () => {
    const scene = heard([[0, '10.0.10.11', says('TO_EX', '239.1.1.1')]], 100)
    expect(seen(scene, 'nothing-yet')).toMatchObject({ sentence: 'nothing-yet-watching', values: { leftMs: 160_000 } })
    scene.advance(600)
    expect(seen(scene, 'nothing-yet')).toMatchObject({ sentence: 'nothing-yet-unasked' })
  })

  it('is no blindness when the tap itself was blind', () => {
    const scene = heard([...queries(250), ...answers(260, '10.0.10.11', still)], 300)
    scene.tap.roll.resume(START + 5_000_000)
    scene.step(5_001, '10.0.10.11', still)
    scene.advance(5_100)
    expect(codes(scene)).not.toContain('reports-only')
  })
})

describe('what comes between the tap and the hosts', () => {
  it('a switch that sends one report a group and query up', () => {
    const lines: Line[] = Array.from({ length: 6 }, (_, i) => [i * 125 + 3, `10.0.10.${11 + (i % 3)}`, v2('239.1.1.1')])
    const scene = heard([...queries(700, { version: 2 }), ...lines], 700)
    expect(codes(scene)).toEqual(['both-directions', 'suppressing-switch'])
  })

  it('is no such switch where a second host is heard to join', () => {
    const lines: Line[] = Array.from({ length: 6 }, (_, i) => [i * 125 + 3, `10.0.10.${11 + (i % 3)}`, v2('239.1.1.1')])
    const scene = heard([...queries(700, { version: 2 }), ...lines, [50, '10.0.10.20', v2('239.1.1.1')]], 700)
    expect(codes(scene)).toEqual(['both-directions'])
  })

  it('a proxy', () => {
    const scene = heard([...queries(500), ...answers(500, '0.0.0.0', still)], 500)
    expect(seen(scene, 'proxied')).toMatchObject({ values: { mac: '02:00:00:00:00:00', segments: '10' } })
  })
})

describe('what happens on the way', () => {
  it.each([
    ['kernel-drops', { droppedByKernel: 7, lost: null, sampled: false }],
    ['mirror-loss', { droppedByKernel: null, lost: 7, sampled: false }],
  ] as const)('%s, until it has been well for ten minutes', (code, facts) => {
    const scene = heard(queries(0), 10)
    scene.tap.sourceFacts = facts
    scene.advance(20)
    expect(seen(scene, code)).toMatchObject({ good: false, values: { count: 7 }, since: START + 11_000 })
    expect(scene.open()).toContain('tap-limits warning')
    scene.advance(610)
    expect(seen(scene, code)).toBeDefined()
    // After ten minutes without a frame the rules are asked every ten seconds.
    scene.advance(622)
    expect(seen(scene, code)).toBeUndefined()
  })

  it('samples', () => {
    const scene = heard(queries(0), 10)
    scene.tap.sourceFacts = { droppedByKernel: null, lost: null, sampled: true }
    scene.advance(20)
    expect(codes(scene)).toContain('sampled')
    expect(scene.open()).toContain('tap-limits information')
  })
})

describe('tags in one direction only', () => {
  /** The queries are tagged, what hosts say is not. */
  const split = (scene: Scene): void => {
    for (let at = 0; at <= 500; at += 125) {
      scene.step(at, QUERIER, query())
      scene.step(at + 3, '10.0.10.11', still, untagged)
    }
    scene.advance(600)
  }

  it('is noticed: the queries on the one, the answers on the other', () => {
    const scene = new Scene()
    split(scene)
    expect(seen(scene, 'tags-one-way')).toMatchObject({ sentence: 'tags-one-way-split', values: { vlan: 10 } })
    expect(codes(scene)).toEqual(['tags-one-way'])
  })

  it('makes one segment when told', () => {
    const scene = new Scene({ nativeVlanOf: () => 10 })
    split(scene)
    expect(codes(scene)).toEqual(['both-directions'])
    expect([...scene.tap.table.segments.keys()].map(({ name, vlans }) => [name, ...vlans])).toEqual([['10', 10]])
  })

  it('is noticed: the same hosts on both', () => {
    const scene = new Scene()
    for (let at = 0; at <= 250; at += 125) {
      for (const envelope of [{}, untagged]) {
        scene.step(at, QUERIER, query(), envelope)
        for (const [i, host] of ['10.0.10.11', '10.0.10.12'].entries()) scene.step(at + 1 + i, host, still, envelope)
      }
    }
    scene.advance(300)
    expect(seen(scene, 'tags-one-way')).toMatchObject({
      sentence: 'tags-one-way',
      values: { vlan: 10, evidence: QUERIER },
    })
  })

  it('is not where one host moved, nor where a router queries every VLAN from addresses of their own', () => {
    const scene = new Scene()
    const router = { srcMac: mac(0x0200000000ee) }
    for (let at = 0; at <= 500; at += 125) {
      scene.step(at, QUERIER, query(), router)
      scene.step(at, '10.0.99.1', query(), { ...router, ...untagged })
      scene.step(at + 1, '10.0.10.11', still, at < 250 ? {} : untagged)
      scene.step(at + 2, '10.0.10.12', still)
      scene.step(at + 3, '10.0.99.12', still, untagged)
    }
    scene.advance(600)
    expect(codes(scene)).toEqual(['both-directions'])
  })
})

it('tags that are gone: two subnets with a querier each on one untagged segment', () => {
  const scene = new Scene()
  for (let at = 0; at <= 375; at += 125) {
    for (const net of [10, 20]) {
      scene.step(at, `10.0.${net}.1`, query(), untagged)
      for (let i = 0; i < 6; i += 1) scene.step(at + 1, `10.0.${net}.${20 + i}`, still, untagged)
    }
  }
  scene.advance(400)
  expect(seen(scene, 'tags-stripped')).toMatchObject({ values: { subnets: '10.0.10.0/24, 10.0.20.0/24' } })
  expect(scene.open()).toContain('tap-limits warning')
})
