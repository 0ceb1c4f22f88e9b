import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ranking } from '../../server/views/ranking.ts'

interface Item {
  a: number
  b: number
  name: string
}
const item: fc.Arbitrary<Item> = fc.record({ a: fc.nat(4), b: fc.nat(4), name: fc.string({ maxLength: 3 }) })
const RANK = {
  primary: ({ a }: Item) => a,
  secondary: ({ b }: Item) => b,
  last: (x: Item, y: Item) => (x.name < y.name ? -1 : x.name > y.name ? 1 : 0),
}
const sorted = (items: readonly Item[], descending: boolean): Item[] =>
  [...items].sort((x, y) => (descending ? y.a - x.a : x.a - y.a) || x.b - y.b || RANK.last(x, y))

describe('a ranking', () => {
  it('gives any pages in any order as a whole sort would', () => {
    const pages = fc.array(fc.tuple(fc.nat(70), fc.nat(20)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(item, { maxLength: 60 }), fc.boolean(), pages, (items, descending, asked) => {
        const ranking = new Ranking(items, RANK, descending)
        const whole = sorted(items, descending)
        for (const [offset, limit] of asked) {
          expect(ranking.page(offset, limit)).toEqual(whole.slice(offset, offset + limit))
        }
      }),
    )
  })

  it('made in parts, by several at once and with items that end meanwhile, leaves no gap and nothing out', () => {
    const ended = new Set<number>()
    const numbers = Array.from({ length: 20_000 }, (_, i) => (i * 7_919) % 20_000)
    const rank = { primary: (n: number) => n, secondary: () => 0, last: () => 0 }
    const ranking = new Ranking(numbers, rank, false, (n) => !ended.has(n))
    const works = [ranking.pageWork(9_000, 100), ranking.pageWork(9_050, 100), ranking.pageWork(0, 50)]
    const pages: (number[] | undefined)[] = [undefined, undefined, undefined]
    for (let turn = 0; pages.some((page) => page === undefined); turn += 1) {
      works.forEach((work, i) => {
        const step = pages[i] === undefined ? work.next() : null
        if (step?.done) pages[i] = step.value
      })
    }
    const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i)
    expect(pages).toEqual([from(9_000, 100), from(9_050, 100), from(0, 50)])
    for (const n of [3, 9_060, 9_061, 19_999]) ended.add(n)
    expect(ranking.page(9_050, 100)).toEqual([...from(9_050, 10), ...from(9_062, 90)])
    expect(ranking.length).toBe(19_998)
    expect(ranking.page(0, 5)).toEqual([0, 1, 2, 4, 5])
    // One place up, for one before them has ended.
    expect(ranking.page(9_000, 3)).toEqual([9_001, 9_002, 9_003])
    expect(ranking.page(19_990, 100)).toEqual(from(19_993, 6))
    expect(ranking.length).toBe(19_996)
  })

  it('of equal items gives each once', () => {
    const items = Array.from({ length: 1_000 }, (_, i) => ({ a: 0, b: 0, name: String(i % 7) }))
    const ranking = new Ranking(items, RANK, true)
    const pages = Array.from({ length: 10 }, (_, i) => ranking.page(i * 100, 100))
    expect(new Set(pages.flat()).size).toBe(1_000)
  })

  it('takes few comparisons, also for a list in order with a stranger at each likely pivot', () => {
    let comparisons = 0
    const items = Array.from({ length: 60_000 }, (_, i) => ({ a: i % 2_500 === 0 ? 1 : 2, b: 0, name: '', i }))
    const last = (x: { i: number }, y: { i: number }): number => {
      comparisons += 1
      return x.i - y.i
    }
    new Ranking(items, { primary: ({ a }) => a, secondary: ({ b }) => b, last }, true).page(0, 100)
    expect(comparisons).toBeLessThan(10 * items.length)
  })
})
