import { describe, expect, it } from 'vitest'
import { stepLine, thinned, type LinePoint } from '../../client/charts/step-line.ts'
import { append } from '../../client/counts/append.ts'
import { barAt, barsOf, barWidth } from '../../client/counts/columns.ts'
import { extent, gapAt, indexAt, readingAt, stepsOf } from '../../client/counts/reading.ts'
import { FLOWS, SIZES, type CountGap, type CountLine, type Counts } from '../../shared/counts.ts'
import { HOUR, MINUTE } from '../../shared/time.ts'

const NOON = Date.UTC(2026, 2, 20, 12)
const at = (step: number): number => NOON + step * MINUTE
const record = <Name extends string, Value>(names: readonly Name[], value: Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, value])) as Record<Name, Value>

/** Counts by the minute from `first` on, the same for each size and each flow. */
function countsOf(first: number, line: CountLine, more: Partial<Counts> = {}): Counts {
  const usual = { low: line.map(() => 3), high: line.map(() => 6) }
  return {
    from: at(first),
    to: at(first + line.length),
    step: MINUTE,
    segments: 1,
    sizes: record(SIZES, { value: line, within: null }),
    flows: record(FLOWS, line),
    gaps: [],
    gapsLeftOut: 0,
    band: record(SIZES, usual),
    days: line.map(() => 7),
    ...more,
  }
}
const gap = (from: number, to: number, why: CountGap['why'] = null): CountGap => ({ from: at(from), to: at(to), why })

describe('counts that go on', () => {
  it('take what came since, and let the oldest go', () => {
    const next = append(countsOf(0, [1, 2, 3, 4]), countsOf(3, [5, 6]), 4 * MINUTE)
    expect(next).toMatchObject({ from: at(1), to: at(5) })
    expect(next?.sizes.groups.value).toEqual([2, 3, 5, 6])
    expect(next?.flows.joins).toEqual([2, 3, 5, 6])
    expect(next?.band.hosts.low).toHaveLength(4)
    expect(next?.days).toHaveLength(4)
  })
  it('while they are shorter than the span nothing goes', () => {
    expect(append(countsOf(0, [1, 2]), countsOf(1, [2, 3]), HOUR)?.sizes.groups.value).toEqual([1, 2, 3])
  })
  it('of a step that was not whole it is made anew', () => {
    const half = { step: 2 * MINUTE, to: at(3) }
    const next = append(countsOf(0, [1, 2], half), countsOf(2, [8, 9], { step: 2 * MINUTE, to: at(5) }), HOUR)
    expect(next?.sizes.groups.value).toEqual([1, 8, 9])
    expect(next?.to).toBe(at(5))
  })
  it('are asked for anew where the two do not meet, or have other steps', () => {
    expect(append(countsOf(0, [1, 2]), countsOf(3, [5]), HOUR)).toBeNull()
    expect(append(countsOf(2, [1, 2]), countsOf(0, [5]), HOUR)).toBeNull()
    expect(append(countsOf(0, [1, 2]), countsOf(1, [5], { step: 2 * MINUTE }), HOUR)).toBeNull()
    expect(append(countsOf(0, [1, 2], { step: 2 * MINUTE }), countsOf(1, [5], { step: 2 * MINUTE }), HOUR)).toBeNull()
  })
  it('know a gap that goes on as one, and cut what is out of sight', () => {
    const known = countsOf(0, [1, null, null, 4, null, null], { gaps: [gap(1, 3, 'asleep'), gap(4, 6, 'waiting')] })
    const next = append(known, countsOf(5, [null, 7], { gaps: [gap(5, 6)] }), 5 * MINUTE)
    expect(next?.gaps).toEqual([gap(2, 3, 'asleep'), gap(4, 6, 'waiting')])
  })
})

describe('the stepped line', () => {
  const line = (value: CountLine, columns = 100): LinePoint[] => {
    const points: LinePoint[] = [{ x: 0, y: 0 }]
    stepLine(points, { value, from: at(0), step: MINUTE }, at(value.length), columns)
    return points
  }
  const shown = (points: LinePoint[]) => points.map(({ x, y }) => [(x - NOON) / MINUTE, y])

  it('holds each value to the end of its step, and stops there', () => {
    expect(shown(line([4, 5]))).toEqual([[0, 4], [1, 5], [2, 5], [2, Number.NaN]]) // prettier-ignore
  })
  it('does not join over what is unknown, and draws nothing there', () => {
    expect(shown(line([4, null, 6]))).toEqual([[0, 4], [1, 4], [1, Number.NaN], [2, 6], [3, 6], [3, Number.NaN]]) // prettier-ignore
    expect(line([null, null])).toEqual([])
  })
  it('keeps the least and the most of what shares a pixel', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => (i === 4_321 ? 900 : i === 7_777 ? 0 : 50))
    const points = line(many, 1_000)
    expect(points.length).toBeLessThan(4_100)
    expect(points.filter(({ y }) => y === 900)).toEqual([{ x: at(4_321), y: 900 }])
    expect(points.filter(({ y }) => y === 0)).toEqual([{ x: at(7_777), y: 0 }])
    expect(points.every(({ x }, i) => i === 0 || x >= points[i - 1]!.x)).toBe(true)
  })
  it('keeps a gap of one step among ten thousand', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => (i === 5_005 ? null : 50))
    const stops = line(many, 100).filter(({ y }) => Number.isNaN(y))
    expect(stops.map(({ x }) => (x - NOON) / MINUTE)).toEqual([5_005, 10_000])
  })
  it('fills the same array', () => {
    const points: LinePoint[] = []
    stepLine(points, { value: [1, 2, 3], from: at(0), step: MINUTE }, at(3), 10)
    stepLine(points, { value: [9], from: at(0), step: MINUTE }, at(1), 10)
    expect(shown(points)).toEqual([[0, 9], [1, 9], [1, Number.NaN]]) // prettier-ignore
  })
  it('is thinned where it has many points for a pixel, and keeps its peaks and its gaps', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ x: at(i), y: i === 4_321 ? 900 : i === 7_000 ? NaN : 50 }))
    const left = thinned(many, 200)
    expect(left.length).toBeLessThan(1_000)
    expect(left.filter(({ y }) => y !== 50).map(({ x }) => (x - NOON) / MINUTE)).toEqual([4_321, 7_000])
    expect([left[0], left.at(-1)]).toEqual([many[0], many.at(-1)])
    expect(thinned(many.slice(0, 360), 1_000)).toEqual(many.slice(0, 360))
  })
  it('writes it in place: Chart.js listens to push, and ten thousand of them took a second', () => {
    let pushed = 0
    const points = Object.assign<LinePoint[], object>([], { push: () => (pushed += 1) })
    const many = Array.from({ length: 10_000 }, (_, i) => i % 7)
    for (const columns of [1_000, 100, 500]) {
      stepLine(points, { value: many, from: at(0), step: MINUTE }, at(many.length), columns)
      expect(shown(points)).toEqual(shown(line(many, columns)))
    }
    expect(pushed).toBe(0)
  })
})

describe('bars of what happened', () => {
  it('are round times, and some hundred at most', () => {
    expect(barWidth({ from: 0, to: HOUR, step: MINUTE })).toBe(MINUTE)
    expect(barWidth({ from: 0, to: 24 * HOUR, step: MINUTE })).toBe(15 * MINUTE)
    expect(barWidth({ from: 0, to: 30 * 24 * HOUR, step: 30 * MINUTE })).toBe(6 * HOUR)
  })
  it('add up, begin on round times, and say where nothing was captured', () => {
    const line = Array.from({ length: 180 }, (_, i) => (i >= 58 && i < 62 ? null : 1))
    const counts = countsOf(1, line)
    const bars = barsOf(counts, ['joins'])
    expect(bars[0]).toEqual({ from: at(1), to: at(2), sums: [1] })
    expect(bars[1]).toEqual({ from: at(2), to: at(4), sums: [2] })
    expect(bars.find(({ from }) => from === at(60))?.sums).toEqual([null])
    expect(bars.reduce((sum, { sums }) => sum + (sums[0] ?? 0), 0)).toBe(176)
    expect(barAt(bars, at(3))).toBe(bars[1])
  })
})

describe('what a moment says', () => {
  const counts = countsOf(0, [2, 5, 9, null], { gaps: [gap(3, 4, 'asleep')] })
  it.each([
    [0, 2, 'below'],
    [1, 5, 'usual'],
    [2, 9, 'above'],
    [3, null, null],
  ] as const)('step %i: %s is %s', (index, value, place) => {
    expect(readingAt(counts, 'groups', index)).toMatchObject({ value, place, usual: { low: 3, high: 6 } })
  })
  it('finds its step, and the gap there', () => {
    expect(stepsOf(counts)).toBe(4)
    expect([-1, 0, 1.5, 3, 99].map((step) => indexAt(counts, at(step)))).toEqual([0, 0, 1, 3, 3])
    expect(gapAt(counts, 3)?.why).toBe('asleep')
    expect(gapAt(counts, 2)).toBeNull()
  })
  it('without a usual range has no place', () => {
    const young = countsOf(0, [2], { band: record(SIZES, { low: [null], high: [null] }) })
    expect(readingAt(young, 'groups', 0)).toMatchObject({ usual: null, place: null })
  })
  it('knows the least and the most of a line', () => {
    expect(extent([null, 4, 2, null])).toEqual({ last: 2, low: 2, high: 4 })
    expect(extent([null])).toBeNull()
  })
})
