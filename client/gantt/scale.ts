import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Bar } from './bars.ts'

/** The part of time that is drawn; `now` is inside it, what follows is what would happen. */
export interface GanttSpan {
  from: EpochMs
  now: EpochMs
  to: EpochMs
}

/** The last `window` before now, and room for the latest expiry after it, at most a third of the picture. */
export function spanOf(now: EpochMs, window: DurationMs, expiries: readonly (EpochMs | null)[]): GanttSpan {
  const latest = Math.max(now, ...expiries.map((at) => at ?? now))
  return { from: now - window, now, to: Math.min(latest + window * 0.01, now + window / 2) }
}

interface BarPlace {
  /** 0 to 1 across the span. */
  left: number
  width: number
  /** It goes on beyond the edge, or its begin is not known. */
  cut: boolean
}

/** Where a bar stands; null when it is outside. A bar that lasts, or whose end nobody saw, reaches to now. */
export function placeOf(bar: Pick<Bar, 'from' | 'to'>, span: GanttSpan): BarPlace | null {
  const begin = bar.from ?? span.from
  const end = Math.min(bar.to ?? span.now, span.to)
  if (end < span.from || begin > span.to || end < begin) return null
  const whole = span.to - span.from
  const left = Math.max(begin, span.from)
  return { left: (left - span.from) / whole, width: (end - left) / whole, cut: bar.from === null || begin < span.from }
}

export const at = (moment: EpochMs, span: GanttSpan): number => (moment - span.from) / (span.to - span.from)

/** Pixels that the word at now takes at most: a clock in its letters, or the word in any language. */
const NOW_PX = 36
const TICK_PX = 36
const AIR_PX = 8

/** How the word at now stands, and from where on a tick would touch it. At the edge all of it is on the left of now. */
export function nowWord(nowX: number, width: number): { anchor: 'middle' | 'end'; ticksUpTo: number } {
  const anchor = width - nowX < NOW_PX / 2 + AIR_PX ? 'end' : 'middle'
  return { anchor, ticksUpTo: nowX - (anchor === 'end' ? NOW_PX : NOW_PX / 2) - AIR_PX - TICK_PX / 2 }
}
