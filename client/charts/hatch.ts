import { Chart, type ChartType, type Plugin } from './chart.ts'
import type { Gap } from './gaps.ts'
import type { Ink } from './ink.ts'

const patterns = new Map<string, CanvasPattern | null>()

/** Diagonal lines in a colour, as a fill: "we do not know". */
function hatchPattern(context: CanvasRenderingContext2D, colour: string, pitch: number): CanvasPattern | string {
  const key = `${colour} ${pitch}`
  let pattern = patterns.get(key)
  if (pattern === undefined) {
    const tile = document.createElement('canvas')
    tile.width = tile.height = pitch
    const brush = tile.getContext('2d')
    if (brush) {
      brush.strokeStyle = colour
      brush.lineWidth = pitch / 4
      for (const shift of [-pitch, 0, pitch]) {
        brush.moveTo(shift - 1, pitch + 1)
        brush.lineTo(shift + pitch + 1, -1)
      }
      brush.stroke()
    }
    pattern = context.createPattern(tile, 'repeat')
    patterns.set(key, pattern)
  }
  return pattern ?? colour
}

/** Hatches spans of the x axis behind the data, with a word inside where it fits. */
export function gapPlugin<T extends ChartType>(
  ink: () => Ink,
  gaps: () => readonly Gap[],
  word: () => string,
  size: () => number,
): Plugin<T> {
  return {
    id: 'gaps',
    beforeDatasetsDraw(chart: Chart<T>) {
      const { ctx, chartArea } = chart
      const x = chart.scales['x']
      if (!x) return
      const colours = ink()
      ctx.save()
      ctx.font = `${size()}px ${Chart.defaults.font.family ?? 'sans-serif'}`
      ctx.textAlign = 'center'
      ctx.textBaseline = 'middle'
      for (const gap of gaps()) {
        const left = Math.max(chartArea.left, x.getPixelForValue(gap.from))
        const right = Math.min(chartArea.right, x.getPixelForValue(gap.to))
        if (right - left < 1) continue
        ctx.fillStyle = hatchPattern(ctx, colours.hatch, Math.round(size() * 0.7))
        ctx.fillRect(left, chartArea.top, right - left, chartArea.bottom - chartArea.top)
        drawWord(ctx, word(), (left + right) / 2, (chartArea.top + chartArea.bottom) / 2, right - left, size(), colours)
      }
      ctx.restore()
    },
  }
}

/** The word on one line, else on as many as it has parts, else upright: a gap says what it is. */
function drawWord(
  ctx: CanvasRenderingContext2D,
  word: string,
  x: number,
  y: number,
  room: number,
  size: number,
  ink: Ink,
): void {
  const fits = (lines: string[]) => lines.every((line) => ctx.measureText(line).width + size * 0.3 <= room)
  const parts = word.split(' ')
  const lines = fits([word]) || !fits(parts) ? [word] : parts
  const upright = !fits(lines)
  const pitch = size * 1.1
  if (upright && room < pitch * 1.1) return
  const width = Math.max(...lines.map((line) => ctx.measureText(line).width)) + size * 0.4
  const height = lines.length * pitch + size * 0.3
  ctx.save()
  ctx.translate(x, y)
  if (upright) ctx.rotate(-Math.PI / 2)
  ctx.fillStyle = ink.bg
  ctx.fillRect(-width / 2, -height / 2, width, height)
  ctx.fillStyle = ink.text2
  lines.forEach((line, row) => ctx.fillText(line, 0, (row - (lines.length - 1) / 2) * pitch))
  ctx.restore()
}
