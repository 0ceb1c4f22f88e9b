import type { IgmpVersion } from '../../../shared/igmp.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { IDS_PER_MS, MAX_SLIP, slotOf, timeOf } from '../file/key.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { isContinued, readWhat, slipOf } from '../file/what.ts'

/** Changes of mode or sources that are followed back at most; a membership that has more is told to be younger. */
const CHANGES_FOLLOWED = 10_000

type Row = { id: number; what: number; grp: number; host: number; lasted: number | null; reports: number | null }

/** Finds the event that began an interval, by its time. */
export class Beginnings {
  readonly #own: Statement
  readonly #next: Statement
  readonly #taken: Statement
  /** A millisecond that is full is read once: all of its rows are asked for one after the other. */
  #full: { at: EpochMs; rows: Map<string, Row[]> } | null = null

  constructor(db: Db) {
    const rows = 'SELECT id, what, grp, host, lasted, reports FROM event WHERE id >= ? AND id < ? AND (what & 15) <= 1'
    this.#own = db.prepare(`${rows} AND grp = ? AND host = ? ORDER BY id DESC`)
    this.#next = db.prepare(`${rows} ORDER BY id DESC`)
    this.#taken = db.prepare('SELECT 1 FROM event WHERE id = ?').pluck()
  }

  /**
   * Of an interval that began with a change: since when its membership is, and how many reports it had by then. What was
   * taken away (retention) or lost ends the way back.
   */
  of(began: EpochMs, group: number, host: number): { since: EpochMs; reports: number } {
    let since = began
    let reports = 0
    for (let steps = 0; steps < CHANGES_FOLLOWED; steps += 1) {
      // Of several in one millisecond those that lasted no time lead nowhere; a join is the beginning.
      const before = this.#at(since, group, host).find((row) => {
        const changed = readWhat(row.what).kind === 'changed'
        if (changed) reports += row.reports ?? 0
        return !changed || row.lasted !== 0
      })
      if (!before?.lasted) return { since, reports }
      since -= before.lasted
      if (!isContinued(before.what)) return { since, reports }
    }
    return { since, reports }
  }

  /** The version that it began in; null: its beginning is not there. */
  version(began: EpochMs, group: number, host: number): IgmpVersion | null {
    const [begin] = this.#at(began, group, host)
    return begin ? readWhat(begin.what).version : null
  }

  /** Its joins and changes of that millisecond, the last first. */
  #at(at: EpochMs, group: number, host: number): readonly Row[] {
    const slot = slotOf(at)
    if (this.#full?.at !== at) {
      if (this.#taken.get(slot + IDS_PER_MS - 1) === undefined) {
        const rows = this.#own.all(slot, slot + IDS_PER_MS, group, host) as Row[]
        return rows.filter(({ what }) => slipOf(what) === 0)
      }
      this.#full = { at, rows: this.#readFull(at, slot) }
    }
    return this.#full.rows.get(`${group} ${host}`) ?? []
  }

  /** The rest slipped behind it, over milliseconds that are full too (key.ts). */
  #readFull(at: EpochMs, slot: number): Map<string, Row[]> {
    let last = slot + IDS_PER_MS
    const limit = slot + MAX_SLIP * IDS_PER_MS
    while (last < limit && this.#taken.get(last + IDS_PER_MS - 1) !== undefined) last += IDS_PER_MS
    const rows = new Map<string, Row[]>()
    for (const row of this.#next.iterate(slot, last + IDS_PER_MS) as Iterable<Row>) {
      if (timeOf(row.id, slipOf(row.what)) !== at) continue
      const key = `${row.grp} ${row.host}`
      const known = rows.get(key)
      if (known) known.push(row)
      else rows.set(key, [row])
    }
    return rows
  }
}
