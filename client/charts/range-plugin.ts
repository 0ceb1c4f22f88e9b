import type { CountLine, CountRange } from '../../shared/counts.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { ChartType, Plugin } from './chart.ts'

export interface DrawnRange extends CountRange {
  from: EpochMs
  step: DurationMs
  /** Where its last step ends. */
  until: EpochMs
  fill: string
  edge: string | null
  /** How much of what is behind it it hides. */
  alpha: number
}

/**
 * Areas between the least and the most of each step, behind the data; where one of them is unknown there is none. Steps that
 * share a pixel are drawn as one, from the least to the most of them all.
 */
export function rangePlugin<T extends ChartType>(ranges: () => readonly DrawnRange[]): Plugin<T> {
  return {
    id: 'ranges',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea } = chart
      const [x, y] = [chart.scales['x'], chart.scales['y']]
      if (!x || !y) return
      ctx.save()
      ctx.beginPath()
      ctx.rect(chartArea.left, chartArea.top, chartArea.right - chartArea.left, chartArea.bottom - chartArea.top)
      ctx.clip()
      for (const range of ranges()) {
        const { low, high, from, step, until, fill, edge, alpha } = range
        const xOf = (i: number): number => x.getPixelForValue(Math.min(from + i * step, until))
        const together = Math.max(1, Math.floor(low.length / Math.max(1, chartArea.right - chartArea.left)))
        const draw = (start: number, end: number): void => {
          ctx.beginPath()
          for (let i = start; i < end; i += together) {
            const next = Math.min(i + together, end)
            const top = y.getPixelForValue(outermost(high, i, next, Math.max))
            ctx.lineTo(xOf(i), top)
            ctx.lineTo(xOf(next), top)
          }
          for (let i = start + Math.floor((end - 1 - start) / together) * together; i >= start; i -= together) {
            const next = Math.min(i + together, end)
            const bottom = y.getPixelForValue(outermost(low, i, next, Math.min))
            ctx.lineTo(xOf(next), bottom)
            ctx.lineTo(xOf(i), bottom)
          }
          ctx.closePath()
          ctx.globalAlpha = alpha
          ctx.fillStyle = fill
          ctx.fill()
          if (edge === null) return
          ctx.strokeStyle = edge
          ctx.lineWidth = 1
          ctx.stroke()
        }
        for (let i = 0; i < low.length; i += 1) {
          if (low[i] === null || high[i] === null) continue
          const start = i
          while (i < low.length && low[i] !== null && high[i] !== null) i += 1
          draw(start, i)
        }
      }
      ctx.restore()
    },
  }
}

function outermost(line: CountLine, start: number, end: number, pick: (a: number, b: number) => number): number {
  let value = line[start]!
  for (let i = start + 1; i < end; i += 1) value = pick(value, line[i]!)
  return value
}
