import type { CountLine } from '../../shared/counts.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'

export interface LinePoint {
  x: EpochMs
  /** NaN: the line stops here. */
  y: number
}
/** Values by step, the first from `from` on. */
export interface Steps {
  value: CountLine
  from: EpochMs
  step: DurationMs
}

/**
 * Fills `points` with a stepped line: each value holds to the end of its step and nothing joins across what is unknown.
 * Where several steps share one of `columns` pixels, the first, the least, the most and the last stay: no peak is lost, and
 * ten thousand points cost what some thousand do. The array is the same for the life of a chart, and is written in place:
 * Chart.js listens to its `push`, and moves all it has drawn with each.
 */
export function stepLine(points: LinePoint[], { value, from, step }: Steps, until: EpochMs, columns: number): void {
  let used = 0
  const put = (x: EpochMs, y: number): void => {
    const point = points[used]
    if (point) [point.x, point.y] = [x, y]
    else points[used] = { x, y }
    used += 1
  }
  const perColumn = Math.max(1, Math.floor(value.length / Math.max(1, columns)))
  for (let i = 0; i < value.length; i += 1) {
    if (value[i] === null) continue
    let end = i
    while (end < value.length && value[end] !== null) end += 1
    for (let at = i; at < end; at += perColumn) {
      for (const k of corners((i) => value[i]!, at, Math.min(at + perColumn, end))) {
        put(from + k * step, value[k] ?? Number.NaN)
      }
    }
    const stop = Math.min(from + end * step, until)
    put(stop, value[end - 1] ?? Number.NaN)
    put(stop, Number.NaN)
    i = end
  }
  points.length = used
}

/** The same for a line that is there: what is left of it where several points share one of `columns` pixels. */
export function thinned(points: readonly LinePoint[], columns: number): readonly LinePoint[] {
  const perColumn = Math.floor(points.length / Math.max(1, columns))
  if (perColumn <= 1) return points
  const left: LinePoint[] = []
  for (let i = 0; i < points.length; i += 1) {
    let end = i
    while (end < points.length && !Number.isNaN(points[end]!.y)) end += 1
    for (let at = i; at < end; at += perColumn) {
      for (const k of corners((j) => points[j]!.y, at, Math.min(at + perColumn, end))) left.push(points[k]!)
    }
    const stop = points[end]
    if (stop) left.push(stop)
    i = end
  }
  return left
}

/** Of the values from `start` to `end`: the first, the least, the most, the last, in their order. */
function corners(value: (i: number) => number, start: number, end: number): number[] {
  if (end - start <= 4) return Array.from({ length: end - start }, (_, i) => start + i)
  let [least, most] = [start, start]
  for (let i = start; i < end; i += 1) {
    if (value(i) < value(least)) least = i
    if (value(i) > value(most)) most = i
  }
  return [...new Set([start, Math.min(least, most), Math.max(least, most), end - 1])]
}
