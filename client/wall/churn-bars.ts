import type { Counts } from '../../shared/counts.ts'

/* What came and went by the minute, as bars. Pure. The net alone would hide an hour in which all left and came back. */

interface Bar {
  joins: number
  leaves: number
  expiries: number
}
interface ChurnBars {
  /** null: nothing was captured. */
  bars: readonly (Bar | null)[]
  /** The highest bar up or down, at least 1. */
  most: number
  joins: number
  leaves: number
  expiries: number
}

export function churnBars({ flows }: Pick<Counts, 'flows'>): ChurnBars {
  const bars = flows.joins.map((joins, index): Bar | null => {
    const leaves = flows.leaves[index] ?? null
    const expiries = flows.expiries[index] ?? null
    return joins === null || leaves === null || expiries === null ? null : { joins, leaves, expiries }
  })
  const known = bars.filter((bar) => bar !== null)
  const sum = (name: keyof Bar): number => known.reduce((total, bar) => total + bar[name], 0)
  return {
    bars,
    most: Math.max(1, ...known.flatMap((bar) => [bar.joins, bar.leaves, bar.expiries])),
    joins: sum('joins'),
    leaves: sum('leaves'),
    expiries: sum('expiries'),
  }
}
