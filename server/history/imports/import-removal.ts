import { DAY, HOUR, MINUTE } from '../../../shared/time.ts'
import { IDS_PER_MS, MAX_SLIP, slotOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'

/** Rows that one step looks at: a commit of some milliseconds. */
const ROWS_AT_A_TIME = 4_096
const MINUTES_AT_A_TIME = HOUR / MINUTE

/** What the rows of a source are found by. */
const SEGMENTS = '(SELECT id FROM segment WHERE source = @source)'
const GROUPS = `(SELECT id FROM segment_group WHERE segment IN ${SEGMENTS})`
const HOSTS = `(SELECT id FROM host WHERE segment IN ${SEGMENTS})`
const FINDINGS = '(SELECT id FROM finding WHERE source = @source)'

/** One step, to be run within a transaction of its own. */
type Step = () => void
type Steps = Generator<Step, void>

/**
 * Takes all that an imported source left out of the file, step by step; they begin anew wherever an end came. What refers
 * to a name goes before the name does, so a reading meets no number that stands for nothing.
 */
export function* removal(db: Db, source: number): Steps {
  yield () => {
    for (const table of ['keyframe', 'keyframe_silent']) db.prepare(`DELETE FROM ${table} WHERE source = ?`).run(source)
  }
  yield* some(db, source, 'event', `id IN (SELECT id FROM finding_event WHERE finding IN ${FINDINGS})`)
  yield* some(db, source, 'event', 'id IN (SELECT id FROM gap WHERE source = @source)')
  yield* byTime(db, source, 'event')
  yield* byTime(db, source, 'query')
  yield* some(db, source, 'open', `grp IN ${GROUPS}`)
  // Of the connection that writes: numbers of groups and hosts are given again.
  yield () => void db.prepare(`DELETE FROM continued WHERE grp IN ${GROUPS}`).run({ source })
  yield* some(db, source, 'finding_event', `finding IN ${FINDINGS}`)
  yield* some(db, source, 'finding', 'source = @source')
  yield* some(db, source, 'gap', 'source = @source')
  yield* minutes(db, source)
  yield* byDay(db, source, 'host_day', `host IN ${HOSTS}`)
  yield* byDay(db, source, 'group_day', `grp IN ${GROUPS}`)
  yield () => {
    db.prepare(`DELETE FROM hour WHERE segment IN ${SEGMENTS}`).run({ source })
    for (const table of ['tap_hour', 'hour_due', 'group_hour_due'])
      db.prepare(`DELETE FROM ${table} WHERE source = ?`).run(source)
    for (const table of ['group_hour', 'group_resumed']) {
      db.prepare(`DELETE FROM ${table} WHERE grp IN ${GROUPS}`).run({ source })
    }
  }
  yield* some(db, source, 'host', `segment IN ${SEGMENTS}`)
  yield* some(db, source, 'segment_group', `segment IN ${SEGMENTS}`)
  yield () => {
    for (const table of ['segment', 'import']) db.prepare(`DELETE FROM ${table} WHERE source = ?`).run(source)
    db.prepare('DELETE FROM source WHERE id = ?').run(source)
  }
}

/** Of a table that has few rows of others, or an index. */
function* some(db: Db, source: number, table: string, where: string): Steps {
  const remove = db.prepare(
    `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${where} LIMIT ${ROWS_AT_A_TIME})`,
  )
  let gone = ROWS_AT_A_TIME
  while (gone === ROWS_AT_A_TIME) yield () => void (gone = remove.run({ source }).changes)
}

/** Of a table whose ids are times. */
function* byTime(db: Db, source: number, table: 'event' | 'query'): Steps {
  const end = db
    .prepare(`SELECT max(id) FROM (SELECT id FROM ${table} WHERE id > ? AND id < ? ORDER BY id LIMIT ?)`)
    .pluck()
  const remove = db.prepare(
    `DELETE FROM ${table} WHERE id > @after AND id <= @last AND (grp IN ${GROUPS} OR host IN ${HOSTS})`,
  )
  const { from, to } = rangeOf(db, source)
  const before = slotOf(to) + IDS_PER_MS
  for (let after = slotOf(from); ;) {
    const last = end.get(after, before, ROWS_AT_A_TIME) as number | null
    if (last === null) return
    const range = { source, after, last }
    yield () => void remove.run(range)
    after = last
  }
}

function* minutes(db: Db, source: number): Steps {
  const next = db.prepare('SELECT min(at) FROM minute WHERE at >= ? AND at <= ?').pluck()
  const remove = db.prepare(`DELETE FROM minute WHERE at >= @first AND at < @end AND segment IN ${SEGMENTS}`)
  const { from, to } = rangeOf(db, source)
  for (let at = Math.floor(from / MINUTE); ;) {
    const first = next.get(at, Math.ceil(to / MINUTE)) as number | null
    if (first === null) return
    const range = { source, first, end: first + MINUTES_AT_A_TIME }
    yield () => void remove.run(range)
    at = range.end
  }
}

/** Of postings, which lie by the day of their ids. */
function* byDay(db: Db, source: number, table: 'host_day' | 'group_day', where: string): Steps {
  const next = db.prepare(`SELECT min(day) FROM ${table} WHERE day >= ? AND day <= ?`).pluck()
  const remove = db.prepare(`DELETE FROM ${table} WHERE day = @day AND ${where}`)
  const { from, to } = rangeOf(db, source)
  const dayOf = (at: number): number => Math.floor(slotOf(at) / IDS_PER_MS / DAY)
  for (let day = dayOf(from); ;) {
    const found = next.get(day, dayOf(to)) as number | null
    if (found === null) return
    yield () => void remove.run({ source, day: found })
    day = found + 1
  }
}

/** Within which its rows lie: its frames, and what slipped. */
function rangeOf(db: Db, source: number): { from: number; to: number } {
  const { first, last } = db
    .prepare(
      `SELECT coalesce(i.first_at, 0) AS first, max(coalesce(i.last_at, 0), coalesce(r.last_at, 0)) AS last
       FROM import i JOIN source r ON r.id = i.source WHERE i.source = ?`,
    )
    .get(source) as { first: number; last: number }
  return { from: first - MINUTE, to: last + MAX_SLIP + MINUTE }
}
