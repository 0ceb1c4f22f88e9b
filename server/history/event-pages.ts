import { notice } from '../../shared/notice.ts'
import { HistoryError } from './history-error.ts'
import type { Pin } from './pin.ts'
import { ROWS_AT_A_TIME } from './reading.ts'
import type { Db } from './sqlite.ts'

/** id, what, grp, host, sources, was, lasted, silent, reports: a row of `event` as SQLite gives it most quickly. */
export type RawEvent = readonly [
  id: number,
  what: number,
  group: number | null,
  host: number | null,
  sources: number | null,
  was?: number | null,
  lasted?: number | null,
  silent?: number | null,
  reports?: number | null,
]

const COLUMNS = {
  /** What an event says of itself. */
  events: 'id, what, grp, host, sources FROM event WHERE',
  /** With the interval that it ends; those that end none are left out. */
  ends: '* FROM event WHERE lasted IS NOT NULL AND',
} as const

/**
 * Rows of the table `event` by their ids, some at a time. Throws HistoryError when rows that are still to be read have been
 * taken away (retention): a file never has fewer rows without a word.
 */
export function* eventPages(
  db: Db,
  which: keyof typeof COLUMNS,
  { after, before }: { after: number; before: number },
  pin: Pin,
): Generator<readonly RawEvent[], void> {
  const next = db.prepare(`SELECT ${COLUMNS[which]} id > ? AND id < ? ORDER BY id LIMIT ${ROWS_AT_A_TIME + 1}`).raw()
  mustBeThere(db, after, pin)
  let expected: number | null = null
  for (let from = after; ;) {
    const page = next.all(from, before) as RawEvent[]
    if (expected !== null && (page[0]?.[0] ?? Infinity) > expected) throw rowsGone()
    const following = page.length > ROWS_AT_A_TIME ? page.pop() : undefined
    const last = page.at(-1)
    if (!last) return
    yield page
    if (!following) return
    expected = following[0]
    from = last[0]
  }
}

/** Since the pin was made the oldest went, and some of them belonged to what is read. */
export function mustBeThere(db: Db, after: number, pin: Pin): void {
  const oldest = (db.prepare('SELECT min(id) FROM event').pluck().get() as number | null) ?? Number.MAX_SAFE_INTEGER
  if (oldest > pin.oldest && oldest > after + 1) throw rowsGone()
}

export const rowsGone = (): HistoryError => new HistoryError(notice('history-rows-gone', {}))
