import { createPinia } from 'pinia'
import { createApp, h, nextTick, shallowRef, type Component } from 'vue'
import CountChart from '../../client/charts/CountChart.vue'
import TrendChart from '../../client/charts/TrendChart.vue'
import { useSettings } from '../../client/stores/settings.ts'
import { MINUTE } from '../../shared/time.ts'

/*
 * Runs in a browser: the product's own charts of a count over time, each beside a canvas that draws one such line and
 * nothing else. An update is what a page does each minute: every line moves on by a step, and the chart is drawn anew.
 */

export interface ChartTimes {
  chart: string
  /** Script of each update, in milliseconds. */
  updates: number[]
}

/** Not counted: code is compiled. */
const WARM_UP = 20
const WIDTH = 1_300
const HEIGHT = 132
const START = Date.UTC(2026, 0, 1)

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))
/** A count with its daily round, and with what it wanders by. */
const count = (i: number): number => Math.round(4_000 + 1_500 * Math.sin(i / 230) + ((i * 7_919) % 97))
const days: number[] = []
/** A part of the same days, a step further with each turn. */
function line(turn: number, points: number, factor: number): number[] {
  while (days.length < turn + points) days.push(count(days.length))
  return days.slice(turn, turn + points).map((value) => Math.round(value * factor))
}

async function timed(chart: string, turns: number, update: (turn: number) => () => unknown): Promise<ChartTimes> {
  const updates: number[] = []
  for (let turn = 0; turn < WARM_UP + turns; turn += 1) {
    const act = update(turn)
    await frame()
    const before = performance.now()
    await act()
    const took = performance.now() - before
    if (turn >= WARM_UP) updates.push(took)
  }
  return { chart, updates }
}

/** A chart on the page, given other values again and again. */
async function chartOf(
  name: string,
  turns: number,
  component: Component,
  propsOf: (turn: number) => Record<string, unknown>,
): Promise<ChartTimes> {
  const props = shallowRef(propsOf(0))
  const place = document.body.appendChild(document.createElement('div'))
  place.style.cssText = `width: ${WIDTH}px; height: ${HEIGHT}px; display: grid`
  const app = createApp({ render: () => h(component, props.value) }).use(createPinia())
  await useSettings().start(new URLSearchParams('lang=en&theme=dark&zone=utc'))
  app.mount(place)
  const times = await timed(name, turns, (turn) => {
    const next = propsOf(turn)
    return () => {
      props.value = next
      return nextTick()
    }
  })
  app.unmount()
  place.remove()
  return times
}

const span = (turn: number, points: number) => ({
  from: START + turn * MINUTE,
  to: START + (turn + points) * MINUTE,
  label: 'bench',
})
const bandOf = (turn: number, points: number) => ({ low: line(turn, points, 0.9), high: line(turn, points, 1.1) })

function plain(turns: number, points: number): Promise<ChartTimes> {
  const canvas = document.body.appendChild(document.createElement('canvas'))
  Object.assign(canvas, { width: WIDTH, height: HEIGHT })
  const context = canvas.getContext('2d')
  return timed('a plain canvas', turns, (turn) => {
    const values = line(turn, points, 1)
    return () => {
      if (!context) throw new Error('this browser has no canvas')
      context.clearRect(0, 0, WIDTH, HEIGHT)
      context.beginPath()
      values.forEach((value, i) => context.lineTo((i / points) * WIDTH, HEIGHT - value / 50))
      context.stroke()
    }
  })
}

export async function measureCharts(points: number, turns: number): Promise<ChartTimes[]> {
  return [
    await plain(turns, points),
    await chartOf('counts: a line', turns, CountChart, (turn) => ({
      ...span(turn, points),
      value: line(turn, points, 1),
      within: null,
      band: { low: Array(points).fill(null), high: Array(points).fill(null) },
      gaps: [],
      step: MINUTE,
    })),
    await chartOf('counts: a line, its usual range, the range of each step', turns, CountChart, (turn) => ({
      ...span(turn, points),
      value: line(turn, points, 1),
      within: { low: line(turn, points, 0.97), high: line(turn, points, 1.03) },
      band: bandOf(turn, points),
      gaps: [],
      step: MINUTE,
    })),
    await chartOf('wall: a line and its usual range', turns, TrendChart, (turn) => ({
      ...span(turn, points),
      samples: line(turn, points, 1).map((value, i) => ({ at: START + (turn + i) * MINUTE, value })),
      text: 40,
      line: 4,
      band: { ...bandOf(turn, points), from: START + turn * MINUTE, step: MINUTE },
      bandText: 'usual',
    })),
  ]
}

Object.assign(window, { measureCharts })
