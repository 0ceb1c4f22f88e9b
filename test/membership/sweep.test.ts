import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deadlines, type Expiring } from '../../server/membership/deadlines.ts'

/** More than have to end before anything is cleared away. */
const MANY = 12_000
/** Seconds that their deadlines lie in: a flood is due in a few of them. */
const SECONDS = 6

class Thing implements Expiring {
  slot = -1
  readonly rank = 0
  due: number
  constructor(due: number) {
    this.due = due
  }
  dueAt(): number {
    asked += 1
    return this.due
  }
}
let asked = 0

function filled(random: () => number): { deadlines: Deadlines; things: Thing[] } {
  const deadlines = new Deadlines()
  deadlines.advance(0, () => undefined)
  const things = Array.from({ length: MANY }, () => new Thing(2_000 + Math.floor(random() * SECONDS * 1_000)))
  for (const thing of things) deadlines.schedule(thing)
  return { deadlines, things }
}

function end(deadlines: Deadlines, thing: Thing): void {
  thing.due = Number.POSITIVE_INFINITY
  deadlines.ended()
}

/** The same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe('what ended before its time', () => {
  it('costs the same however many there are: no end asks more than a few of them', () => {
    const { deadlines, things } = filled(randomOf(1))
    let most = 0
    for (const thing of things.slice(0, MANY / 2)) {
      asked = 0
      end(deadlines, thing)
      most = Math.max(most, asked)
    }
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(16)
  })

  it('is forgotten', () => {
    const { deadlines, things } = filled(randomOf(2))
    for (const thing of things) end(deadlines, thing)
    asked = 0
    deadlines.advance(60_000, () => undefined)
    expect(asked).toBeLessThan(MANY / 2)
  })

  it('everything else runs out at its time, once, whatever ends, begins, is refreshed or runs out meanwhile', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
        const random = randomOf(seed)
        const { deadlines, things } = filled(random)
        const alive = new Set(things)
        const fired: [number, Thing][] = []
        const expected = new Map<Thing, number>()
        const advance = (now: number): void => {
          for (const one of alive) if (one.due <= now) expected.set(one, one.due)
          deadlines.advance(now, (item, at) => {
            if (!(item instanceof Thing)) throw new Error('not one of ours')
            fired.push([at, item])
            item.due = Number.POSITIVE_INFINITY
          })
        }
        let now = 0
        for (const thing of things) {
          const what = random()
          if (thing.due > now && what < 0.6) {
            end(deadlines, thing)
            alive.delete(thing)
          } else if (thing.due > now && what < 0.7) thing.due += Math.floor(random() * 3_000)
          else if (what < 0.8) {
            const another = new Thing(now + 1 + Math.floor(random() * 9_000))
            alive.add(another)
            deadlines.schedule(another)
          }
          if (what > 0.999) {
            now += Math.floor(random() * 900)
            advance(now)
          }
        }
        advance(60_000)
        expect(fired).toHaveLength(expected.size)
        expect(fired.filter(([at, thing]) => expected.get(thing) !== at)).toEqual([])
        expect(fired.map(([at]) => at)).toEqual(fired.map(([at]) => at).sort((a, b) => a - b))
      }),
      { numRuns: 20 },
    )
  })
})
