import { Chart, type Plugin } from './chart.ts'
import type { Ink } from './ink.ts'

/** Writes the value at the end of each horizontal bar: nobody should have to measure one against an axis. */
export const barValues = (
  ink: () => Ink,
  textOf: (index: number) => string,
  endOf: (index: number) => number,
): Plugin<'bar'> => ({
  id: 'bar-values',
  afterDatasetsDraw(chart) {
    const { ctx } = chart
    const x = chart.scales['x']
    const bars = chart.getDatasetMeta(0).data
    if (!x) return
    ctx.save()
    ctx.font = `12px ${Chart.defaults.font.family ?? 'sans-serif'}`
    ctx.fillStyle = ink().text
    ctx.textBaseline = 'middle'
    bars.forEach((bar, index) => ctx.fillText(textOf(index), x.getPixelForValue(endOf(index)) + 6, bar.y))
    ctx.restore()
  },
})
