import { ADDRESS_NUMBERS } from '../file/address-number.ts'
import type { Intern } from '../writing/intern.ts'
import { NAMED, NamesInUse, type Named } from '../writing/names-in-use.ts'
import type { Db } from '../file/sqlite.ts'

/** Rows that one step looks at: some milliseconds. */
const ROWS_AT_A_TIME = 8_192
const GROUPS_AT_A_TIME = 2_048
/** Names that were given since the last round, before there is another. */
const GIVEN = 250_000
/** In the table meta: numbers that had been given at the last round. */
const META = 'names_looked_at'

type Transaction = (work: () => void) => void

/**
 * Takes away names that nothing refers to any more: a flood of forged hosts goes with its events. There is no index from a
 * host to its rows (it would cost more than the names do), so a round reads them all, a few after each commit, and notes
 * which numbers it met; what the writer uses meanwhile is noted too. The largest number of each table stays, so that none
 * is given again for another name.
 */
export class OldNames {
  readonly #db: Db
  readonly #intern: Intern
  readonly #given: number
  #round: Generator<() => void, void> | null = null
  removed = 0

  constructor(db: Db, intern: Intern, given = GIVEN) {
    this.#db = db
    this.#intern = intern
    this.#given = given
  }

  /** After a commit. `anyGone`: events were taken away in this run; without that each name has its rows. */
  step(transaction: Transaction, anyGone: boolean): void {
    if (!this.#round) {
      if (!anyGone || this.#sinceLast() < this.#given) return
      this.#round = this.#look()
    }
    const step = this.#round.next()
    if (step.done === true) this.#round = null
    else transaction(step.value)
  }

  /** A transaction failed, or an import was taken out: it begins anew. */
  forget(): void {
    this.#round = null
    this.#intern.inUse = null
  }

  #ends(): Record<Named, number> {
    const max = (table: Named): number =>
      (this.#db.prepare(`SELECT max(id) FROM ${table}`).pluck().get() as number | null) ?? 0
    return Object.fromEntries(NAMED.map((table) => [table, max(table)])) as Record<Named, number>
  }

  #sinceLast(): number {
    const last = this.#db.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(META) as number | undefined
    return Object.values(this.#ends()).reduce((sum, end) => sum + end, 0) - (last ?? 0)
  }

  *#look(): Generator<() => void, void> {
    const ends = this.#ends()
    const used = new NamesInUse(ends)
    // What is written from here on uses its names anew; and what is remembered is asked for again.
    this.#intern.inUse = used
    // First what lasts: it ends without its names being asked for.
    yield* this.#each('open', 'grp, host, sources', ([, group, host, list]) => {
      used.use('segment_group', group!)
      used.use('host', host!)
      used.use('source_list', list!)
    })
    yield* this.#each('event', 'grp, host, sources, was', ([, group, host, list, was]) => {
      used.use('segment_group', group!)
      used.use('host', host!)
      used.use('source_list', list!)
      used.use('source_list', was!)
    })
    for (const table of ['query', 'finding']) {
      yield* this.#each(table, 'grp, host', ([, group, host]) => {
        used.use('segment_group', group!)
        used.use('host', host!)
      })
    }
    // The roll-ups of a group outlive its events.
    const nextGroup = this.#db.prepare('SELECT min(grp) FROM group_hour WHERE grp > ?').pluck()
    const groups: { at: number | null } = { at: -1 }
    while (groups.at !== null) {
      yield () => {
        for (let n = 0; n < GROUPS_AT_A_TIME && groups.at !== null; n += 1) {
          groups.at = nextGroup.get(groups.at) as number | null
          used.use('segment_group', groups.at)
        }
      }
    }
    for (const table of ['host', 'segment_group', 'source_list'] as const) yield* this.#sweep(table, used)
    for (const [table, column] of [
      ['host', 'ip'],
      ['segment_group', 'address'],
    ] as const) {
      yield* this.#each(table, column, ([, address]) => {
        if (address! >= ADDRESS_NUMBERS) used.use('ipv6', address! - ADDRESS_NUMBERS)
      })
    }
    yield* this.#sweep('ipv6', used)
    yield () => {
      this.#intern.inUse = null
      const sum = Object.values(ends).reduce((total, end) => total + end, 0)
      this.#db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(META, sum)
    }
  }

  /** All rows of a table, also those that come meanwhile. */
  *#each(table: string, columns: string, note: (row: (number | null)[]) => void): Generator<() => void, void> {
    const next = this.#db
      .prepare(`SELECT id, ${columns} FROM ${table} WHERE id > ? ORDER BY id LIMIT ${ROWS_AT_A_TIME}`)
      .raw()
    const place = { after: Number.MIN_SAFE_INTEGER, more: true }
    while (place.more) {
      yield () => {
        const rows = next.all(place.after) as (number | null)[][]
        for (const row of rows) note(row)
        place.after = rows.at(-1)?.[0] ?? place.after
        place.more = rows.length > 0
      }
    }
  }

  *#sweep(table: Named, used: NamesInUse): Generator<() => void, void> {
    const remove = this.#db.prepare(`DELETE FROM ${table} WHERE id = ?`)
    const last = this.#ends()[table]
    const next = this.#db
      .prepare(`SELECT id FROM ${table} WHERE id > ? AND id < ? ORDER BY id LIMIT ${ROWS_AT_A_TIME}`)
      .pluck()
    const place = { after: -1, more: true }
    while (place.more) {
      yield () => {
        const ids = next.all(place.after, last) as number[]
        let removed = 0
        for (const id of ids) if (!used.isUsed(table, id)) removed += remove.run(id).changes
        if (removed > 0) this.#intern.forget()
        this.removed += removed
        place.after = ids.at(-1) ?? place.after
        place.more = ids.length > 0
      }
    }
  }
}
