import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js'

/*
 * The only file that knows what of Chart.js is used; types come from here too. A time axis is a linear one with ticks of
 * `time-ticks.ts`: no date library, and the zone of the page rules it.
 */
Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
)
Chart.defaults.animation = false
Chart.defaults.responsive = true
Chart.defaults.maintainAspectRatio = false
Chart.defaults.font.family = "'Inter Variable', 'Segoe UI', 'Noto Sans', sans-serif"
Chart.defaults.font.size = 12

export { Chart }
export type { ChartConfiguration, ChartType, Plugin, ScriptableContext } from 'chart.js'
