import type { EpochMs } from '../../shared/time.ts'
import type { Bar } from './bars.ts'
import { at, placeOf, type GanttSpan } from './scale.ts'

/** A bar as it is drawn, in pixels. */
export interface DrawnBar {
  key: string
  x: number
  y: number
  width: number
  kind: 'member' | 'presumed' | 'unknown'
  ticks: number[]
  cross: number | null
  dash: { from: number; to: number } | null
}

/** A bar of a lane whose bars begin at `y`; null: it is out of sight. */
export function drawBar(bar: Bar, span: GanttSpan, width: number, y: number, key: string): DrawnBar | null {
  const place = placeOf(bar, span)
  if (!place) return null
  const x = (moment: EpochMs): number => at(moment, span) * width
  const inside = (moment: EpochMs): boolean => moment >= span.from && moment <= span.now
  return {
    key,
    x: place.left * width,
    y,
    width: Math.max(2, place.width * width),
    kind: bar.end === 'unknown' && bar.to === null ? 'unknown' : bar.presumed ? 'presumed' : 'member',
    ticks: [...(bar.from === null ? [] : [bar.from]), ...bar.ticks].filter(inside).map(x),
    cross: bar.end === 'expired' && bar.to !== null ? x(bar.to) : null,
    dash:
      bar.end === 'open' && bar.expiresAt !== null && bar.expiresAt > span.now
        ? { from: x(span.now), to: Math.min(width, x(bar.expiresAt)) }
        : null,
  }
}
