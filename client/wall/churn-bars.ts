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
  /** The longest span without capture that has room for its word: which bars, or null. */
  blind: { from: number; count: number } | null
  /** The highest bar up or down, at least 1; 0 while nothing is known. */
  most: number
  joins: number
  leaves: number
  expiries: number
}

/** Part of the hour that has room for the word inside it. */
const ROOM_FOR_WORD = 0.35

function longestBlind(bars: readonly (Bar | null)[]): ChurnBars['blind'] {
  let [longest, count] = [{ from: 0, count: 0 }, 0]
  for (const [index, bar] of bars.entries()) {
    count = bar === null ? count + 1 : 0
    if (count > longest.count) longest = { from: index - count + 1, count }
  }
  return longest.count > 0 && longest.count >= bars.length * ROOM_FOR_WORD ? longest : null
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
    blind: longestBlind(bars),
    most: known.length === 0 ? 0 : Math.max(1, ...known.flatMap((bar) => [bar.joins, bar.leaves, bar.expiries])),
    joins: sum('joins'),
    leaves: sum('leaves'),
    expiries: sum('expiries'),
  }
}
