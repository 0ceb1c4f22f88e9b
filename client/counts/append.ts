import {
  FLOWS,
  MAX_GAPS,
  SIZES,
  type CountGap,
  type CountLine,
  type CountRange,
  type Counts,
  type SizeLine,
} from '../../shared/counts.ts'
import type { DurationMs } from '../../shared/time.ts'

/**
 * What was known, with what came since: `tail` begins at a step of it and replaces it from there on. The oldest steps go,
 * so that no more than `span` is kept. null: the two do not meet.
 */
export function append(known: Counts, tail: Counts, span: DurationMs): Counts | null {
  const { step } = known
  const kept = (tail.from - known.from) / step
  if (tail.step !== step || kept < 0 || !Number.isInteger(kept) || tail.from > known.to) return null
  const total = kept + Math.ceil((tail.to - tail.from) / step)
  const gone = Math.min(kept, Math.max(0, total - Math.ceil(span / step)))
  const from = known.from + gone * step
  const joined = <Value>(old: readonly Value[], more: readonly Value[]): Value[] => [...old.slice(gone, kept), ...more]
  const line = (old: CountLine, more: CountLine): CountLine => joined(old, more)
  const range = (old: CountRange, more: CountRange): CountRange => ({
    low: line(old.low, more.low),
    high: line(old.high, more.high),
  })
  const size = (old: SizeLine, more: SizeLine): SizeLine => ({
    value: line(old.value, more.value),
    within: old.within && more.within && range(old.within, more.within),
  })
  const gaps = joinedGaps(known, tail).filter(({ to }) => to > from)
  return {
    from,
    to: tail.to,
    step,
    segments: tail.segments,
    sizes: record(SIZES, (name) => size(known.sizes[name], tail.sizes[name])),
    flows: record(FLOWS, (name) => line(known.flows[name], tail.flows[name])),
    gaps: gaps.slice(-MAX_GAPS).map((gap) => (gap.from < from ? { ...gap, from } : gap)),
    gapsLeftOut: known.gapsLeftOut + tail.gapsLeftOut + Math.max(0, gaps.length - MAX_GAPS),
    band: record(SIZES, (name) => range(known.band[name], tail.band[name])),
    days: joined(known.days, tail.days),
  }
}

/** A gap that goes on over the seam is one. */
function joinedGaps(known: Counts, tail: Counts): CountGap[] {
  const before = known.gaps
    .filter(({ from }) => from < tail.from)
    .map((gap) => (gap.to > tail.from ? { ...gap, to: tail.from } : gap))
  const [first, ...others] = tail.gaps
  const last = before.at(-1)
  if (!first || last?.to !== first.from) return [...before, ...tail.gaps]
  return [...before.slice(0, -1), { from: last.from, to: first.to, why: last.why ?? first.why }, ...others]
}

const record = <Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Record<Name, Value> => Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>
