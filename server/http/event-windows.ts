import type { Order } from '../../shared/past-rows.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { EventRow, HistoryQuery } from '../history/store.ts'

/* Pages of the events of the history in either direction, from a reading that goes forward in time. */

/** What a page reads. */
export interface EventReading {
  events(query: HistoryQuery): AsyncGenerator<readonly EventRow[], void>
}

/** Where a page ended: at an event; or, where `sequence` is null, at the edge of what was looked through. */
export interface EventSpot {
  at: EpochMs
  sequence: number | null
}

export interface EventsAsked {
  filter: string
  from?: EpochMs | undefined
  to?: EpochMs | undefined
  limit: number
  order: Order
  after: EventSpot | null
}

/** Windows of time are read whole, so the first is short; they grow while they are quickly read. */
const FIRST_WINDOW: DurationMs = SECOND
const GROWTH = 4
const QUICKLY: DurationMs = 50
const SLOWLY: DurationMs = 200
/** A page that is not full after this time is given as it is. */
const PATIENCE: DurationMs = SECOND

/** `from` <= time < `to`; infinite: not bounded. */
interface Window {
  from: EpochMs
  to: EpochMs
}

/** Events by time, those of one moment by sequence. `known`: where most of them are. `now` runs evenly. */
export async function eventsPage(
  history: EventReading,
  asked: EventsAsked,
  known: Window,
  now: () => DurationMs,
): Promise<{ rows: EventRow[]; next: EventSpot | null }> {
  const { filter, limit, order, after } = asked
  const forward = order === 'asc'
  const whole = { from: asked.from ?? -Infinity, to: asked.to ?? Infinity }
  const windowAt = forward ? windowFrom : windowUpTo
  const compare = forward ? byTime : (a: Spot, b: Spot): number => byTime(b, a)
  const begun = now()
  const rows: EventRow[] = []
  let edge = firstEdge(after, whole, forward)
  let width = FIRST_WINDOW
  for (;;) {
    const started = now()
    const window = windowAt(edge, width, whole, known)
    for (const row of await readWindow(history, filter, window, compare)) {
      if (after === null || after.sequence === null || compare(row, { at: after.at, sequence: after.sequence }) > 0)
        rows.push(row)
    }
    const isLast = forward ? window.to === whole.to : window.from === whole.from
    if (rows.length > limit) {
      const shown = rows.slice(0, limit)
      const { at, sequence } = shown[limit - 1]!
      return { rows: shown, next: { at, sequence } }
    }
    if (isLast) return { rows, next: null }
    edge = forward ? window.to : window.from
    if (now() - begun > PATIENCE) return { rows, next: { at: edge, sequence: null } }
    const took = now() - started
    if (took < QUICKLY) width *= GROWTH
    else if (took > SLOWLY) width = Math.max(FIRST_WINDOW, width / GROWTH)
  }
}

type Spot = Pick<EventRow, 'at' | 'sequence'>
const byTime = (a: Spot, b: Spot): number => a.at - b.at || a.sequence - b.sequence

async function readWindow(
  history: EventReading,
  filter: string,
  { from, to }: Window,
  compare: (a: Spot, b: Spot) => number,
): Promise<EventRow[]> {
  const bounds = { ...(Number.isFinite(from) ? { from } : {}), ...(Number.isFinite(to) ? { to } : {}) }
  const found: EventRow[] = []
  for await (const piece of history.events({ filter, ...bounds })) for (const row of piece) found.push(row)
  return found.sort(compare)
}

function firstEdge(after: EventSpot | null, whole: Window, forward: boolean): EpochMs {
  if (after === null) return forward ? whole.from : whole.to
  // More may be of the moment of the last one.
  return forward || after.sequence === null ? after.at : after.at + 1
}

function windowFrom(edge: EpochMs, width: DurationMs, whole: Window, known: Window): Window {
  const to = (edge === -Infinity ? known.from : edge) + width
  return { from: edge, to: to >= Math.min(whole.to, known.to) ? whole.to : to }
}

function windowUpTo(edge: EpochMs, width: DurationMs, whole: Window, known: Window): Window {
  const from = Math.min(edge, known.to) - width
  return { from: from <= Math.max(whole.from, known.from) ? whole.from : from, to: edge }
}
