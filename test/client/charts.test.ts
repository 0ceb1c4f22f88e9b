import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { gapsOf, steppedPoints } from '../../client/charts/gaps.ts'
import { countRange } from '../../client/charts/range.ts'
import { timeTicks } from '../../client/charts/time-ticks.ts'
import { HOUR, MINUTE } from '../../shared/time.ts'

const minutes = (...values: (number | null | 'none')[]) =>
  values.flatMap((value, index) => (value === 'none' ? [] : [{ at: index * MINUTE, value }]))

describe('gaps', () => {
  const find = (...values: (number | null | 'none')[]) =>
    gapsOf(minutes(...values), MINUTE, 0, values.length * MINUTE).map(({ from, to }) => [from / MINUTE, to / MINUTE])
  it.each([
    ['nothing at all', find('none', 'none', 'none'), [[0, 3]]],
    ['nothing missing', find(1, 2, 3), []],
    ['nulls in the middle', find(1, null, null, 4), [[1, 3]]],
    ['samples that are not there', find(1, 'none', 'none', 4), [[1, 3]]],
    ['before the first', find('none', 'none', 3), [[0, 2]]],
    ['after the last', find(1, 'none', 'none'), [[1, 3]]],
    ['a zero is a value', find(1, 0, 1), []],
    [
      'two of them',
      find(null, 1, null, 1),
      [
        [0, 1],
        [2, 3],
      ],
    ],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected)
  })

  it('a stepped line holds each value for its minute and joins nothing across a gap', () => {
    const points = steppedPoints(minutes(5, 6, null, 7), MINUTE)
    expect(points.map(({ x, y }) => [x / MINUTE, y])).toEqual([
      [0, 5],
      [1, 6],
      [2, 6],
      [2, null],
      [3, 7],
      [4, 7],
    ])
  })
})

describe('the range of an axis', () => {
  it('is round, from zero up, and not degenerate', () => {
    expect(countRange(170, 218, null)).toEqual({ low: 160, high: 240, step: 40 })
    expect(countRange(0, 0, null)).toEqual({ low: 0, high: 2, step: 1 })
    expect(countRange(3, 3, null).low).toBeLessThanOrEqual(3)
  })
  it('stays while the values fit and fill a quarter of it', () => {
    const before = countRange(170, 218, null)
    expect(countRange(175, 219, before)).toBe(before)
    expect(countRange(200, 205, before)).not.toBe(before)
    expect(countRange(170, 260, before)).not.toBe(before)
  })
  it('always holds what it is for, with few lines', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.nat(2_000_000), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const range = countRange(low, high, null)
        expect(range.low).toBeLessThanOrEqual(low)
        expect(range.high).toBeGreaterThanOrEqual(high)
        expect(range.low).toBeGreaterThanOrEqual(0)
        expect((range.high - range.low) / range.step).toBeLessThanOrEqual(5)
      }),
    )
  })
})

describe('time ticks', () => {
  const at = (hour: number, minute = 0) => Date.UTC(2025, 10, 26, hour, minute)
  it('are full hours of the zone', () => {
    expect(timeTicks(at(15, 4), at(21, 4), 4, 0)).toEqual([at(16), at(18), at(20)])
    // India is five and a half hours ahead: full hours there are half hours of UTC.
    expect(timeTicks(at(15, 4), at(21, 4), 4, 5.5 * HOUR)).toEqual([at(16, 30), at(18, 30), at(20, 30)])
  })
  it('are never more than asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 2, max: 12 }), (span, most) => {
        const ticks = timeTicks(at(0), at(0, span), most, 0)
        expect(ticks.length).toBeLessThanOrEqual(most + 1)
      }),
    )
  })
})
