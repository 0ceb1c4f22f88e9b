import { Chart, type ChartType, type Plugin } from './chart.ts'
import type { Gap } from './gaps.ts'
import type { Ink } from './ink.ts'
import type { DrawnRange } from './range-plugin.ts'

/** Writes what a band is over its beginning, or under it where there is more room; not at all where it would not fit. */
export function bandLabel<T extends ChartType>(
  ink: () => Ink,
  band: () => Omit<DrawnRange, 'fill' | 'edge' | 'alpha'> | null,
  gaps: () => readonly Gap[],
  text: () => string,
  size: () => number,
): Plugin<T> {
  return {
    id: 'band-label',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart
      const [x, y] = [chart.scales['x'], chart.scales['y']]
      const range = band()
      if (!x || !y || !range || text() === '') return
      const first = range.high.findIndex((value) => value !== null)
      const [low, high] = [range.low[first] ?? null, range.high[first] ?? null]
      if (low === null || high === null) return
      ctx.save()
      ctx.font = `${size()}px ${Chart.defaults.font.family ?? 'sans-serif'}`
      const left = Math.max(chartArea.left, x.getPixelForValue(range.from + first * range.step)) + size() * 0.3
      const right = left + ctx.measureText(text()).width
      const covered = gaps().some((gap) => x.getPixelForValue(gap.from) < right && x.getPixelForValue(gap.to) > left)
      // Whole under the text the band may rise or fall.
      const under = (line: readonly (number | null)[], pick: (...values: number[]) => number): number => {
        const end = Math.ceil((x.getValueForPixel(right) ?? 0) - range.from) / range.step
        const values = line.slice(first, Math.max(first + 1, end)).filter((value) => value !== null)
        return y.getPixelForValue(pick(...values))
      }
      const above = under(range.high, Math.max) - size() * 0.25
      const below = under(range.low, Math.min) + size() * 1.05
      const baseline = above - size() > chartArea.top ? above : below < chartArea.bottom ? below : null
      if (!covered && right < chartArea.right && baseline !== null) {
        ctx.fillStyle = ink().text2
        ctx.textBaseline = 'alphabetic'
        ctx.fillText(text(), left, baseline)
      }
      ctx.restore()
    },
  }
}
