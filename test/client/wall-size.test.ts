import { describe, expect, it } from 'vitest'
import { fitsLines, linesBeside } from '../../client/wall/sentence.ts'
import { heightOf, planOf, rowsOf } from '../../client/wall/fit.ts'
import { leastText, preferredText, roomOf, unitOf, type WallScreen } from '../../client/wall/size.ts'

const HD = { width: 1920, height: 1080 }

describe('how large the text of a wall is (ISO 9241-3)', () => {
  it.each([
    [55, 4, 40, 50],
    [43, 4, 52, 65],
    [65, 4, 34, 43],
    [75, 4, 30, 37],
  ])('on %i inches at %i m: %i px at least, %i px preferred', (inches, metres, least, preferred) => {
    const screen = { ...HD, inches, metres }
    expect(Math.round(leastText(screen))).toBe(least)
    expect(Math.round(preferredText(screen))).toBe(preferred)
  })

  it.each<[string, WallScreen]>([
    ['the screen it was drawn for', { ...HD, inches: 55, metres: 4 }],
    ['a small one far away', { ...HD, inches: 32, metres: 6 }],
    ['a large one near by', { ...HD, inches: 85, metres: 2 }],
    ['four times the pixels', { width: 3840, height: 2160, inches: 55, metres: 4 }],
    ['720 lines', { width: 1280, height: 720, inches: 43, metres: 3 }],
    ['21:9', { width: 2560, height: 1080, inches: 49, metres: 3 }],
    ['on end', { width: 1080, height: 1920, inches: 55, metres: 4 }],
  ])('labels are never below the least: %s', (_what, screen) => {
    expect(3.75 * unitOf(screen)).toBeGreaterThanOrEqual(leastText(screen))
  })

  it('the unit is a hundredth of the height on the screen it was drawn for, whatever its pixels', () => {
    expect(unitOf({ ...HD, inches: 55, metres: 4 })).toBeCloseTo(10.8, 9)
    expect(unitOf({ width: 3840, height: 2160, inches: 55, metres: 4 })).toBeCloseTo(21.6, 9)
    expect(unitOf({ ...HD, inches: 110, metres: 8 })).toBeCloseTo(10.8, 9)
  })
})

describe('what of the wall has room', () => {
  const on = (inches: number, metres: number, { width, height } = HD, foot = false) =>
    planOf(roomOf({ inches, metres, width, height }), foot, false)

  it('all of it on the screen it was drawn for', () => {
    expect(on(55, 4)).toMatchObject({ clockAt: 'beside', top: 6, changes: true, dots: true, trend: true, strip: true })
  })

  it('the strip of the DEMO still leaves it all', () => {
    const { wide, high } = roomOf({ ...HD, inches: 55, metres: 4 })
    expect(planOf({ wide, high: high - 4.92 }, false, false)).toMatchObject({ top: 6, changes: true, dots: true })
  })

  it.each([false, true])('leaves out what does not fit, in its order, as it gets lower (a foot: %s)', (foot) => {
    for (let high = 120; high >= 62; high -= 0.5) {
      const plan = planOf({ wide: 178, high }, foot, false)
      expect(heightOf(plan, plan), String(high)).toBeLessThanOrEqual(high)
      // Those that go late come back first.
      if (!plan.dots) expect(plan.changes).toBe(false)
      expect([plan.clock, plan.tiles, plan.foot, plan.strip]).toEqual([true, true, foot, true])
    }
  })

  it.each([
    [96, { top: 6 }],
    [94, { top: 4, changes: true }],
    [86, { top: 0, changes: true, dots: true, trend: true }],
    [77, { top: 0, changes: false, dots: true, trend: true }],
    [70, { changes: false, dots: false, trend: true }],
    [66, { changes: true, dots: true, trend: false }],
    [53, { trend: false, strip: true, tiles: true }],
    [45, { strip: false, tiles: true, clock: true }],
    [20, { strip: false, tiles: false }],
  ])('%i units high', (high, is) => {
    expect(planOf({ wide: 178, high }, false, false)).toMatchObject(is)
  })

  it('43 inches at 4 m: the clock on a line of its own, the verdict, numbers, trend and strip stay', () => {
    expect(on(43, 4)).toMatchObject({ clockAt: 'line', top: 0, changes: false, trend: true, strip: true, tiles: true })
  })

  it('on end: two columns of numbers, everything else one under the other', () => {
    const plan = on(55, 4, { width: 1080, height: 1920 })
    expect(plan).toMatchObject({ clockAt: 'block', tileColumns: 2, topBeside: false, stripRows: 2, trend: true })
  })

  it('on end, a countdown has a line of its own, and takes its room from what matters less', () => {
    const room = roomOf({ inches: 55, metres: 4, width: 1080, height: 1920 })
    expect(planOf(room, true, true)).toMatchObject({ heroUnder: true, trend: true, strip: true, tiles: true })
    expect(planOf(room, true, true).high).toBeLessThan(planOf(room, true, false).high)
  })

  it('a large one near by has no more than eight rows in a list', () => {
    expect(rowsOf(on(85, 2), 6)).toBe(8)
    expect(rowsOf(on(32, 8), 6)).toBe(1)
  })
})

describe('a sentence of the wall', () => {
  it.each<[string, boolean]>([
    ['VLAN 40 has no querier for 4 min 21 s; Hotel Films 1 stops in', true],
    ['VLAN 40 Hotel has no querier for 4 min 21 s; Hotel Films 1 stops in', true],
    ['VLAN 40 Conference Room North has no querier for 4 min 21 s; Hotel Films 1 stops in', false],
    ['A-word-that-is-longer-than-a-line', false],
  ])('%s', (sentence, fits) => expect(fitsLines(sentence, linesBeside('0:58'))).toBe(fits))
  it('has less room beside a longer countdown', () => {
    expect(linesBeside('12:58').letters).toBeLessThan(linesBeside('2:58').letters)
  })
})
