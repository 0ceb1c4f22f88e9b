import { dayOf, unpackIds } from './posting-pack.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Whose events: numbers of the file. */
export interface Chosen {
  by: 'host' | 'grp'
  numbers: readonly number[]
}

/** Up to this id all rows are in the postings. */
export const postedUpTo = (db: Db): number =>
  (db.prepare(`SELECT value FROM meta WHERE name = 'posted'`).pluck().get() as number | undefined) ??
  Number.MIN_SAFE_INTEGER

/** Ids of the events of hosts or groups from the postings, day by day, in order and each once: `after` < id < `before`. */
export function* postedIds(db: Db, { by, numbers }: Chosen, after: number, before: number): Generator<number[], void> {
  const table = by === 'host' ? 'host_day' : 'group_day'
  const nextDay = db.prepare(`SELECT min(day) FROM ${table} WHERE day >= ?`).pluck()
  const lists = db.prepare(`SELECT ids FROM ${table} WHERE day = ? AND ${by} = ?`).pluck()
  for (let day = firstDay(nextDay, after); day !== null && day <= dayOf(before);) {
    const ids: number[] = []
    for (const number of numbers) {
      for (const packed of lists.all(day, number) as Uint8Array[]) unpackIds(packed, day, ids)
    }
    ids.sort((a, b) => a - b)
    const wanted = ids.filter((id, i) => id > after && id < before && id !== ids[i - 1])
    if (wanted.length > 0) yield wanted
    day = nextDay.get(day + 1) as number | null
  }
}

const firstDay = (nextDay: Statement, after: number): number | null =>
  nextDay.get(Math.max(dayOf(after), Number.MIN_SAFE_INTEGER)) as number | null
