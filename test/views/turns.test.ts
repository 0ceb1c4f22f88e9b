import { describe, expect, it } from 'vitest'
import { Turns } from '../../server/views/turns.ts'
import type { Work } from '../../server/views/work.ts'

/** Works by name whose parts take a millisecond each, and the order in which they went on. */
function turnsOf() {
  const world = { now: 0 }
  const turns = new Turns(() => world.now)
  const went: string[] = []
  function* work(name: string, parts: number): Work<void> {
    for (let part = 0; part < parts; part += 1) {
      world.now += 1
      if (went.at(-1) !== name) went.push(name)
      yield
    }
    went.push(`${name} done`)
  }
  return { world, turns, went, work }
}

describe('work in turns', () => {
  it('holds nobody longer than a turn, and rests longer when nobody waits for it', () => {
    const { world, turns, work } = turnsOf()
    turns.add(work('a', 12), true)
    expect([turns.take(), world.now]).toEqual([5, 5])
    turns.add(work('b', 18), false)
    const rests = Array.from({ length: 7 }, () => turns.take())
    expect(rests.at(-1)).toBeNull()
    expect(rests).toContain(10)
    expect(world.now).toBe(30)
  })

  it('lets a short one through while a long one goes on', () => {
    const { turns, went, work } = turnsOf()
    turns.add(work('long', 40), true)
    turns.add(work('short', 2), true)
    while (turns.take() !== null);
    expect(went.indexOf('short done')).toBeLessThan(went.indexOf('long done'))
  })

  it('begins a fifth one only when one of four has ended', () => {
    const { turns, went, work } = turnsOf()
    for (const name of ['a', 'b', 'c', 'd', 'e']) turns.add(work(name, 20), true)
    while (turns.take() !== null);
    expect(went.indexOf('e')).toBeGreaterThan(went.findIndex((line) => line.endsWith('done')))
  })

  it('ends what is dropped, begun or not, so that it lets go of what it holds', () => {
    const { turns, work } = turnsOf()
    let held = 0
    function* holding(): Work<void> {
      held += 1
      try {
        yield* work('a', 20)
      } finally {
        held -= 1
      }
    }
    const works = [holding(), holding()]
    for (const one of works) turns.add(one, true)
    turns.take()
    expect(held).toBe(1)
    for (const one of works) turns.drop(one)
    expect([held, turns.take()]).toEqual([0, null])
  })

  it('does not go on with what was dropped', () => {
    const { turns, went, work } = turnsOf()
    const dropped = work('a', 20)
    turns.add(dropped, true)
    turns.take()
    turns.drop(dropped)
    expect(turns.take()).toBeNull()
    expect(went).toEqual(['a'])
  })
})
