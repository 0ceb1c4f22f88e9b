import type { EpochMs } from '../../../shared/time.ts'
import { Aside } from './aside.ts'
import { mustBeThere } from './event-pages.ts'
import { readEvents } from './event-reading.ts'
import { timeOf } from '../file/key.ts'
import { knownEnds } from '../file/known-end.ts'
import { MembershipCursor } from './membership-cursor.ts'
import { fromOnly, readEnded } from './membership-reading.ts'
import type { Names } from '../file/names.ts'
import type { Pin } from '../file/pin.ts'
import { idRange, type Reading } from '../file/reading.ts'
import type { HistoryQuery } from '../file/row.ts'
import type { Db } from '../file/sqlite.ts'
import { KINDS } from '../file/what.ts'

/** Rows that SQLite counts at a time: some ten milliseconds. */
const COUNTED_AT_A_TIME = 100_000
/** Of a row of `event`, in milliseconds since the epoch of its ids (key.ts, what.ts): its time, and the kind. */
const AT = '(id >> 9) - (what >> 16)'
const KIND = '(what & 15)'

/** How many rows files without a filter have: SQLite counts what is of a time that all sources have passed by itself. */
export type Counting = Generator<number, void>

export function* countEvents(db: Db, names: Names, query: HistoryQuery, pin: Pin): Counting {
  const settled = settledBy(db, pin)
  const { after, before } = idRange(db, query)
  const there = `${KIND} <> ${KINDS.indexOf('stopped')} AND ${AT} >= @from AND ${AT} < @to`
  yield* counted(db, there, query, pin, after, Math.min(before - 1, settled))
  yield* lengths(readEvents(db, names, query, pin, settled))
}

/** `aside`: a name for a temporary table. */
export function* countMemberships(db: Db, names: Names, query: HistoryQuery, pin: Pin, aside: string): Counting {
  const settled = settledBy(db, pin)
  const { after, before } = idRange(db, fromOnly(query))
  const there = `lasted IS NOT NULL AND ${AT} >= @from AND ${AT} - lasted < @to`
  yield* counted(db, there, query, pin, after, Math.min(before - 1, settled))
  yield* lengths(readEnded(db, query, pin, new MembershipCursor(names, knownEnds(db)), () => true, settled))
  const lasting = new Aside(db, aside)
  try {
    const filling = lasting.fill(names, pin)
    while (filling.next().done !== true) yield 0
    yield lasting.countBefore(query.to ?? Infinity)
  } finally {
    lasting.drop()
  }
}

/** Up to this id all rows were there when the pin was made. */
const settledBy = (db: Db, pin: Pin): number => (pin.hasNewcomers(db) ? Number.MIN_SAFE_INTEGER : pin.settledId - 1)

function* counted(db: Db, there: string, { from, to }: HistoryQuery, pin: Pin, after: number, last: number): Counting {
  mustBeThere(db, after, pin)
  const far = db.prepare('SELECT id FROM event WHERE id > ? AND id <= ? ORDER BY id LIMIT 1 OFFSET ?').pluck()
  const count = db.prepare(`SELECT count(*) FROM event WHERE id > @after AND id <= @until AND ${there}`).pluck()
  const range = { from: moment(from ?? Number.NEGATIVE_INFINITY), to: moment(to ?? Infinity) }
  for (let next = after; next < last;) {
    const until = (far.get(next, last, COUNTED_AT_A_TIME) as number | undefined) ?? last
    yield count.get({ after: next, until, ...range }) as number
    next = until
  }
}

/** In the milliseconds of `AT`. Rows are whole milliseconds. */
const moment = (at: EpochMs): number =>
  Math.min(Math.max(Math.ceil(at) - timeOf(0, 0), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)

function* lengths<Row>(reading: Reading<Row>): Counting {
  for (const piece of reading) if ('rows' in piece) yield lengthOf(piece.rows)
}

export function lengthOf(rows: Iterable<unknown>): number {
  let length = 0
  const each = rows[Symbol.iterator]()
  while (each.next().done !== true) length += 1
  return length
}
