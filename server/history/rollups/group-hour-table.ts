import { SECOND } from '../../../shared/time.ts'
import { NOBODY, type GroupStand, type GroupTally } from './group-tally.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** A row of `group_hour`. */
export interface GroupHourRow {
  at: number
  members: number
  stopped: number
  least: number
  most: number
  joins: number
  leaves: number
  expiries: number
}

export const standOf = (row: Pick<GroupHourRow, 'members' | 'stopped'> | undefined): GroupStand =>
  row ? { members: row.members, stopped: row.stopped === 1 } : NOBODY

/** The roll-ups of groups: a row for each hour in which a group changed; without one it is as it was before. */
export class GroupHourTable {
  readonly #put: Statement
  readonly #before: Statement
  readonly #after: Statement

  constructor(db: Db) {
    this.#put = db.prepare('INSERT OR REPLACE INTO group_hour VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#before = db.prepare(
      'SELECT members, stopped FROM group_hour WHERE grp = ? AND at < ? ORDER BY at DESC LIMIT 1',
    )
    this.#after = db.prepare('SELECT at FROM group_hour WHERE grp = ? AND at >= ? ORDER BY at LIMIT 1').pluck()
  }

  /** As it stood when the hour began. */
  before(group: number, hour: number): GroupStand {
    return standOf(this.#before.get(group, hour) as GroupHourRow | undefined)
  }

  /** The first hour with a row, from this one on. */
  next(group: number, hour: number): number | null {
    return (this.#after.get(group, hour) as number | undefined) ?? null
  }

  put(group: number, tally: GroupTally): void {
    const { step, members, stopped, least, most, held, joins, leaves, expiries } = tally
    const seconds = Math.round(held / SECOND)
    this.#put.run(group, step, members, stopped ? 1 : 0, least, most, seconds, joins, leaves, expiries)
  }
}
