import type { CountGap, CountLine } from '../../shared/counts.ts'
import type { GroupCounts } from '../../shared/past.ts'
import { DAY, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { readMoment, writeMoment } from './moment.ts'

/* The range of the viewers of a group, as its address says it, and their lines as a chart draws them. Pure. */
export const VIEWER_SPANS = ['24h', '7d', '30d'] as const
type ViewerSpan = (typeof VIEWER_SPANS)[number]
const SPAN_MS: Readonly<Record<ViewerSpan, DurationMs>> = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY }
/** Up to this range the history tells minutes (past.ts). */
const BY_MINUTE: DurationMs = 2 * DAY
/** A range that ends now moves on by so much at a time. */
const MOVES: DurationMs = 5 * MINUTE

export interface ViewerRange {
  /** null: chosen by hand. */
  span: ViewerSpan | null
  from: EpochMs
  to: EpochMs
}

/** `7d`, or `FROM/TO` (ISO 8601 s4.4); anything else is the last day. A span ends at `end`. */
export function readViewers(text: string | null, end: EpochMs): ViewerRange {
  const [from, to] = (text ?? '').split('/').map(readMoment)
  if (typeof from === 'number' && typeof to === 'number' && from < to) return { span: null, from, to }
  const span = VIEWER_SPANS.find((known) => known === text) ?? '24h'
  const last = Math.floor(end / MOVES) * MOVES
  return { span, from: last - SPAN_MS[span], to: last }
}
export const writeViewers = ({ from, to }: { from: EpochMs; to: EpochMs }): string =>
  `${writeMoment(from)}/${writeMoment(to)}`

/** The step of the file with the same rows. */
export const stepName = ({ from, to }: { from: EpochMs; to: EpochMs }): 'minute' | 'hour' =>
  to - from <= BY_MINUTE ? 'minute' : 'hour'

export interface ViewerLines {
  value: CountLine
  low: CountLine
  high: CountLine
  gaps: readonly CountGap[]
}

/** By step from `from` on; a step of which there is no point is not known. */
export function viewerLines({
  from,
  to,
  step,
  points,
}: Pick<GroupCounts, 'from' | 'to' | 'step' | 'points'>): ViewerLines {
  const count = Math.max(0, Math.ceil((to - from) / step))
  const line = (): (number | null)[] => new Array<number | null>(count).fill(null)
  const [value, low, high] = [line(), line(), line()]
  for (const { at, members, least, most } of points) {
    const i = Math.floor((at - from) / step)
    if (i < 0 || i >= count) continue
    value[i] = members
    low[i] = least
    high[i] = most
  }
  const gaps: CountGap[] = []
  for (let i = 0; i < count; i += 1) {
    if (value[i] !== null) continue
    const begin = i
    while (i < count && value[i] === null) i += 1
    gaps.push({ from: from + begin * step, to: Math.min(to, from + i * step), why: null })
  }
  return { value, low, high, gaps }
}
