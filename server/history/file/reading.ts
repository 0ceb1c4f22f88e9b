import { IDS_PER_MS, MAX_SLIP, slotOf } from './key.ts'
import type { Ended } from '../intervals/open-intervals.ts'
import type { MemberKey } from '../protocol.ts'
import type { HistoryQuery } from './row.ts'
import type { Db } from './sqlite.ts'

/** Rows of the file that are read at a time: each time is a transaction of its own, so none holds up the writer. */
export const ROWS_AT_A_TIME = 2_000

/**
 * A row that is one and the same object for all rows, moved from one to the next; `row` is what it is now, to be kept. A
 * file has millions of rows, and is written as they pass.
 */
export interface Moving<Row> {
  row(): Row
}

/** A reading is a generator: it gives rows, or asks how memberships stand and is given the answers. */
export type Piece<Row> = { rows: Iterable<Row> } | { ask: readonly MemberKey[] }
export type Reading<Row> = Generator<Piece<Row>, void, readonly (Ended | null)[] | undefined>

/** A row of the table `event`. */
export type EventRecord = {
  id: number
  what: number
  grp: number | null
  host: number | null
  sources: number | null
  was: number | null
  lasted: number | null
  silent: number | null
  reports: number | null
}

/** What may lie between two moments, and then is looked at; and not what is written after this one. */
export function idRange(db: Db, { from, to }: HistoryQuery): { after: number; before: number } {
  const last = db.prepare('SELECT max(id) FROM event').pluck().get() as number | null
  const end = to === undefined ? Infinity : slotOf(to) + MAX_SLIP * IDS_PER_MS
  return {
    after: from === undefined ? Number.MIN_SAFE_INTEGER : slotOf(from) - 1,
    before: Math.min(end, last === null ? Number.MIN_SAFE_INTEGER : last + 1),
  }
}
