export interface Range {
  low: number
  high: number
  step: number
}

const STEPS = [1, 2, 4, 5]

/**
 * Round bounds for an axis of counts with two to four grid lines. The range before is kept while the values fit in it
 * and fill at least a quarter: an axis that moves with every value hides the change it should show.
 */
export function countRange(low: number, high: number, before: Range | null): Range {
  if (before && low >= before.low && high <= before.high) {
    const fills = (high - low) / (before.high - before.low) > 0.25
    if (fills || before.high - before.low <= 4) return before
  }
  const span = Math.max(high - low, 2)
  let step = 1
  for (let power = 1; step < span / 2; power *= 10) {
    for (const factor of STEPS) {
      step = factor * power
      if (step >= span / 2) break
    }
  }
  const bottom = Math.max(0, Math.floor(low / step) * step)
  // A line on the frame itself cannot be told from it: one step of room above.
  const top = Math.max(bottom + 2 * step, Math.ceil((high + step * 0.2) / step) * step)
  return { low: bottom, high: top, step }
}
