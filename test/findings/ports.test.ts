import { describe, expect, it } from 'vitest'
import { ask, query, says, v2 } from '../membership/wire.ts'
import { Scene } from './scene.ts'
import { converse, type Line } from './cases/conversation.ts'

/*
 * A switch that asks each of its ports by a clock of its own, behind a mirror of all of them: the tap sees queries that
 * one host never gets.
 */

const Q = '10.0.10.1'
const A = '10.0.10.11'
const B = '10.0.10.12'
const GROUP = '239.1.1.1'
const QI = 125

/** Times of one port's queries until `end`. */
const beat = (offset: number, end: number): number[] =>
  Array.from({ length: Math.max(0, Math.floor((end - offset) / QI) + 1) }, (_, i) => offset + i * QI)
const lines = (times: readonly number[], from: string, message: Line[2], late = 0): Line[] =>
  times.map((at) => [at + late, from, message])

describe('hosts behind ports that are asked one by one', () => {
  const OTHER_PORTS = [...lines(beat(40, 2_000), Q, query()), ...lines(beat(83, 2_000), Q, query())]
  const OWN_PORT = lines(beat(0, 2_000), Q, query())
  const story = (code: 'deaf-host' | 'lost-receiver', said: readonly Line[]): string[] => {
    const scene = new Scene()
    converse(scene, [...OWN_PORT, ...OTHER_PORTS, ...said], 2_000)
    return scene.story(code)
  }

  it('are not deaf to the queries that others get', () => {
    const answers = lines(beat(0, 2_000), A, says('IS_EX', GROUP), 4)
    expect(
      story('deaf-host', [
        [30, B, says('TO_EX', GROUP)],
        ...lines(beat(125, 2_000), B, says('IS_EX', GROUP), 9),
        ...answers,
      ]),
    ).toEqual([])
  })

  it('are deaf when they let a whole query interval pass', () => {
    const told = story('deaf-host', [
      [30, B, says('TO_EX', GROUP)],
      ...lines(beat(0, 2_000), A, says('IS_EX', GROUP), 4),
    ])
    // By 168.5 s, 1.1 intervals after it joined, every port was asked: the next query that is over shows it.
    expect(told).toEqual(['223 opened warning 10.0.10.12', '550 closed warning 10.0.10.12'])
  })

  it('are not lost receivers between the queries that they get', () => {
    const mdns = '224.0.0.251'
    const joined: Line[] = [[5, A, says('TO_EX', mdns)]]
    expect(story('lost-receiver', [...joined, ...lines(beat(125, 2_000), A, says('IS_EX', mdns), 6)])).toEqual([])
    expect(story('lost-receiver', [...joined, ...lines(beat(125, 600), A, says('IS_EX', mdns), 6)])).toHaveLength(1)
  })

  it('do not ignore a switch without an address', () => {
    const switched = (answers: Line[]): string[] => {
      const scene = new Scene()
      const asked = [0, 40, 83].flatMap((offset) => lines(beat(offset, 1_000), '0.0.0.0', query()))
      converse(scene, [...asked, [20, A, says('TO_EX', GROUP)], ...answers], 1_000)
      return scene.story('unnumbered-querier').filter((line) => line.includes('warning'))
    }
    expect(switched(lines(beat(125, 1_000), A, says('IS_EX', GROUP), 5))).toEqual([])
  })
})

describe('a query after a leave that a member does not answer', () => {
  /** Each general query is seen on three ports, each specific one on `ports`. */
  const story = (ports: number): string[] => {
    const scene = new Scene({ dedupe: 5 })
    const shown = (at: number, message: Line[2], copies: number): void => {
      for (let copy = 0; copy < copies; copy += 1) scene.step(at + copy * 0.00001, Q, message)
    }
    for (const start of beat(0, 400)) {
      shown(start, query(), 3)
      scene.step(start + 3, A, says('IS_EX', GROUP))
      scene.step(start + 20, B, says('TO_EX', GROUP))
      scene.step(start + 30, B, says('TO_IN', GROUP))
      shown(start + 30.5, ask(GROUP), ports)
    }
    scene.advance(480)
    return scene.story('odd-specific-query')
  }

  it('is a warning when it went wherever the general ones go', () => {
    expect(story(3)).toEqual(['129 opened information 10.0.10.1', '254 changed warning 10.0.10.1'])
  })
  it('is information when it went to the port of the leave alone', () => {
    expect(story(1)).toEqual(['129 opened information 10.0.10.1'])
  })
})

describe('a querier of version 2 that starts', () => {
  it.each([3, 4, 7])('is not silent after start-up queries of a robustness of %i', (robustness) => {
    const scene = new Scene()
    const start = Array.from({ length: robustness }, (_, i) => i * 31.25)
    const then = Array.from({ length: 6 }, (_, i) => (robustness - 1) * 31.25 + (i + 1) * QI)
    const end = then.at(-1)!
    const asked = [...start, ...then].flatMap((at): Line[] => [
      [at, Q, query({ version: 2 })],
      [at + 2, A, v2(GROUP)],
    ])
    converse(scene, asked, end + 100)
    expect(scene.events).toEqual([])
    expect(scene.segment.election.timing.view()).toMatchObject({
      queryIntervalMs: 125_000,
      queryIntervalOrigin: 'measured',
    })
    scene.advance(end + 300)
    expect(scene.story('querier-silent').map((line) => line.replace(/^\d+ /, ''))).toEqual([
      'opened information',
      'changed warning',
      'changed critical',
    ])
  })
})
