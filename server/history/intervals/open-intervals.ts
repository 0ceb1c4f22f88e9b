import type { Address } from '../../../shared/address.ts'
import type { MemberState } from '../../../shared/membership.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { IDS_PER_MS, slotOf, timeOf, wholeMs, type Keys } from '../file/key.ts'
import { Names } from '../file/names.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { tableKeys } from '../file/table-keys.ts'
import { readWhat, slipOf, withSlip } from '../file/what.ts'

export interface OpenRow {
  id: number
  what: number
  grp: number
  host: number
  sources: number | null
  reports: number
  began: EpochMs
  segment: number
  source: number
  /** The last moment known of its source. */
  lastAt: EpochMs | null
  sourceName: string
  segmentName: string
  group: Address
  ip: Address
  mac: number
}

/** How an interval began that has ended. `reports`: how many its membership had by then. */
export interface Begun {
  began: EpochMs
  reports: number
  /** 1: with a change. */
  changed: 0 | 1
}

/** What the table of the monitor knows about a membership at its end. */
export interface Ended {
  lastReportAt: EpochMs
  /** Since it joined. */
  reports: number
  versions: number
  state: MemberState
}

/**
 * The intervals that last. A row is found by when it began, which the end of a membership tells, so the table needs no
 * index and joins go to its end. One that goes on from a change or a gap began later than its membership: those are
 * noted aside, in memory, for the run, and so are those whose id slipped.
 */
export class OpenIntervals {
  readonly #keys: Keys
  readonly #names: Names
  readonly #add: Statement
  readonly #find: Statement
  readonly #remove: Statement
  readonly #some: Statement
  readonly #note: Statement
  readonly #noted: Statement
  readonly #unnote: Statement

  constructor(db: Db) {
    db.pragma('temp_store = MEMORY')
    db.exec(`CREATE TEMP TABLE continued (
      grp INTEGER, host INTEGER, id INTEGER, began INTEGER, reports INTEGER, changed INTEGER, since INTEGER, PRIMARY KEY (grp, host)) WITHOUT ROWID`)
    this.#names = new Names(db)
    this.#keys = tableKeys(db, 'open')
    this.#add = db.prepare('INSERT INTO open VALUES (?, ?, ?, ?, ?, ?)')
    this.#find = db.prepare('SELECT id FROM open WHERE id >= ? AND id < ? AND grp = ? AND host = ?').pluck()
    this.#remove = db.prepare('DELETE FROM open WHERE id = ?')
    this.#note = db.prepare('INSERT OR REPLACE INTO continued VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#noted = db.prepare('SELECT id, began, reports, changed, since FROM continued WHERE grp = ? AND host = ?')
    this.#unnote = db.prepare('DELETE FROM continued WHERE grp = ? AND host = ?')
    this.#some = db.prepare(`
      SELECT o.id, o.what, o.grp, o.host, o.sources, o.reports, g.segment, s.source, r.last_at AS lastAt,
        r.name AS sourceName, s.name AS segmentName, g.address AS "group", h.ip, h.mac
      FROM (SELECT * FROM open WHERE id > ? ORDER BY id LIMIT ?) o
      JOIN segment_group g ON g.id = o.grp JOIN segment s ON s.id = g.segment JOIN source r ON r.id = s.source
      JOIN host h ON h.id = o.host ORDER BY o.id`)
  }

  add(at: EpochMs, bits: number, group: number, host: number, sources: number | null): void {
    const { id, slip } = this.#keys.take(at)
    this.#add.run(id, withSlip(bits, slip), group, host, sources, 0)
    // Not where its time says (a capture whose frames all have one time): looking for it would take longer and longer.
    if (slip > 0) this.#note.run(group, host, id, wholeMs(at), 0, 0, wholeMs(at))
  }

  /** `since`: of the membership. `reports`: how many it had before. */
  goOn(
    at: EpochMs,
    bits: number,
    group: number,
    host: number,
    sources: number | null,
    reports: number,
    since: EpochMs,
  ): void {
    const { id, slip } = this.#keys.take(at)
    this.#add.run(id, withSlip(bits, slip), group, host, sources, reports)
    const changed = readWhat(bits).kind === 'changed' ? 1 : 0
    this.#note.run(group, host, id, wholeMs(at), reports, changed, wholeMs(since))
  }

  /** Since when the membership is of which an interval went on under the id `id`; null: that is not the last one any more. */
  sinceOf(id: number, group: number, host: number): EpochMs | null {
    const noted = this.#noted.get(group, host) as { id: number; since: EpochMs } | undefined
    return noted?.id === id ? noted.since : null
  }

  continued(group: number, host: number): boolean {
    return this.#noted.get(group, host) !== undefined
  }

  /** Takes it away and tells how it began. One that is not there (its beginning was lost) began at `since`. */
  end(group: number, host: number, since: EpochMs): Begun {
    const noted = this.#noted.get(group, host) as (Begun & { id: number }) | undefined
    if (noted) {
      this.remove(noted.id, group, host)
      return noted
    }
    const from = slotOf(since)
    const id = this.#find.get(from, from + IDS_PER_MS, group, host)
    if (typeof id === 'number') this.#remove.run(id)
    return { began: since, reports: 0, changed: 0 }
  }

  remove(id: number, group: number, host: number): void {
    this.#remove.run(id)
    this.#unnote.run(group, host)
  }

  /** The next rows after the id `after`. */
  some(limit: number, after = Number.MIN_SAFE_INTEGER): OpenRow[] {
    const rows = this.#some.all(Math.max(after, Number.MIN_SAFE_INTEGER), limit) as (Omit<
      OpenRow,
      'began' | 'group' | 'ip'
    > & {
      group: number
      ip: number
    })[]
    return rows.map((row) => ({
      ...row,
      group: this.#names.address(row.group),
      ip: this.#names.address(row.ip),
      began: timeOf(row.id, slipOf(row.what)),
    }))
  }
}
