import type { DurationMs, EpochMs } from '../../shared/time.ts'

export interface Gap {
  from: EpochMs
  to: EpochMs
}
export interface Sample {
  at: EpochMs
  value: number | null
}

/**
 * The spans of [from, to] that nothing is known about: before the first sample, where values are null, and where samples
 * are further apart than one and a half steps. A sample stands for the step that follows it.
 */
export function gapsOf(samples: readonly Sample[], step: DurationMs, from: EpochMs, to: EpochMs): Gap[] {
  const gaps: Gap[] = []
  let known = from
  const open = (until: EpochMs) => {
    if (until - known <= step / 2) return
    const last = gaps.at(-1)
    if (last && known - last.to < step / 2) last.to = until
    else gaps.push({ from: known, to: until })
  }
  for (const { at, value } of samples) {
    if (value === null || at > to || at + step < from) continue
    open(at)
    known = Math.max(known, at + step)
  }
  open(to)
  return gaps
}

/** Points of a stepped line: each value holds to the end of its step, and nothing joins across a gap. */
export function steppedPoints(samples: readonly Sample[], step: DurationMs): { x: EpochMs; y: number | null }[] {
  const points: { x: EpochMs; y: number | null }[] = []
  let end: EpochMs | null = null
  let last: number | null = null
  for (const { at, value } of samples) {
    const broken = value === null || (end !== null && at - end > step / 2)
    if (broken && end !== null && last !== null) {
      points.push({ x: end, y: last }, { x: end, y: null })
      end = null
    }
    if (value === null) continue
    points.push({ x: at, y: value })
    end = at + step
    last = value
  }
  if (end !== null && last !== null) points.push({ x: end, y: last })
  return points
}
