import type { EpochMs } from '../../shared/time.ts'
import type { Keys } from './key.ts'
import type { Db, Statement } from './sqlite.ts'
import { tableKeys } from './table-keys.ts'
import { withSlip } from './what.ts'

/** The only large table: rows are added at its end and never written again. What an event has not is null. */
export class EventTable {
  readonly #keys: Keys
  readonly #add: Statement

  constructor(db: Db) {
    this.#keys = tableKeys(db, 'event')
    this.#add = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  }

  /** Of an event that ends no interval. Returns its id. */
  add(
    at: EpochMs,
    bits: number,
    group: number | null,
    host: number | null,
    sources: number | null = null,
    was: number | null = null,
  ): number {
    const { id, slip } = this.#keys.take(at)
    this.#add.run(id, withSlip(bits, slip), group, host, sources, was, null, null, null)
    return id
  }

  /** Of an event that ends an interval: it `lasted` so long, and was silent for `silent` of it (both ms). */
  addEnd(
    at: EpochMs,
    bits: number,
    group: number,
    host: number,
    sources: number | null,
    was: number | null,
    lasted: number,
    silent: number,
    reports: number,
  ): void {
    const { id, slip } = this.#keys.take(at)
    this.#add.run(id, withSlip(bits, slip), group, host, sources, was, lasted, silent, reports)
  }
}
