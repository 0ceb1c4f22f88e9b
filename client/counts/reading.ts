import type { CountGap, Counts, CountRange, SizeName } from '../../shared/counts.ts'
import type { EpochMs } from '../../shared/time.ts'

/** What one moment of the counts says of a size. */
export interface Reading {
  /** null: not captured. */
  value: number | null
  within: { low: number; high: number } | null
  usual: { low: number; high: number } | null
  /** Where the value lies; null without a value or a usual range. */
  place: 'above' | 'below' | 'usual' | null
}

export const stepsOf = ({ from, to, step }: Pick<Counts, 'from' | 'to' | 'step'>): number =>
  Math.ceil((to - from) / step)

/** The step that a moment lies in, as far as there are some. */
export const indexAt = (counts: Pick<Counts, 'from' | 'to' | 'step'>, at: EpochMs): number =>
  Math.min(Math.max(Math.floor((at - counts.from) / counts.step), 0), Math.max(stepsOf(counts) - 1, 0))

export function readingAt({ sizes, band }: Counts, name: SizeName, index: number): Reading {
  const value = sizes[name].value[index] ?? null
  const within = sizes[name].within
  const usual = at(band[name], index)
  const place = value === null || usual === null ? null : placeOf(value, usual)
  return { value, within: within && at(within, index), usual, place }
}

const placeOf = (value: number, { low, high }: { low: number; high: number }): 'above' | 'below' | 'usual' =>
  value > high ? 'above' : value < low ? 'below' : 'usual'

function at({ low, high }: CountRange, index: number): { low: number; high: number } | null {
  const [least, most] = [low[index] ?? null, high[index] ?? null]
  return least === null || most === null ? null : { low: least, high: most }
}

/** The gap that a step touches, if any. */
export function gapAt({ gaps, from, step }: Counts, index: number): CountGap | null {
  const begin = from + index * step
  return gaps.find((gap) => gap.from < begin + step && gap.to > begin) ?? null
}

/** The least and the most of a whole line, and its last value; null where nothing was captured. */
export function extent(line: readonly (number | null)[]): { last: number; low: number; high: number } | null {
  let [low, high, last] = [Infinity, Number.NEGATIVE_INFINITY, 0]
  for (const value of line) {
    if (value === null) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
    last = value
  }
  return high < low ? null : { last, low, high }
}
