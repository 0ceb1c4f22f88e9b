import type { EpochMs } from '../../../shared/time.ts'
import { slotOf, timeOf } from '../file/key.ts'
import { freeSpan, type KeptRange } from './kept-ranges.ts'
import { dayOf } from '../postings/posting-pack.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Events and queries that one step takes away at most, and rows of what goes with them: some milliseconds. */
const ROWS_AT_A_TIME = 4_096
const PACKS_AT_A_TIME = 256

/** What was taken away. */
export interface Taken {
  events: number
  /** The newest of it. */
  upTo: EpochMs
}

/** Takes the oldest changes away: events and queries in the order of time, with all that tells of them. */
export class OldChanges {
  readonly #firsts: readonly Statement[]
  readonly #cuts: readonly Statement[]
  readonly #lasts: readonly Statement[]
  readonly #removals: readonly Statement[]
  readonly #findings: Statement
  readonly #resumed: Statement
  readonly #keyframes: readonly Statement[]
  readonly #postings: readonly { first: Statement; remove: Statement }[]

  constructor(db: Db) {
    const each = (tables: readonly string[], sql: (table: string) => string): Statement[] =>
      tables.map((table) => db.prepare(sql(table)))
    const keyed = ['event', 'query'] as const
    this.#firsts = each(keyed, (table) => `SELECT min(id) FROM ${table} WHERE id >= ?`).map((one) => one.pluck())
    this.#cuts = each(
      keyed,
      (table) => `SELECT id FROM ${table} WHERE id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ${ROWS_AT_A_TIME - 1}`,
    ).map((one) => one.pluck())
    this.#lasts = each(keyed, (table) => `SELECT max(id) FROM ${table} WHERE id >= ? AND id < ?`).map((one) =>
      one.pluck(),
    )
    this.#removals = each(
      ['event', 'query', 'gap', 'finding_event'],
      (table) => `DELETE FROM ${table} WHERE id >= ? AND id < ?`,
    )
    this.#findings = db.prepare('DELETE FROM finding WHERE id >= ? AND id < ? AND closed_at < ?')
    this.#resumed = db.prepare('DELETE FROM group_resumed WHERE at >= ? AND at < ?')
    this.#keyframes = each(
      ['keyframe', 'keyframe_silent'],
      (table) => `DELETE FROM ${table} WHERE (source, at) IN (SELECT source, at FROM keyframe
        WHERE at >= ? AND at < ? AND part = 0 LIMIT 1)`,
    ).reverse()
    this.#postings = (
      [
        ['host_day', 'host'],
        ['group_day', 'grp'],
      ] as const
    ).map(([table, of]) => ({
      first: db.prepare(`SELECT min(day) FROM ${table} WHERE day >= ?`).pluck(),
      remove: db.prepare(`DELETE FROM ${table} WHERE (day, ${of}, part) IN (
        SELECT day, ${of}, part FROM ${table} WHERE day = ? LIMIT ${PACKS_AT_A_TIME})`),
    }))
  }

  /** Within a transaction: one step. null: there is nothing left before that moment. */
  take(before: EpochMs, kept: readonly KeptRange[]): Taken | null {
    const span = freeSpan(kept, before, (from) => this.#firstAt(from))
    if (!span) return this.#takePostings(before, kept) ? { events: 0, upTo: before } : null
    const [from, to] = [slotOf(span.from), slotOf(span.to)]
    // Ids before the first moment that fits are those of the earliest.
    const first = Number.isFinite(span.from) ? from : Number.MIN_SAFE_INTEGER
    const [cuts, lasts] = [this.#cuts, this.#lasts].map((all) => numbers(all.map((one) => one.get(first, to))))
    const end = (cuts!.length > 0 ? Math.min(...cuts!) : Math.max(...lasts!)) + 1
    const events = this.#removals.map((remove) => remove.run(first, end).changes)[0] ?? 0
    const upTo = timeOf(end - 1, 0)
    this.#findings.run(first, end, upTo)
    this.#resumed.run(span.from, upTo)
    for (const remove of this.#keyframes) remove.run(span.from, upTo)
    this.#takePostings(upTo, kept)
    return { events, upTo }
  }

  #firstAt(from: EpochMs): EpochMs | null {
    const id = Number.isFinite(from) ? slotOf(from) : Number.MIN_SAFE_INTEGER
    const found = numbers(this.#firsts.map((first) => first.get(id)))
    return found.length === 0 ? null : timeOf(Math.min(...found), 0)
  }

  /** Of whole days. */
  #takePostings(before: EpochMs, kept: readonly KeptRange[]): boolean {
    const end = dayOf(slotOf(before))
    const keptDays = kept.map(({ from, to }): [number, number] => [dayOf(slotOf(from)), dayOf(slotOf(to))])
    let removed = 0
    for (const { first, remove } of this.#postings) {
      let day = first.get(Number.MIN_SAFE_INTEGER) as number | null
      for (const [from, to] of keptDays)
        if (day !== null && day >= from && day <= to) day = first.get(to + 1) as number | null
      if (day !== null && day < end) removed += remove.run(day).changes
    }
    return removed > 0
  }
}

const numbers = (found: readonly unknown[]): number[] => found.filter((one) => typeof one === 'number')
