import type { EpochMs } from '../../../shared/time.ts'
import type { GroupHours } from '../rollups/group-hours.ts'
import { wholeMs, type Keys } from '../file/key.ts'
import type { PostingTable } from '../postings/posting-table.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { tableKeys } from '../file/table-keys.ts'
import { readWhat, withSlip } from '../file/what.ts'

/** The only large table: rows are added at its end and never written again. What an event has not is null. */
export class EventTable {
  readonly #keys: Keys
  readonly #add: Statement
  readonly #groups: GroupHours
  readonly #postings: PostingTable

  constructor(db: Db, groups: GroupHours, postings: PostingTable) {
    this.#groups = groups
    this.#postings = postings
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
    this.#postings.added(id, group, host)
    if (group !== null) this.#count(at, bits, group)
    return id
  }

  /**
   * Of an event that ends an interval: it `lasted` so long, and was silent for `silent` of it (both ms). null: nobody knows
   * its last report, nor how many there were. Returns its id.
   */
  addEnd(
    at: EpochMs,
    bits: number,
    group: number,
    host: number,
    sources: number | null,
    was: number | null,
    lasted: number,
    silent: number | null,
    reports: number | null,
  ): number {
    const { id, slip } = this.#keys.take(at)
    this.#add.run(id, withSlip(bits, slip), group, host, sources, was, lasted, silent, reports)
    this.#postings.added(id, group, host)
    this.#count(at, bits, group)
    return id
  }

  /** A change of mode or sources moves no number. */
  #count(at: EpochMs, bits: number, group: number): void {
    const { kind } = readWhat(bits)
    if (kind === 'joined' || kind === 'left' || kind === 'expired' || kind === 'stopped') {
      this.#groups.happened(wholeMs(at), kind, group)
    }
  }
}
