import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AT_TOP,
  drawnHeight,
  MAX_PX,
  scrolled,
  settled,
  showing,
  type LongPlace,
} from '../../client/lists/long-scroll.ts'

const ROW = 28
const VIEW = 700
const rows = (count: number) => ({ total: count * ROW, view: VIEW })
const MILLION = rows(1_000_000)
const endOf = (sizes: typeof MILLION): LongPlace => settled(Infinity, sizes)

describe('a list that is taller than a browser lays out', () => {
  it('has an element that is not', () => {
    expect(drawnHeight(MILLION)).toBe(MAX_PX)
    expect(drawnHeight(rows(1_000))).toBe(28_000)
  })
  it('has both ends at the ends of the bar', () => {
    const bottom = MAX_PX - VIEW
    expect(scrolled(AT_TOP, bottom, MILLION).position).toBe(MILLION.total - VIEW)
    expect(scrolled(AT_TOP, bottom - 0.6, MILLION).position).toBe(MILLION.total - VIEW)
    expect(scrolled(endOf(MILLION), 0, MILLION).position).toBe(0)
    expect(endOf(MILLION)).toEqual({ position: MILLION.total - VIEW, bar: bottom })
  })
  it('goes as far as the wheel did, though the bar stands for more', () => {
    const middle = settled(14_000_000, MILLION)
    expect(scrolled(middle, middle.bar + 120, MILLION).position).toBeCloseTo(14_000_120, 6)
    expect(scrolled(middle, middle.bar - 120, MILLION).position).toBeCloseTo(13_999_880, 6)
  })
  it('goes where the bar is pulled', () => {
    expect(scrolled(AT_TOP, (MAX_PX - VIEW) / 2, MILLION).position).toBeCloseTo((MILLION.total - VIEW) / 2, 3)
  })
  it('reaches every row by small steps once the bar has settled between them', () => {
    let place = settled(27_990_000, MILLION)
    for (let step = 0; step < 200; step += 1) {
      place = scrolled(place, Math.min(place.bar + 120, MAX_PX - VIEW), MILLION)
      place = settled(place.position, MILLION)
    }
    expect(place.position).toBe(MILLION.total - VIEW)
  })
  it('never leaves the list, whatever the bar does', () => {
    const moves = fc.array(fc.oneof(fc.integer({ min: 0, max: MAX_PX }), fc.integer({ min: 0, max: 2_000 })))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000 }), moves, (count, bars) => {
        const sizes = rows(count)
        let place = AT_TOP
        for (const bar of bars) {
          place = scrolled(place, bar, sizes)
          expect(place.position).toBeGreaterThanOrEqual(0)
          expect(place.position).toBeLessThanOrEqual(Math.max(0, sizes.total - VIEW))
          const { bar: right, position } = settled(place.position, sizes)
          expect(position).toBe(place.position)
          expect(right).toBeLessThanOrEqual(Math.max(0, drawnHeight(sizes) - VIEW) + 1e-6)
        }
      }),
    )
  })
})

describe('a short list', () => {
  it('stands where its bar does', () => {
    expect(scrolled(AT_TOP, 321, rows(1_000))).toEqual({ position: 321, bar: 321 })
    expect(settled(321, rows(1_000))).toEqual({ position: 321, bar: 321 })
    expect(settled(321, rows(3))).toEqual({ position: 0, bar: 0 })
  })
  it.each([
    [0, 100, 0],
    [24, 100, 100],
    [40, 100, 41 * ROW - VIEW],
    [2, 100, 56],
  ])('shows row %i from %i at %i', (index, from, to) => {
    expect(showing({ position: from, bar: from }, index, ROW, rows(1_000)).position).toBe(to)
  })
})
