import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Deadlines, type Expiring } from '../../server/membership/deadlines.ts'

/** A thing whose deadline is a field. */
class Thing implements Expiring {
  slot = -1
  readonly name: number
  readonly rank: number
  due = Infinity
  /** How often it was asked for its deadline. */
  asked = 0

  constructor(name: number, rank = 0) {
    this.name = name
    this.rank = rank
  }
  dueAt(): number {
    this.asked += 1
    return this.due
  }
}

function own(item: Expiring): Thing {
  if (!(item instanceof Thing)) throw new Error('not one of ours')
  return item
}
const at = (now: number, thing: Thing) => `${now}:${thing.name}`

/** Moves on and answers what fired; what fires has no deadline any more, unless `next` gives it one. */
function advance(
  deadlines: Deadlines,
  now: number,
  next: (thing: Thing, at: number) => number = () => Infinity,
): string[] {
  const fired: string[] = []
  deadlines.advance(now, (item, due) => {
    const thing = own(item)
    fired.push(at(due, thing))
    thing.due = next(thing, due)
  })
  return fired
}

function started(now = 0): Deadlines {
  const deadlines = new Deadlines()
  advance(deadlines, now)
  return deadlines
}
const set = (deadlines: Deadlines, thing: Thing, due: number): void => {
  thing.due = due
  deadlines.schedule(thing)
}

describe('one thing', () => {
  it('fires at its time, not before, and once', () => {
    const deadlines = started()
    const thing = new Thing(1)
    set(deadlines, thing, 5_400)
    expect(advance(deadlines, 5_399.999)).toEqual([])
    expect(advance(deadlines, 5_400)).toEqual(['5400:1'])
    expect(advance(deadlines, 1_000_000)).toEqual([])
    expect(thing.slot).toBe(-1)
  })

  it('refreshed without a word fires at its new time', () => {
    const deadlines = started()
    const thing = new Thing(1)
    set(deadlines, thing, 5_000)
    thing.due = 9_500
    expect(advance(deadlines, 9_499)).toEqual([])
    expect(advance(deadlines, 9_500)).toEqual(['9500:1'])
  })

  it('refreshed with a word fires once', () => {
    const deadlines = started()
    const thing = new Thing(1)
    for (const due of [5_000, 6_000, 7_000, 7_001]) set(deadlines, thing, due)
    expect(advance(deadlines, 100_000)).toEqual(['7001:1'])
  })

  it('brought nearer fires at the nearer time', () => {
    const deadlines = started()
    const thing = new Thing(1)
    set(deadlines, thing, 260_000)
    advance(deadlines, 10_000)
    set(deadlines, thing, 12_000)
    expect(advance(deadlines, 20_000)).toEqual(['12000:1'])
    expect(advance(deadlines, 500_000)).toEqual([])
  })

  it('brought nearer and away again fires at the last time alone', () => {
    const deadlines = started()
    const thing = new Thing(1)
    set(deadlines, thing, 260_000)
    set(deadlines, thing, 12_000)
    set(deadlines, thing, 300_000)
    expect(advance(deadlines, 299_999)).toEqual([])
    expect(advance(deadlines, 300_000)).toEqual(['300000:1'])
  })

  it('within the current second', () => {
    const deadlines = started(10_000)
    const thing = new Thing(1)
    set(deadlines, thing, 10_900)
    set(deadlines, thing, 10_300)
    expect(advance(deadlines, 10_299)).toEqual([])
    set(deadlines, thing, 10_600)
    expect(advance(deadlines, 10_599)).toEqual([])
    expect(advance(deadlines, 10_600)).toEqual(['10600:1'])
    expect(advance(deadlines, 11_000)).toEqual([])
  })

  it('from the current second to a far one and back', () => {
    const deadlines = started(10_000)
    const thing = new Thing(1)
    set(deadlines, thing, 10_900)
    set(deadlines, thing, 40_000)
    set(deadlines, thing, 10_500)
    expect(advance(deadlines, 39_999)).toEqual(['10500:1'])
    expect(advance(deadlines, 50_000)).toEqual([])
  })

  it('that is due already fires at the next move', () => {
    const deadlines = started(10_000)
    const thing = new Thing(1)
    set(deadlines, thing, 10_000)
    expect(advance(deadlines, 10_000)).toEqual(['10000:1'])
    set(deadlines, thing, 3_000)
    expect(advance(deadlines, 10_001)).toEqual(['3000:1'])
  })

  it('that has none is not kept', () => {
    const deadlines = started()
    const thing = new Thing(1)
    deadlines.schedule(thing)
    expect(thing.slot).toBe(-1)
    set(deadlines, thing, 5_000)
    thing.due = Infinity
    expect(advance(deadlines, 100_000)).toEqual([])
    expect(thing.slot).toBe(-1)
  })

  it('may be given a new deadline by its own firing', () => {
    const deadlines = started()
    const thing = new Thing(1)
    set(deadlines, thing, 1_000)
    const again = (_: Thing, now: number): number => (now < 5_000 ? now + 1_500 : Infinity)
    expect(advance(deadlines, 60_000, again)).toEqual(['1000:1', '2500:1', '4000:1', '5500:1'])
  })

  it('scheduled before the clock first moved', () => {
    const deadlines = new Deadlines()
    const thing = new Thing(1)
    set(deadlines, thing, 5_000)
    expect(advance(deadlines, 10_000)).toEqual(['5000:1'])
  })

  it('at a time before 1970', () => {
    const deadlines = started(-100_000)
    const thing = new Thing(1)
    set(deadlines, thing, -50_000.5)
    expect(advance(deadlines, -50_001)).toEqual([])
    expect(advance(deadlines, -50_000)).toEqual(['-50000.5:1'])
  })
})

describe('several things', () => {
  it('fire in the order of time, then of rank', () => {
    const deadlines = started()
    const things = [3, 0, 2, 1].map((rank, index) => new Thing(index, rank))
    for (const thing of things) set(deadlines, thing, 5_000)
    const early = new Thing(9, 3)
    set(deadlines, early, 4_999.9)
    expect(advance(deadlines, 60_000)).toEqual(['4999.9:9', '5000:1', '5000:3', '5000:2', '5000:0'])
  })

  it('what fires may schedule another for now', () => {
    const deadlines = started()
    const [first, second] = [new Thing(1), new Thing(2)]
    set(deadlines, first, 5_000)
    const fired: string[] = []
    deadlines.advance(6_000, (item, now) => {
      const thing = own(item)
      fired.push(at(now, thing))
      thing.due = Infinity
      if (thing === first) set(deadlines, second, 5_500)
    })
    expect(fired).toEqual(['5000:1', '5500:2'])
  })
})

describe('against a sorted list', () => {
  const SECOND = 1_000
  const DAY = 86_400 * SECOND
  const span = fc.oneof(
    fc.integer({ min: 0, max: 3_000 }),
    fc.integer({ min: 0, max: 300 * SECOND }),
    fc.constantFrom(0, 999, 1_000, 1_001, DAY, 3 * DAY),
  )
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('set' as const), which: fc.nat(7), in: span }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('refresh' as const), which: fc.nat(7), by: span }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), which: fc.nat(7) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('advance' as const), by: span }) },
  )

  it('any schedules, refreshes, lowerings and jumps of the clock', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), fc.nat(5_000), (actions, start) => {
        let now = start
        const deadlines = started(now)
        const things = Array.from({ length: 8 }, (_, name) => new Thing(name, name))
        for (const step of actions) {
          if (step.kind === 'set') set(deadlines, things[step.which]!, now + step.in)
          else if (step.kind === 'refresh') {
            // Only away, and without a word.
            const thing = things[step.which]!
            if (thing.due !== Infinity) thing.due += step.by
          } else if (step.kind === 'stop') things[step.which]!.due = Infinity
          else {
            now += step.by
            // Half of them start again when they fire.
            const next = (thing: Thing, due: number): number => (thing.name % 2 === 0 ? Infinity : due + 70_000)
            const expected = model(things, now, next)
            expect(advance(deadlines, now, next)).toEqual(expected)
          }
        }
      }),
      { numRuns: 1_500 },
    )
  })

  /** What a sorted list would do. No two things have the same rank: among those the order is nobody's promise. */
  function model(things: readonly Thing[], now: number, next: (thing: Thing, due: number) => number): string[] {
    const dues = new Map(things.map((thing) => [thing, thing.due]))
    const fired: string[] = []
    for (;;) {
      const due = things
        .filter((thing) => dues.get(thing)! <= now)
        .sort((a, b) => dues.get(a)! - dues.get(b)! || a.rank - b.rank)[0]
      if (!due) return fired
      const time = dues.get(due)!
      fired.push(at(time, due))
      dues.set(due, next(due, time))
    }
  }
})

describe('bounded work', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('a jump over many used seconds, and many empty ones, looks into each a few times', () => {
    const deadlines = started()
    const things = Array.from({ length: 20_000 }, (_, name) => new Thing(name))
    for (const thing of things) set(deadlines, thing, 1_000 * (thing.name + 1))
    const looked = vi.spyOn(Map.prototype, 'get')
    const searched = vi.spyOn(Map.prototype, 'keys')
    const fired = advance(deadlines, 30 * 86_400_000)
    const counts = { looked: looked.mock.calls.length, searched: searched.mock.calls.length }
    vi.restoreAllMocks()
    expect(fired).toHaveLength(20_000)
    expect(counts.looked).toBeLessThan(3 * 20_000)
    expect(counts.searched).toBeLessThan(10)
  })

  it('a jump of a hundred years asks each thing a few times', () => {
    const deadlines = started()
    const things = Array.from({ length: 50 }, (_, name) => new Thing(name))
    for (const thing of things) set(deadlines, thing, 1_000 + thing.name * 40 * 86_400_000)
    const fired = advance(deadlines, 100 * 366 * 86_400_000)
    expect(fired).toHaveLength(50)
    expect(Math.max(...things.map(({ asked }) => asked))).toBeLessThan(10)
  })

  it('a thing that is refreshed all the time is asked once a deadline, not once a refresh', () => {
    const deadlines = started()
    const thing = new Thing(1)
    set(deadlines, thing, 260_000)
    const before = thing.asked
    for (let now = 0; now < 26_000_000; now += 10_000) {
      thing.due = now + 260_000
      advance(deadlines, now)
    }
    expect(thing.asked - before).toBeLessThan(2 * 110)
  })

  it('lowered and refreshed ten thousand times it fires once', () => {
    const deadlines = started()
    const thing = new Thing(1)
    for (let i = 0; i < 10_000; i += 1) {
      set(deadlines, thing, 2_000)
      set(deadlines, thing, 260_000)
    }
    expect(advance(deadlines, 259_999)).toEqual([])
    expect(advance(deadlines, 1_000_000)).toEqual(['260000:1'])
  })
})
