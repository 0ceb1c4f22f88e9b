import { HOUR, MINUTE, type EpochMs } from '../../../shared/time.ts'
import { freeSpan, type KeptRange } from './kept-ranges.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Rows of minutes that one step takes away, and those of the same minute. */
const MINUTES_AT_A_TIME = 1_024
/** Segments and groups that one step looks at. */
const LOOKED_AT = 64
/** Roll-ups of one segment or group that one step takes away. */
const HOURS_AT_A_TIME = 64

/** What has roll-ups. */
const ROUND = ['source', 'segment', 'group'] as const

/** Takes counts away that are too old: minutes by their time, roll-ups by source, by segment and by group. */
export class OldCounts {
  readonly #firstMinute: Statement
  readonly #cutMinute: Statement
  readonly #firstWaiting: Statement
  readonly #removeMinutes: Statement
  /** What is looked at, and what of it goes. */
  readonly #rolledUp: Readonly<Record<(typeof ROUND)[number], { all: Statement; remove: Statement }>>
  readonly #firstHour: Statement
  /** How far a round has come; null: none is under way. */
  #round: { before: number; stage: number; after: number } | null = null
  #doneBefore = Number.NEGATIVE_INFINITY

  constructor(db: Db) {
    this.#firstMinute = db.prepare('SELECT min(at) FROM minute WHERE at >= ?').pluck()
    this.#firstWaiting = db
      .prepare('SELECT min(at) FROM hour_due d WHERE at < (SELECT max(at) FROM hour_due l WHERE l.source = d.source)')
      .pluck()
    this.#cutMinute = db
      .prepare(`SELECT at FROM minute WHERE at >= ? AND at < ? ORDER BY at LIMIT 1 OFFSET ${MINUTES_AT_A_TIME}`)
      .pluck()
    this.#removeMinutes = db.prepare('DELETE FROM minute WHERE at >= ? AND at < ?')
    const imported = '(SELECT source FROM import)'
    const some = (table: string, of: string, more: string): string =>
      `DELETE FROM ${table} WHERE ${of} = @of AND at IN (
         SELECT at FROM ${table} WHERE ${of} = @of AND at < @before ${more} ORDER BY at LIMIT ${HOURS_AT_A_TIME})`
    const each = (all: string, remove: string) => ({ all: db.prepare(all).raw(), remove: db.prepare(remove) })
    this.#rolledUp = {
      source: each(
        `SELECT id, id FROM source WHERE id > ? AND id NOT IN ${imported} ORDER BY id LIMIT ${LOOKED_AT}`,
        some('tap_hour', 'source', ''),
      ),
      segment: each(
        `SELECT id, source FROM segment WHERE id > ? AND source NOT IN ${imported} ORDER BY id LIMIT ${LOOKED_AT}`,
        some('hour', 'segment', ''),
      ),
      group: each(
        `SELECT g.id, s.source FROM segment_group g JOIN segment s ON s.id = g.segment
         WHERE g.id > ? AND s.source NOT IN ${imported} ORDER BY g.id LIMIT ${LOOKED_AT}`,
        // The last of the old ones stays where hours follow that have no row: they are as it says.
        some(
          'group_hour',
          'grp',
          `AND (at < (SELECT max(at) FROM group_hour WHERE grp = @of AND at <= @before) OR members = 0 OR stopped = 1)`,
        ),
      ),
    }
    this.#firstHour = db
      .prepare('SELECT min((SELECT min(at) FROM hour h WHERE h.segment = s.id)) FROM segment s')
      .pluck()
  }

  /** The first hour that is rolled up. */
  firstHour(): number | null {
    return this.#firstHour.get() as number | null
  }

  firstMinute(): number | null {
    return this.#firstMinute.get(Number.MIN_SAFE_INTEGER) as number | null
  }

  /** Within a transaction: one step. How many went; null: none is left before that moment. */
  takeMinutes(before: EpochMs, kept: readonly KeptRange[]): number | null {
    // What waits to be rolled up stays until it is.
    const waiting = this.#firstWaiting.get() as number | null
    const until = waiting === null ? before : Math.min(before, waiting * HOUR)
    const span = freeSpan(kept, Math.floor(until / MINUTE) * MINUTE, (from) => {
      const at = Number.isFinite(from) ? Math.ceil(from / MINUTE) : Number.MIN_SAFE_INTEGER
      const first = this.#firstMinute.get(at) as number | null
      return first === null ? null : first * MINUTE
    })
    if (!span) return null
    const first = span.from / MINUTE
    const end = Math.max(Math.floor(span.to / MINUTE), first + 1)
    const cut = this.#cutMinute.get(first, end) as number | undefined
    return this.#removeMinutes.run(first, cut === undefined ? end : cut + 1).changes
  }

  /**
   * The same of roll-ups: a round over sources, segments and groups for each hour that became too old. `own`: before what
   * moment those of some sources are too old, where that is earlier.
   */
  takeRollups(before: EpochMs, own: ReadonlyMap<number, EpochMs> = new Map()): number | null {
    const hour = Math.floor(before / HOUR)
    if (!this.#round) {
      if (hour <= this.#doneBefore) return null
      this.#round = { before: hour, stage: 0, after: -1 }
    }
    const round = this.#round
    const { all, remove } = this.#rolledUp[ROUND[round.stage] ?? 'group']
    const rows = all.all(round.after) as [number, number][]
    let removed = 0
    for (const [of, source] of rows) {
      const ownHour = Math.floor((own.get(source) ?? Infinity) / HOUR)
      const { changes } = remove.run({ of, before: Math.min(round.before, ownHour) })
      removed += changes
      // There may be more of it.
      if (changes === HOURS_AT_A_TIME) return removed
      round.after = of
    }
    if (rows.length === LOOKED_AT) return removed
    if (round.stage + 1 < ROUND.length) this.#round = { before: round.before, stage: round.stage + 1, after: -1 }
    else {
      this.#doneBefore = round.before
      this.#round = null
    }
    return removed
  }
}
