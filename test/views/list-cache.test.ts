import { describe, expect, it } from 'vitest'
import { ListCache, type Listed } from '../../server/views/list-cache.ts'
import { Ranking } from '../../server/views/ranking.ts'
import { done, type Work } from '../../server/views/work.ts'

const RANK = { primary: (n: number) => n, secondary: () => 0, last: () => 0 }

/** A cache whose lists take `cost` a part, of two parts each, by a clock that only they move. */
function cacheOf(old: boolean) {
  const world = { now: 0, cost: 0, made: 0 }
  const cache = new ListCache({ now: () => world.now, old })
  function* make(): Work<Listed<number>> {
    world.now += world.cost
    yield
    world.now += world.cost
    world.made += 1
    return { ranking: new Ranking([world.made], RANK, false), filterError: null }
  }
  const ask = (key = 'list'): Work<Listed<number>> => cache.list(key, make)
  /** Which making of the list is shown. */
  const shown = (key?: string): number | undefined => done(ask(key)).ranking.page(0, 1)[0]
  return { cache, world, ask, shown }
}

describe('lists that are kept', () => {
  it('are made once as long as nothing changed, but for once a second', () => {
    const { cache, world, shown } = cacheOf(true)
    expect([shown(), shown()]).toEqual([1, 1])
    cache.changed()
    expect([shown(), shown()]).toEqual([2, 2])
    world.now += 1_000
    expect(shown()).toBe(3)
  })

  it('are shown as they were while a long one is made anew, at most a tenth of the time', () => {
    const { cache, world, shown } = cacheOf(true)
    world.cost = 50
    expect(shown()).toBe(1)
    cache.changed()
    expect(shown()).toBe(1)
    expect(cache.outdated()).toHaveLength(0)
    world.now += 1_000
    expect(shown()).toBe(1)
    const works = cache.outdated()
    expect(works).toHaveLength(1)
    expect(cache.outdated()).toHaveLength(0)
    works.forEach(done)
    expect([shown(), world.made, cache.spent]).toEqual([2, 2, 200])
  })

  it('are waited for where nothing old may be shown', () => {
    const { cache, world, shown } = cacheOf(false)
    world.cost = 50
    expect(shown()).toBe(1)
    cache.changed()
    world.now += 1_000
    expect(shown()).toBe(2)
  })

  it('are made together by all who wait for them', () => {
    const { world, ask } = cacheOf(true)
    const [first, second] = [ask(), ask()]
    expect([first.next().done, second.next().done]).toEqual([false, true])
    expect(first.next().done).toBe(true)
    expect(world.made).toBe(1)
  })

  it('are forgotten when nobody asks for them', () => {
    const { cache, world, shown } = cacheOf(true)
    shown('a')
    world.now += 6_000
    shown('b')
    world.now += 5_000
    cache.forgetUnused()
    const made = world.made
    world.now -= 5_000
    shown('b')
    expect(world.made).toBe(made)
    shown('a')
    expect(world.made).toBe(made + 1)
  })

  it('that nobody waits for any more are not held half made; who stays gets them, and who comes later', () => {
    const { ask, world } = cacheOf(true)
    let held = 0
    const cache = new ListCache({ now: () => world.now, old: true })
    function* make(): Work<Listed<number>> {
      held += 1
      try {
        yield
        yield
        return { ranking: new Ranking([7], RANK, false), filterError: null }
      } finally {
        held -= 1
      }
    }
    const [goes, stays, later] = [0, 1, 2].map(() => cache.list('a', make))
    goes!.next()
    stays!.next()
    expect(held).toBe(1)
    goes!.return(undefined as never)
    expect(held).toBe(1)
    expect(done(stays!).ranking.length).toBe(1)
    expect([held, done(later!).ranking.length]).toEqual([0, 1])
    const alone = cache.list('b', make)
    alone.next()
    alone.return(undefined as never)
    expect(held).toBe(0)
    expect(done(cache.list('b', make)).ranking.length).toBe(1)
    expect(done(ask()).ranking.length).toBe(1)
  })

  it('that cannot be made fail for all who wait, and are tried again', () => {
    const cache = ListCache.ofOneMoment()
    let broken = true
    function* make(): Work<Listed<number>> {
      yield
      if (broken) throw new Error('broken')
      return { ranking: new Ranking([1], RANK, false), filterError: null }
    }
    const [first, second] = [cache.list('list', make), cache.list('list', make)]
    first.next()
    expect(() => done(second)).toThrow('broken')
    expect(() => done(first)).toThrow('broken')
    broken = false
    expect(done(cache.list('list', make)).ranking.page(0, 1)).toEqual([1])
  })
})
