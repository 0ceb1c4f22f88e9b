import type { CountLine, Counts, FlowName } from '../../shared/counts.ts'
import { DAY, HOUR, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'

/** How wide a bar of what happened is: round times, of which some hundred fit into any span. */
const WIDTHS: readonly DurationMs[] = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  DAY,
]
const MOST_BARS = 130

/** A whole number of steps. */
export const barWidth = ({ from, to, step }: Pick<Counts, 'from' | 'to' | 'step'>): DurationMs =>
  WIDTHS.find((width) => width % step === 0 && (to - from) / width <= MOST_BARS) ?? DAY

/** What happened in one bar, in the order of the names that were asked for; null where nothing was captured. */
export interface Bar {
  from: EpochMs
  to: EpochMs
  sums: readonly (number | null)[]
}

/** Sums over bars of the same width; the first and the last may be cut short by the range. */
export function barsOf(counts: Pick<Counts, 'from' | 'to' | 'step' | 'flows'>, names: readonly FlowName[]): Bar[] {
  const { from, to, step, flows } = counts
  const width = barWidth(counts)
  const bars: Bar[] = []
  for (let begin = Math.floor(from / width) * width; begin < to; begin += width) {
    const first = Math.max(0, (begin - from) / step)
    const end = Math.min((begin + width - from) / step, (to - from) / step)
    bars.push({
      from: Math.max(begin, from),
      to: Math.min(begin + width, to),
      sums: names.map((name) => sum(flows[name], first, end)),
    })
  }
  return bars
}

function sum(line: CountLine, first: number, end: number): number | null {
  let total: number | null = null
  for (let i = first; i < end; i += 1) {
    const value = line[i]
    if (value !== null && value !== undefined) total = (total ?? 0) + value
  }
  return total
}

export const barAt = (bars: readonly Bar[], at: EpochMs): Bar | null =>
  bars.find(({ from, to }) => at >= from && at < to) ?? bars.at(-1) ?? null
