import { FLOW_COLUMNS, Hour, MESSAGE_COLUMNS, MINUTES_OF_HOUR, SIZE_COLUMNS, SLOT_MINUTES } from './hour-pack.ts'
import type { Family } from '../../../shared/address.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { TapHourTable } from './tap-hour-table.ts'

/** Hours of a source that are rolled up after one commit: what an older version left is done soon, and holds nobody up. */
const ROLLED_AT_A_TIME = 4

/** A row of `minute`, after the family of its segment. */
type MinuteColumns = readonly [family: Family, minute: number, segment: number, ...counts: number[]]

/**
 * The table `minute`, and its roll-up by hour. Which hours are due is in the file, so an end at any moment leaves none out:
 * an hour is due from its first minute on, and rolled up when its source has come to another one. A minute that comes
 * later makes it due again.
 */
export class MinuteTable {
  readonly #add: Statement
  readonly #isDue: Statement
  readonly #due: Statement
  readonly #minutes: Statement
  readonly #put: Statement
  readonly #done: Statement
  /** The hour that each source is in. */
  #current = new Map<number, number>()
  readonly #hour = new Hour()
  readonly #whole: TapHourTable

  constructor(db: Db) {
    this.#whole = new TapHourTable(db)
    this.#add = db.prepare(`
      INSERT INTO minute VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET groups = excluded.groups, hosts = excluded.hosts, memberships = excluded.memberships,
        joins = joins + excluded.joins, leaves = leaves + excluded.leaves, expiries = expiries + excluded.expiries,
        queries = queries + excluded.queries, reports_v1 = reports_v1 + excluded.reports_v1,
        reports_v2 = reports_v2 + excluded.reports_v2, reports_v3 = reports_v3 + excluded.reports_v3,
        problems = problems + excluded.problems, general_v1 = ifnull(general_v1, 0) + excluded.general_v1,
        general_v2 = ifnull(general_v2, 0) + excluded.general_v2, general_v3 = ifnull(general_v3, 0) + excluded.general_v3,
        specific_v2 = ifnull(specific_v2, 0) + excluded.specific_v2,
        specific_v3 = ifnull(specific_v3, 0) + excluded.specific_v3,
        leave_messages = ifnull(leave_messages, 0) + excluded.leave_messages`)
    this.#isDue = db.prepare('INSERT OR IGNORE INTO hour_due VALUES (?, ?)')
    this.#due = db.prepare('SELECT source, at FROM hour_due ORDER BY at').raw()
    this.#minutes = db
      .prepare(
        `SELECT s.family, m.* FROM minute m JOIN segment s ON s.id = m.segment
         WHERE m.at >= ? AND m.at < ? AND s.source = ? ORDER BY m.segment, m.at`,
      )
      .raw()
    this.#put = db.prepare('INSERT OR REPLACE INTO hour VALUES (?, ?, ?)')
    this.#done = db.prepare('DELETE FROM hour_due WHERE source = ? AND at = ?')
  }

  /** Within a transaction. `counts`: in the order of the columns. */
  add(source: number, segment: number, minute: number, counts: readonly number[]): void {
    this.#add.run(minute, segment, ...counts)
    const hour = Math.floor(minute / MINUTES_OF_HOUR)
    if (this.#current.get(source) === hour) return
    this.#current.set(source, hour)
    this.#isDue.run(source, hour)
  }

  /** A source that has come to its end: its last hour is rolled up with the next commit. */
  leave(source: number): void {
    this.#current.delete(source)
  }

  /** A transaction was rolled back: what it had noted is not in the file. */
  forget(): void {
    this.#current = new Map()
  }

  /** After a commit. `transaction` runs its work as one; what fails (a full disk) is tried after the next one. */
  roll(transaction: (work: () => void) => void): void {
    try {
      const due = (this.#due.all() as [number, number][]).filter(([source, at]) => this.#current.get(source) !== at)
      if (due.length === 0) return
      transaction(() => due.slice(0, ROLLED_AT_A_TIME).forEach(([source, at]) => this.#rollUp(source, at)))
    } catch {
      // They stay due.
    }
  }

  #rollUp(source: number, at: number): void {
    const first = at * MINUTES_OF_HOUR
    let segment: number | null = null
    const hour = this.#hour
    this.#whole.begin()
    for (const row of this.#minutes.all(first, first + MINUTES_OF_HOUR, source) as MinuteColumns[]) {
      const [family, minute, of, ...counts] = row
      if (of !== segment) {
        if (segment !== null) this.#put.run(segment, at, hour.pack())
        segment = of
        hour.clear()
      }
      const place = minute - first
      this.#whole.add(place, of, family, counts)
      hour.present[place] = 1
      for (let i = 0; i < SIZE_COLUMNS; i += 1) hour.sizes[place * SIZE_COLUMNS + i] = counts[i] ?? 0
      const slot = Math.floor(place / SLOT_MINUTES)
      for (let i = 0; i < FLOW_COLUMNS; i += 1) hour.flows[slot * FLOW_COLUMNS + i]! += counts[SIZE_COLUMNS + i] ?? 0
      for (let i = 0; i < MESSAGE_COLUMNS; i += 1) {
        hour.messages[slot * MESSAGE_COLUMNS + i]! += counts[SIZE_COLUMNS + FLOW_COLUMNS + i] ?? 0
      }
    }
    if (segment !== null) this.#put.run(segment, at, hour.pack())
    this.#whole.write(source, at)
    this.#done.run(source, at)
  }
}
