import type { IgmpVersion } from '../../../shared/igmp.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { slotOf, timeOf } from '../file/key.ts'
import type { Names } from '../file/names.ts'
import { ROWS_AT_A_TIME, type Reading } from '../file/reading.ts'
import type { HistoryQuery, PastGap, PastQuery } from '../file/row.ts'
import type { Db } from '../file/sqlite.ts'
import { readQuery, slipOf } from '../file/what.ts'

type QueryRecord = {
  id: number
  what: number
  host: number
  grp: number | null
  max_response: number
  interval: number | null
}

/** Queries in the order of time. */
export function* readQueries(db: Db, names: Names, { from, to }: HistoryQuery): Reading<PastQuery> {
  const next = db.prepare('SELECT * FROM query WHERE id > ? AND id < ? ORDER BY id LIMIT ?')
  const before = to === undefined ? Number.MAX_SAFE_INTEGER : slotOf(to)
  for (let after = from === undefined ? Number.MIN_SAFE_INTEGER : slotOf(from) - 1; ;) {
    const records = next.all(after, before, ROWS_AT_A_TIME) as QueryRecord[]
    const last = records.at(-1)
    if (!last) return
    yield { rows: records.map((record) => pastQuery(record, names)) }
    after = last.id
  }
}

function pastQuery(record: QueryRecord, names: Names): PastQuery {
  const { place, ip, macNumber } = names.host(record.host)
  const { version, scope, robustness } = readQuery(record.what)
  return {
    ...place,
    at: timeOf(record.id, slipOf(record.what)),
    ip,
    mac: macNumber === -1 ? null : macNumber,
    version: version as IgmpVersion,
    scope,
    robustness,
    maxResponseMs: record.max_response,
    queryIntervalMs: record.interval,
    group: record.grp === null ? null : names.group(record.grp).address,
  }
}

type GapRecord = { id: number; source: string; until: EpochMs | null; what: number }

/** Times of which nothing is known; what comes after the last moment of a source is one that has no end yet. */
export function* readGaps(db: Db, { from, to }: HistoryQuery): Reading<PastGap> {
  const records = db
    .prepare(
      `SELECT g.id, r.name AS source, g.until, e.what FROM gap g
       JOIN event e ON e.id = g.id JOIN source r ON r.id = g.source
       WHERE g.id < ? AND (g.until IS NULL OR g.until >= ?) ORDER BY g.id`,
    )
    .all(to === undefined ? Number.MAX_SAFE_INTEGER : slotOf(to), from ?? Number.MIN_SAFE_INTEGER) as GapRecord[]
  const ends = db.prepare(
    'SELECT name AS source, last_at AS "from", NULL AS "to" FROM source WHERE last_at IS NOT NULL',
  )
  yield {
    rows: [
      ...records.map(({ id, source, until, what }) => ({ source, from: timeOf(id, slipOf(what)), to: until })),
      ...(ends.all() as PastGap[]),
    ],
  }
}
