import { notice } from '../../../shared/notice.ts'
import { HistoryError } from '../file/history-error.ts'
import type { Pin } from '../file/pin.ts'
import { postedIds, postedUpTo, type Chosen } from '../postings/posting-reading.ts'
import { ROWS_AT_A_TIME } from '../file/reading.ts'
import type { Db } from '../file/sqlite.ts'

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

/** Rows that are passed over at a time, looking for some hosts or groups. */
const ROWS_PASSED = 20_000

const COLUMNS = {
  /** What an event says of itself. */
  events: 'id, what, grp, host, sources FROM event WHERE',
  /** With the interval that it ends; those that end none are left out. */
  ends: '* FROM event WHERE lasted IS NOT NULL AND',
} as const

/**
 * Rows of the table `event` by their ids, some at a time; `chosen`: of some hosts or groups alone, which is quick. Throws
 * HistoryError when rows that are still to be read have been taken away (retention): a file never has fewer rows without a
 * word.
 */
export function* eventPages(
  db: Db,
  which: keyof typeof COLUMNS,
  { after, before }: { after: number; before: number },
  pin: Pin,
  chosen: Chosen | null = null,
): Generator<readonly RawEvent[], void> {
  if (chosen) {
    yield* chosenPages(db, COLUMNS[which], { after, before }, pin, chosen)
    return
  }
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

/** From the postings (posting-table.ts), and from the rows that are not in them yet. */
function* chosenPages(
  db: Db,
  columns: string,
  { after, before }: { after: number; before: number },
  pin: Pin,
  chosen: Chosen,
): Generator<readonly RawEvent[], void> {
  // Before the lists: what is posted meanwhile is not missed.
  const posted = postedUpTo(db)
  const one = db.prepare(`SELECT ${columns} id = ?`).raw()
  for (const ids of postedIds(db, chosen, after, Math.min(before, posted + 1))) {
    for (let from = 0; from < ids.length; from += ROWS_AT_A_TIME) {
      mustBeThere(db, ids[from]! - 1, pin)
      const page = ids.slice(from, from + ROWS_AT_A_TIME).map((id) => one.get(id) as RawEvent | undefined)
      yield page.filter((row) => row !== undefined)
    }
  }
  const numbers = chosen.numbers.map(Math.trunc).join(',')
  const far = db.prepare('SELECT id FROM event WHERE id > ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?').pluck()
  const rest = db.prepare(`SELECT ${columns} id > ? AND id <= ? AND ${chosen.by} IN (${numbers}) ORDER BY id`).raw()
  for (let from = Math.max(after, posted); from < before - 1;) {
    const until = (far.get(from, before, ROWS_PASSED) as number | undefined) ?? before - 1
    mustBeThere(db, from, pin)
    yield rest.all(from, until) as RawEvent[]
    from = until
  }
}

/** Since the pin was made the oldest went, and some of them belonged to what is read. */
export function mustBeThere(db: Db, after: number, pin: Pin): void {
  const oldest = (db.prepare('SELECT min(id) FROM event').pluck().get() as number | null) ?? Number.MAX_SAFE_INTEGER
  if (oldest > pin.oldest && oldest > after + 1) throw rowsGone()
}

const rowsGone = (): HistoryError => new HistoryError(notice('history-rows-gone', {}))
