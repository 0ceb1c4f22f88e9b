import { nextTick, onBeforeUnmount, onMounted, watch, type ShallowRef } from 'vue'
import { useLive } from '../stores/live.ts'
import { useSettings } from '../stores/settings.ts'
import { Chart, type ChartConfiguration, type ChartType } from './chart.ts'
import { readInk, type Ink } from './ink.ts'

/**
 * One chart object for the life of the panel, updated in place and never made again.
 * `configure` gets a function for the colours of the moment: use it in scriptable options (`() => ink().data`).
 * `refresh` puts new data into the chart; it runs again when anything reactive it read has changed.
 */
export function useChart<T extends ChartType>(
  canvas: Readonly<ShallowRef<HTMLCanvasElement | null>>,
  configure: (ink: () => Ink) => ChartConfiguration<T>,
  refresh: (chart: Chart<T>) => void,
): void {
  const settings = useSettings()
  const live = useLive()
  let chart: Chart<T> | null = null
  let ink: Ink | null = null

  onMounted(() => {
    const element = canvas.value
    if (!element) return
    ink = readInk(element)
    chart = new Chart<T>(
      element,
      configure(() => ink ?? readInk(element)),
    )
    const made = chart
    watch(
      () => {
        refresh(made)
        return {}
      },
      () => made.update('none'),
      { immediate: true, flush: 'post' },
    )
    watch(
      () => [settings.theme, settings.locale, settings.zone, live.lost],
      async () => {
        await nextTick()
        if (!chart) return
        ink = readInk(element)
        refresh(chart)
        chart.update('none')
      },
    )
    // Text measured before the font was there would stay misplaced.
    void document.fonts.ready.then(() => chart?.update('none'))
  })
  onBeforeUnmount(() => {
    chart?.destroy()
    chart = null
  })
}
