import { Keys } from './key.ts'
import type { Db } from './sqlite.ts'
import { slipOf } from './what.ts'

/** Ids for the rows of a table that has `id` and `what`. */
export function tableKeys(db: Db, table: 'event' | 'query' | 'open' | 'finding'): Keys {
  const last = db.prepare(`SELECT max(id) FROM ${table}`).pluck()
  const lastBelow = db.prepare(`SELECT max(id) FROM ${table} WHERE id < ?`).pluck()
  const what = db.prepare(`SELECT what FROM ${table} WHERE id = ?`).pluck()
  const orNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)
  return new Keys({ last: () => orNull(last.get()), lastBelow: (limit) => orNull(lastBelow.get(limit)) }, (id) =>
    slipOf(orNull(what.get(id)) ?? 0),
  )
}
