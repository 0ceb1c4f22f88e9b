import { choiceOf } from '../postings/choice.ts'
import { EventCursor } from './event-cursor.ts'
import { eventPages, type RawEvent } from './event-pages.ts'
import { eventFilter } from './filter.ts'
import type { Names } from '../file/names.ts'
import type { Pin } from '../file/pin.ts'
import { idRange, type Reading } from '../file/reading.ts'
import type { HistoryQuery } from '../file/row.ts'
import type { Db } from '../file/sqlite.ts'

/** Events in the order of time; each is valid until the next is asked for. `beyond`: those with a larger id alone. */
export function* readEvents(
  db: Db,
  names: Names,
  query: HistoryQuery,
  pin: Pin,
  beyond = Number.MIN_SAFE_INTEGER,
): Reading<EventCursor> {
  const { matches, error } = eventFilter(query.filter ?? '')
  if (!matches) throw new Error(error.message)
  const isWanted = query.filter?.trim() ? matches : () => true
  const { from = Number.NEGATIVE_INFINITY, to = Infinity } = query
  const cursor = new EventCursor(db, names)
  const { settledId } = pin
  function* rowsOf(page: readonly RawEvent[], newcomers: boolean): Generator<EventCursor, void> {
    for (const record of page) {
      if (!cursor.move(record)) continue
      const { at } = cursor
      if (at < from || at >= to) continue
      if ((newcomers || record[0] >= settledId) && !pin.has(cursor.sourceId ?? 0, at)) continue
      if (isWanted(cursor)) yield cursor
    }
  }
  const { after, before } = idRange(db, query)
  const range = { after: Math.max(after, beyond), before }
  for (const page of eventPages(db, 'events', range, pin, choiceOf(db, query.filter ?? ''))) {
    yield { rows: rowsOf(page, pin.hasNewcomers(db)) }
  }
}
