import { statSync } from 'node:fs'
import { notice } from '../../../shared/notice.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { HistoryError } from '../file/history-error.ts'
import { timeOf } from '../file/key.ts'
import { MIGRATIONS } from '../file/schema.ts'
import { headerFault } from '../file/soundness.ts'
import type { Db } from '../file/sqlite.ts'

/** What is in a file. */
export interface Contents {
  bytes: number
  schema: number
  sources: readonly string[]
  /** The first and the last event; null: there is none. */
  from: EpochMs | null
  to: EpochMs | null
  rows: Readonly<Record<'events' | 'lasting' | 'queries' | 'findings' | 'minutes' | 'hours', number>>
}

const COUNTED = {
  events: 'event',
  lasting: 'open',
  queries: 'query',
  findings: 'finding',
  minutes: 'minute',
  hours: 'hour',
} as const satisfies Record<keyof Contents['rows'], string>

/**
 * Reads all of a file: whether it is a history that this version knows, and sound. `quick`: every page; `all`: also
 * whether indexes and tables agree. Throws HistoryError, or the error of SQLite.
 */
export function contentsOf(db: Db, file: string, how: 'quick' | 'all'): Contents {
  const schema = Number(db.pragma('user_version', { simple: true }))
  if (schema > MIGRATIONS.length) {
    throw new HistoryError(notice('history-newer', { file, found: schema, known: MIGRATIONS.length }))
  }
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
  const isOurs = schema > 0 && ['meta', 'source', 'event', 'open'].every((name) => tables.includes(name))
  if (!isOurs) throw new HistoryError(notice('history-not-ours', { file }))
  const fault = headerFault(db.name) ?? soundness(db, how)
  if (fault !== null) throw new HistoryError(notice('history-damaged', { file, detail: fault }))
  const [first, last] = db.prepare('SELECT min(id), max(id) FROM event').raw().get() as [number | null, number | null]
  const rows = Object.entries(COUNTED).map(([name, table]) => [
    name,
    tables.includes(table) ? (db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number) : 0,
  ])
  return {
    bytes: statSync(db.name).size,
    schema,
    sources: db.prepare('SELECT name FROM source ORDER BY name').pluck().all() as string[],
    from: first === null ? null : timeOf(first, 0),
    to: last === null ? null : timeOf(last, 0),
    rows: Object.fromEntries(rows) as Contents['rows'],
  }
}

function soundness(db: Db, how: 'quick' | 'all'): string | null {
  const told = db.pragma(how === 'all' ? 'integrity_check(1)' : 'quick_check(1)', { simple: true })
  return told === 'ok' ? null : String(told)
}
