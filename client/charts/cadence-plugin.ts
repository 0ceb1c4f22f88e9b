import type { Chart, Plugin } from './chart.ts'
import type { Ink } from './ink.ts'

/** Pixels left and right of the time axis, the same for the strip, the timeline and the ticks under it. */
export const CADENCE_AXIS = 64
export const CADENCE_MARGIN = 10

/** How far from the learnt interval a query is still expected. */
const EXPECTED = 0.1

/** The expected band behind the dots, and the line under the lane of the missed. */
export function cadencePlugin(ink: () => Ink, lane: number): Plugin<'scatter'> {
  return {
    id: 'cadence',
    beforeDatasetsDraw(chart: Chart<'scatter'>) {
      const y = chart.scales['y']
      if (!y) return
      const { left, right } = chart.chartArea
      const { ctx } = chart
      const [top, bottom] = [y.getPixelForValue(1 + EXPECTED), y.getPixelForValue(1 - EXPECTED)]
      ctx.save()
      ctx.fillStyle = ink().band
      ctx.fillRect(left, top, right - left, bottom - top)
      ctx.strokeStyle = ink().line
      ctx.beginPath()
      ctx.moveTo(left, Math.round(y.getPixelForValue(lane)) + 0.5)
      ctx.lineTo(right, Math.round(y.getPixelForValue(lane)) + 0.5)
      ctx.stroke()
      ctx.restore()
    },
  }
}
