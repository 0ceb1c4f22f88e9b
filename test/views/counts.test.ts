import { describe, expect, it } from 'vitest'
import type { CountMinutes } from '../../server/views/count-minutes.ts'
import { countsOf, minutesFor, type CountSteps } from '../../server/views/counts.ts'
import type { KnownGap } from '../../server/views/count-gaps.ts'
import { miss } from '../../server/views/trend-counts.ts'
import { DAY, HOUR, MINUTE } from '../../shared/time.ts'
import { countStep, COUNT_SPANS, MAX_POINTS, type Counts } from '../../shared/counts.ts'

const NOON = Date.UTC(2026, 2, 20, 12)
const minuteOf = (at: number): number => at / MINUTE

/** One tap after another, each by the minutes that it saw, from noon on: its groups. */
type Taps = Readonly<Record<string, readonly (number | null)[]>>
function fill(minutes: CountMinutes, taps: Taps): CountMinutes {
  for (const [name, groups] of Object.entries(taps)) {
    groups.forEach((value, i) => {
      if (value === null) return
      minutes.tap(name).size(minuteOf(NOON) + i, value, value * 2, value * 3)
      minutes.tap(name).flow(minuteOf(NOON) + i, 'joins', value)
    })
  }
  return minutes
}
const counted = (taps: Taps, steps: Partial<CountSteps> = {}, why: readonly KnownGap[] = []): Counts => {
  const whole = { from: NOON, to: NOON + 6 * MINUTE, step: MINUTE, ...steps }
  return countsOf(fill(minutesFor(whole), taps), whole, why, 1)
}

describe('what is known of a minute', () => {
  it.each<[string, Taps, (number | null)[]]>([
    ['one tap', { a: [5, 6, 7, 7, 8, 9] }, [5, 6, 7, 7, 8, 9]],
    ['two taps add up', { a: [5, 5, 5, 5, 5, 5], b: [1, 1, 1, 2, 2, 2] }, [6, 6, 6, 7, 7, 7]],
    [
      'a minute that one tap missed is unknown, not smaller',
      { a: [5, 5, 5, 5, 5, 5], b: [1, null, null, 2, 2, 2] },
      [6, null, null, 7, 7, 7],
    ],
    [
      'before it was there a tap has nothing to say',
      { a: [5, 5, 5, 5, 5, 5], b: [null, null, null, 2, 2, 2] },
      [5, 5, 5, 7, 7, 7],
    ],
    ['and after it ended', { a: [5, 5, 5, 5, 5, 5], b: [1, 1, null, null, null, null] }, [6, 6, 5, 5, 5, 5]],
    ['an empty segment is zero', { a: [0, 0, 1, 1, 1, 1] }, [0, 0, 1, 1, 1, 1]],
    ['nobody watched', {}, [null, null, null, null, null, null]],
  ])('%s', (_, taps, groups) => {
    const { sizes, flows } = counted(taps)
    expect(sizes.groups.value).toEqual(groups)
    expect(sizes.memberships.value).toEqual(groups.map((value) => (value === null ? null : value * 3)))
    expect(sizes.groups.within).toBeNull()
    expect(flows.joins).toEqual(groups)
  })

  it('of a tap that is blind now is unknown, not what the others have: groups that fell to zero while it waited', () => {
    const steps = { from: NOON, to: NOON + 6 * MINUTE, step: MINUTE }
    const minutes = fill(minutesFor(steps), { a: [5, 5, 5, 5, 5, 5], b: [1, 1] })
    const from = NOON + 2 * MINUTE
    const why = miss(minutes, { tap: 'b', minutes: [], blind: { from, to: null, why: 'waiting' } })
    const { sizes, gaps } = countsOf(minutes, steps, why, 1)
    expect(sizes.groups.value).toEqual([6, 6, null, null, null, null])
    expect(gaps).toEqual([{ from, to: steps.to, why: 'waiting' }])
    const before = minutesFor({ ...steps, to: from })
    expect(miss(before, { tap: 'b', minutes: [], blind: { from, to: null, why: 'waiting' } })).toEqual([])
  })

  it('waits for a tap that tells its minute later than others', () => {
    const { to, sizes } = counted({ a: [5, 5, 5, 5, 5, 5], b: [1, 1, 1, 1, 1] })
    expect(to).toBe(NOON + 5 * MINUTE)
    expect(sizes.groups.value).toEqual([6, 6, 6, 6, 6])
  })

  it('does not wait when nothing comes any more: that is a gap', () => {
    const { to, gaps } = counted({ a: [5, 5, 5] })
    expect(to).toBe(NOON + 6 * MINUTE)
    expect(gaps).toEqual([{ from: NOON + 3 * MINUTE, to: NOON + 6 * MINUTE, why: null }])
  })
})

describe('steps longer than a minute', () => {
  it('tell the value at their end, the least and the most, and the sum', () => {
    const { sizes, flows } = counted({ a: [5, 90, 7, 7, 2, 9] }, { step: 3 * MINUTE })
    expect(sizes.groups).toEqual({ value: [7, 9], within: { low: [5, 2], high: [90, 9] } })
    expect(flows.joins).toEqual([102, 18])
  })

  it('know as much as was captured of them', () => {
    const { sizes, flows, gaps } = counted({ a: [5, null, null, null, null, null, 3] }, { step: 3 * MINUTE })
    expect(sizes.groups).toEqual({ value: [5, null], within: { low: [5, null], high: [5, null] } })
    expect(flows.joins).toEqual([5, null])
    expect(gaps).toEqual([{ from: NOON + MINUTE, to: NOON + 6 * MINUTE, why: null }])
  })

  it('the last one may be cut short', () => {
    const { sizes } = counted({ a: [1, 2, 3, 4, 5] }, { step: 2 * MINUTE, to: NOON + 5 * MINUTE })
    expect(sizes.groups.value).toEqual([2, 4, 5])
  })
})

describe('gaps', () => {
  const taps: Taps = { a: [null, 5, null, 5, null, null, 5] }
  it('say why, where the history knows', () => {
    const why = [
      { from: NOON + 2 * MINUTE - 9_000, to: NOON + 3 * MINUTE - 5_000, why: 'asleep' },
      { from: NOON + 4 * MINUTE + 5_000, to: null, why: 'something of another version' },
    ]
    expect(counted(taps, {}, why).gaps).toEqual([
      { from: NOON, to: NOON + MINUTE, why: 'before' },
      { from: NOON + 2 * MINUTE, to: NOON + 3 * MINUTE, why: 'asleep' },
      { from: NOON + 4 * MINUTE, to: NOON + 6 * MINUTE, why: null },
    ])
  })

  it('have a bound; the longest stay', () => {
    const every = Array.from({ length: 1_300 }, (_, i) => (i % 2 === 0 ? 1 : null))
    every.splice(600, 4, null, null, null, null)
    const { gaps, gapsLeftOut } = counted({ a: every }, { to: NOON + 1_300 * MINUTE })
    expect(gaps).toHaveLength(500)
    // 650 odd minutes: three of them are one gap, and the last one is still waited for.
    expect(gapsLeftOut).toBe(147)
    expect(gaps.filter(({ from, to }) => to - from > MINUTE)).toHaveLength(1)
    expect(gaps).toEqual([...gaps].sort((a, b) => a.from - b.from))
  })
})

describe('the usual range', () => {
  const steps = { from: NOON, to: NOON + 2 * MINUTE, step: MINUTE }
  /** `days` before, at noon and 40 minutes around it: `groups`. */
  function past(days: Readonly<Record<number, number>>, around = 40): CountMinutes {
    const minutes = fill(minutesFor(steps), { a: [5, 5] })
    for (const [day, groups] of Object.entries(days)) {
      const noon = minuteOf(NOON - Number(day) * DAY)
      for (let at = noon - around; at <= noon + around; at += 1) minutes.tap('a').size(at, groups, 0, 0)
    }
    return minutes
  }
  const band = (minutes: CountMinutes) => {
    const { days, band } = countsOf(minutes, steps, [], 1)
    return { days, low: band.groups.low, high: band.groups.high }
  }

  it('is the least and the most of the same time of day', () => {
    expect(band(past({ 1: 10, 2: 30, 5: 20 }))).toEqual({ days: [3, 3], low: [10, 10], high: [30, 30] })
  })
  it('looks half an hour around', () => {
    const minutes = past({ 1: 10, 2: 30 })
    const before = minuteOf(NOON - DAY)
    minutes.tap('a').size(before - 30, 4, 0, 0)
    minutes.tap('a').size(before - 31, 900, 0, 0)
    minutes.tap('a').size(before + 31, 800, 0, 0)
    // The second minute sees one later, and the first one no more.
    expect(band(minutes)).toEqual({ days: [2, 2], low: [10, 10], high: [30, 810] })
  })
  it('needs two days', () => {
    expect(band(past({ 3: 10 }))).toEqual({ days: [1, 1], low: [null, null], high: [null, null] })
    expect(band(past({}))).toEqual({ days: [0, 0], low: [null, null], high: [null, null] })
  })
  it('counts a day of which half the hour was captured, and no less', () => {
    expect(band(past({ 1: 10, 2: 20 }, 15)).days).toEqual([2, 2])
    expect(band(past({ 1: 10, 2: 20 }, 14)).days).toEqual([0, 0])
  })
  it('goes a week back, not further', () => {
    expect(band(past({ 7: 10, 6: 20 })).days).toEqual([2, 2])
    expect(band(past({ 8: 10, 6: 20 })).days).toEqual([1, 1])
  })
  it('does not mind steps of half an hour', () => {
    const whole = { from: NOON, to: NOON + HOUR, step: 30 * MINUTE }
    const minutes = minutesFor(whole)
    for (let at = minuteOf(NOON - 3 * DAY); at < minuteOf(NOON + HOUR); at += 1) {
      // By the hour of the day, in UTC: a clock that is set forward changes nothing.
      minutes.tap('a').size(at, Math.floor((at * MINUTE) / HOUR) % 24, 0, 0)
    }
    const { band: ranges, days } = countsOf(minutes, whole, [], 1)
    expect(days).toEqual([3, 3])
    expect(ranges.groups).toEqual({ low: [11, 12], high: [12, 13] })
  })
})

describe('the finest step', () => {
  it.each([
    ['1h', 1],
    ['6h', 1],
    ['24h', 1],
    ['7d', 10],
    ['30d', 30],
  ] as const)('of %s is %d min', (span, minutes) => {
    expect(countStep(COUNT_SPANS[span])).toBe(minutes * MINUTE)
    expect(COUNT_SPANS[span] / countStep(COUNT_SPANS[span])).toBeLessThanOrEqual(MAX_POINTS)
  })
})
