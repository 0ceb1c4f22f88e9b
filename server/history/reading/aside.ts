import type { EpochMs } from '../../../shared/time.ts'
import { eventPages, type RawEvent } from './event-pages.ts'
import { timeOf } from '../file/key.ts'
import { knownEnds, type KnownEnd } from '../file/known-end.ts'
import type { LastingInterval } from './membership-cursor.ts'
import type { Names } from '../file/names.ts'
import type { Pin } from '../file/pin.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { readWhat, slipOf } from '../file/what.ts'
import type { Work } from '../../views/work.ts'

/** Rows that are set aside between two places where the work may be interrupted. */
const ROWS_SET_ASIDE = 10_000

type OpenTuple = [id: number, what: number, group: number, host: number, sources: number | null, reports: number]
type AsideTuple = [
  began: EpochMs,
  group: number,
  host: number,
  what: number,
  sources: number | null,
  reports: number | null,
  last: EpochMs | null,
]

/**
 * What lasted where a pin is, by when it began: what lasts still, and what ended since. It is set aside in a temporary
 * table, since there may be millions.
 */
export class Aside {
  readonly #db: Db
  readonly #name: string
  readonly #add: Statement
  readonly #isKnown: KnownEnd

  constructor(db: Db, name: string) {
    this.#db = db
    this.#name = name
    this.#isKnown = knownEnds(db)
    // last: of one that ended since, its last report. reports: NULL where its end did not know.
    db.exec(`CREATE TEMP TABLE ${name} (
      began INTEGER, grp INTEGER, host INTEGER, what INTEGER, sources INTEGER, reports INTEGER, last INTEGER,
      PRIMARY KEY (began, grp, host)) WITHOUT ROWID`)
    this.#add = db.prepare(`INSERT OR REPLACE INTO ${name} VALUES (?, ?, ?, ?, ?, ?, ?)`)
  }

  /** First what lasts, then what ended: what ends meanwhile is in both, so nothing is missed. */
  *fill(names: Names, pin: Pin): Work<void> {
    const there = (group: number, at: EpochMs): boolean => pin.has(names.group(group).place.sourceId, at)
    const settled = pin.hasNewcomers(this.#db) ? Number.MIN_SAFE_INTEGER : pin.settledId - 1
    yield* this.#takeSettled(settled)
    const open = this.#db.prepare('SELECT * FROM open WHERE id > ? ORDER BY id LIMIT ?').raw()
    for (let after = settled; ;) {
      const rows = open.all(after, ROWS_SET_ASIDE) as OpenTuple[]
      for (const [id, what, group, host, sources, reports] of rows) {
        const began = timeOf(id, slipOf(what))
        if (there(group, began)) this.#add.run(began, group, host, what, sources, reports, null)
      }
      const last = rows.at(-1)
      if (!last) break
      after = last[0]
      yield
    }
    // What ended before this had ended for all sources that write now.
    const after = pin.settledId - 1
    for (const page of eventPages(this.#db, 'ends', { after, before: Number.MAX_SAFE_INTEGER }, pin)) {
      for (const record of page) this.#addEnded(record, there)
      yield
    }
  }

  /** In the order in which they began, those that began before `to`; some at a time. */
  *pages(to: EpochMs, size: number): Generator<LastingInterval[], void> {
    const next = this.#db
      .prepare(
        `SELECT * FROM ${this.#name} WHERE (began, grp, host) > (?, ?, ?) AND began < ? ORDER BY began, grp, host LIMIT ?`,
      )
      .raw()
    let from: readonly number[] = [Number.MIN_SAFE_INTEGER, 0, 0]
    const before = Math.min(to, Number.MAX_SAFE_INTEGER)
    for (;;) {
      const rows = next.all(...from, before, size) as AsideTuple[]
      const last = rows.at(-1)
      if (!last) return
      yield rows.map(intervalOf)
      from = last.slice(0, 3) as number[]
    }
  }

  countBefore(to: EpochMs): number {
    const before = Math.min(to, Number.MAX_SAFE_INTEGER)
    return this.#db.prepare(`SELECT count(*) FROM ${this.#name} WHERE began < ?`).pluck().get(before) as number
  }

  drop(): void {
    this.#db.exec(`DROP TABLE ${this.#name}`)
  }

  /** Rows of a time that all sources have passed were there: SQLite copies them by itself. */
  *#takeSettled(settled: number): Work<void> {
    const far = this.#db
      .prepare('SELECT max(id) FROM (SELECT id FROM open WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)')
      .pluck()
    const copy = this.#db.prepare(
      `INSERT OR REPLACE INTO ${this.#name} SELECT (id >> 9) + ? - (what >> 16), grp, host, what, sources, reports, NULL
       FROM open WHERE id > ? AND id <= ?`,
    )
    for (let after = Number.MIN_SAFE_INTEGER; ;) {
      const until = far.get(after, settled, ROWS_SET_ASIDE) as number | null
      if (until === null) return
      copy.run(timeOf(0, 0), after, until)
      after = until
      yield
    }
  }

  #addEnded(record: RawEvent, there: (group: number, at: EpochMs) => boolean): void {
    const [id, what, group, host, sources, was, lasted, silent, reports] = record
    if (group === null || host === null || lasted == null) return
    const end = timeOf(id, slipOf(what))
    const began = end - lasted
    if (there(group, end) || !there(group, began)) return
    const list = readWhat(what).kind === 'changed' ? (was ?? null) : sources
    const isKnown = silent != null && reports != null && this.#isKnown(id, what, lasted, silent, reports)
    this.#add.run(began, group, host, what, list, isKnown ? reports : null, isKnown ? end - silent : null)
  }
}

const intervalOf = ([began, group, host, what, sources, reports, last]: AsideTuple): LastingInterval => ({
  began,
  group,
  host,
  what,
  sources,
  reportsBefore: reports ?? 0,
  ended: last === null && reports !== null ? null : { lastReportAt: last, reports },
})
