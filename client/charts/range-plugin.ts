import type { CountRange } from '../../shared/counts.ts'
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

/** Areas between the least and the most of each step, behind the data; where one of them is unknown there is none. */
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
        const draw = (start: number, end: number): void => {
          ctx.beginPath()
          for (let i = start; i < end; i += 1) {
            const top = y.getPixelForValue(high[i]!)
            ctx.lineTo(xOf(i), top)
            ctx.lineTo(xOf(i + 1), top)
          }
          for (let i = end - 1; i >= start; i -= 1) {
            const bottom = y.getPixelForValue(low[i]!)
            ctx.lineTo(xOf(i + 1), bottom)
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
