import type { EpochMs } from '../../shared/time.ts'
import type { ChartType, Plugin } from './chart.ts'

/** One bar over a span of time, of boxes between two values. */
export interface DrawnBar {
  from: EpochMs
  to: EpochMs
  boxes: readonly { low: number; high: number; colour: string; hollow: boolean }[]
}

/** Bars by hand: their width is a time, which a bar of Chart.js cannot have. */
export function barPlugin<T extends ChartType>(bars: () => readonly DrawnBar[]): Plugin<T> {
  return {
    id: 'time-bars',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea } = chart
      const [x, y] = [chart.scales['x'], chart.scales['y']]
      if (!x || !y) return
      ctx.save()
      ctx.lineWidth = 1
      for (const { from, to, boxes } of bars()) {
        const left = Math.max(chartArea.left, x.getPixelForValue(from))
        const right = Math.min(chartArea.right, x.getPixelForValue(to))
        const air = right - left > 3 ? 1 : 0
        for (const { low, high, colour, hollow } of boxes) {
          const [top, bottom] = [y.getPixelForValue(high), y.getPixelForValue(low)]
          if (bottom - top <= 0) continue
          // What happened once stays visible beside a thousand.
          const height = Math.max(1, bottom - top)
          const width = Math.max(1, right - left - air)
          ctx.fillStyle = colour
          ctx.strokeStyle = colour
          if (hollow && width > 2 && height > 2) ctx.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1)
          else ctx.fillRect(left, top, width, height)
        }
      }
      ctx.restore()
    },
  }
}
