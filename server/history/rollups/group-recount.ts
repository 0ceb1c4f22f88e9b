import { HOUR } from '../../../shared/time.ts'
import { GroupChanges, type Move } from './group-changes.ts'
import type { GroupHourTable } from './group-hour-table.ts'
import { GroupTally, type GroupStand } from './group-tally.ts'
import { slotOf } from '../file/key.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Events that one step looks at, and rows that one step writes: some ten milliseconds. */
const ROWS_AT_A_TIME = 4_096
/** Groups of one hour; further ones get no row for it, and are counted. */
const GROUPS_AT_MOST = 400_000

/** A row that was written anew: how the group stands after it. */
export interface Recounted {
  group: number
  before: GroupStand
  after: GroupStand
}

/** One hour of a source counted anew from its events, in steps. */
export class GroupRecount {
  readonly source: number
  readonly hour: number
  /** Groups without a row, because there were too many. */
  uncounted = 0
  readonly #table: GroupHourTable
  readonly #tallies = new Map<number, GroupTally>()
  readonly #pieces: Generator<readonly Move[]>
  readonly #oldest: Statement
  #writing: IterableIterator<[number, GroupTally]> | null = null

  constructor(db: Db, table: GroupHourTable, source: number, hour: number) {
    this.source = source
    this.hour = hour
    this.#table = table
    this.#pieces = new GroupChanges(db).of(source, hour, ROWS_AT_A_TIME)
    this.#oldest = db.prepare('SELECT min(id) FROM event').pluck()
  }

  /** Its events, or the first of them, were taken away: what was counted before stands. */
  get gone(): boolean {
    const oldest = this.#oldest.get() as number | null
    return oldest === null || oldest >= slotOf((this.hour + 1) * HOUR)
  }

  /** Reads some. False when all is read. */
  read(): boolean {
    if (this.#writing) return false
    const piece = this.#pieces.next()
    if (piece.done) {
      this.#writing = this.#tallies.entries()
      return false
    }
    const skipped = new Set<number>()
    for (const { group, change, at, count } of piece.value) {
      const tally = this.#tallyOf(group)
      if (tally) tally.take(change, at, count)
      else skipped.add(group)
    }
    this.uncounted += skipped.size
    return true
  }

  /** Within a transaction: writes some rows and tells them; null when all are written. */
  write(): Recounted[] | null {
    const written: Recounted[] = []
    while (written.length < ROWS_AT_A_TIME) {
      const next = this.#writing?.next()
      if (!next || next.done === true) break
      const [group, tally] = next.value
      const before = this.#table.before(group, this.hour + 1)
      this.#table.put(group, tally)
      written.push({ group, before, after: { members: tally.members, stopped: tally.stopped } })
    }
    return written.length === 0 ? null : written
  }

  #tallyOf(group: number): GroupTally | null {
    const known = this.#tallies.get(group)
    if (known) return known
    if (this.#tallies.size >= GROUPS_AT_MOST) return null
    const tally = new GroupTally(this.hour, HOUR, this.#table.before(group, this.hour))
    this.#tallies.set(group, tally)
    return tally
  }
}
