import { describe, expect, it } from 'vitest'
import { query, says, second, v2 } from '../membership/wire.ts'
import { Scene } from './scene.ts'

const HOUR = 3_600
const times = (scene: Scene): number[] => scene.events.map(({ at }) => second(at))
const inOrder = (list: readonly number[]): boolean => list.every((at, i) => i === 0 || list[i - 1]! <= at)

/** A segment with a querier that falls silent while hosts go on, from `from` for ten minutes. */
function play(scene: Scene, from: number): void {
  for (let t = 0; t < 600; t += 60) {
    if (t < 250) scene.step(from + t, '10.0.10.1', query())
    scene.step(from + t + 1, '10.0.10.11', says('IS_EX', '239.1.1.1'))
    scene.step(from + t + 2, '10.0.10.12', v2('239.1.1.2'), { ttl: 9 })
  }
}

describe('a clock that is set', () => {
  it('back by an hour asks no rule about a time that is over', () => {
    const scene = new Scene()
    play(scene, HOUR)
    const asked = scene.tap.watch.dueAt
    const open = scene.open()
    expect(open.length).toBeGreaterThan(0)
    const before = scene.events.length
    play(scene, 0)
    expect(scene.tap.watch.dueAt).toBe(asked)
    expect(scene.events.slice(before)).toEqual([])
    expect(scene.open()).toEqual(open)
    // It has caught up: what goes on goes on.
    play(scene, HOUR + 700)
    scene.advance(4 * HOUR)
    expect(inOrder(times(scene))).toBe(true)
    expect(scene.events.length).toBeGreaterThan(before)
  })

  it('forward by an hour and back again never tells of what was before', () => {
    const scene = new Scene()
    for (const from of [0, HOUR, 600, HOUR + 600, 1_200, HOUR + 1_200]) play(scene, from)
    scene.advance(4 * HOUR)
    expect(inOrder(times(scene))).toBe(true)
    for (const { at, finding } of scene.events) expect(finding.openedAt).toBeLessThanOrEqual(at)
  })
})
