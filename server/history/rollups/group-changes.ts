import { HOUR, type EpochMs } from '../../../shared/time.ts'
import type { GroupChange } from './group-tally.ts'
import { postedIds, postedUpTo } from '../postings/posting-reading.ts'
import { ROWS_AT_A_TIME } from '../file/reading.ts'
import { IDS_PER_MS, MAX_SLIP, slotOf, timeOf } from '../file/key.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { KINDS, readWhat, slipOf } from '../file/what.ts'

/** Events of memberships that move the size of a group; a change of mode or sources does not. */
const MOVES = ['joined', 'left', 'expired', 'stopped'] as const satisfies readonly (typeof KINDS)[number][]
const CODES = MOVES.map((kind) => KINDS.indexOf(kind)).join(', ')

export interface Move {
  at: EpochMs
  group: number
  change: GroupChange
  count: number
}

type EventRow = [id: number, what: number, group: number]
type ResumedRow = [at: EpochMs, group: number, count: number]

/** What moved the groups of a source in an hour, read back from the events, in the order of time. */
export class GroupChanges {
  readonly #db: Db
  readonly #event: Statement
  readonly #events: Statement
  readonly #resumed: Statement
  readonly #eventsOfGroup: Statement
  readonly #resumedOfGroup: Statement

  constructor(db: Db) {
    this.#db = db
    this.#event = db.prepare(`SELECT id, what, grp FROM event WHERE id = ? AND (what & 15) IN (${CODES})`).raw()
    this.#events = db
      .prepare(
        `SELECT e.id, e.what, e.grp FROM event e JOIN segment_group g ON g.id = e.grp JOIN segment s ON s.id = g.segment
         WHERE e.id > ? AND e.id < ? AND (e.what & 15) IN (${CODES}) AND s.source = ? ORDER BY e.id LIMIT ?`,
      )
      .raw()
    this.#resumed = db
      .prepare(
        `SELECT r.at, r.grp, r.count FROM group_resumed r JOIN segment_group g ON g.id = r.grp
         JOIN segment s ON s.id = g.segment WHERE r.at >= ? AND r.at < ? AND s.source = ? ORDER BY r.at`,
      )
      .raw()
    this.#eventsOfGroup = db
      .prepare(
        `SELECT id, what, grp FROM event WHERE id > ? AND id < ? AND grp = ? AND (what & 15) IN (${CODES})
         ORDER BY id LIMIT ?`,
      )
      .raw()
    this.#resumedOfGroup = db
      .prepare('SELECT at, grp, count FROM group_resumed WHERE at >= ? AND at < ? AND grp = ? ORDER BY at')
      .raw()
  }

  /** The same of one group. */
  ofGroup(group: number, hour: number): Generator<readonly Move[]> {
    return this.#moves(this.#pagesOfGroup(group, hour), this.#resumedOfGroup, group, hour)
  }

  /** In pieces of at most `rows` events. */
  of(source: number, hour: number, rows: number): Generator<readonly Move[]> {
    const { after, before } = idsOf(hour)
    return this.#moves(this.#pages(this.#events, source, after, before, rows), this.#resumed, source, hour)
  }

  *#pages(read: Statement, of: number, from: number, before: number, rows: number): Generator<readonly EventRow[]> {
    for (let after = from; ;) {
      const events = read.all(after, before, of, rows) as EventRow[]
      const last = events.at(-1)
      if (!last) return
      yield events
      after = last[0]
    }
  }

  /** From the postings; what is not posted yet is looked through. */
  *#pagesOfGroup(group: number, hour: number): Generator<readonly EventRow[]> {
    const { after, before } = idsOf(hour)
    const posted = postedUpTo(this.#db)
    const chosen = { by: 'grp', numbers: [group] } as const
    for (const ids of postedIds(this.#db, chosen, after, Math.min(before, posted + 1))) {
      yield ids.map((id) => this.#event.get(id) as EventRow | undefined).filter((row) => row !== undefined)
    }
    yield* this.#pages(this.#eventsOfGroup, group, Math.max(after, posted), before, ROWS_AT_A_TIME)
  }

  *#moves(
    pages: Generator<readonly EventRow[]>,
    readResumed: Statement,
    of: number,
    hour: number,
  ): Generator<readonly Move[]> {
    const [from, to] = [hour * HOUR, (hour + 1) * HOUR]
    const resumed = readResumed.all(from, to, of) as ResumedRow[]
    let next = 0
    for (const events of pages) {
      const moves: Move[] = []
      for (const [id, what, group] of events) {
        const at = timeOf(id, slipOf(what))
        // It slipped beyond the end of its hour, or into this one.
        if (at < from || at >= to) continue
        for (; (resumed[next]?.[0] ?? Infinity) <= at; next += 1) moves.push(wentOn(resumed[next]!))
        moves.push({ at, group, change: changeOf(what), count: 1 })
      }
      if (moves.length > 0) yield moves
    }
    if (next < resumed.length) yield resumed.slice(next).map(wentOn)
  }
}

const idsOf = (hour: number): { after: number; before: number } => ({
  after: slotOf(hour * HOUR) - 1,
  before: slotOf((hour + 1) * HOUR) + MAX_SLIP * IDS_PER_MS,
})

const wentOn = ([at, group, count]: ResumedRow): Move => ({ at, group, change: 'resumed', count })

const changeOf = (what: number): GroupChange => readWhat(what).kind as (typeof MOVES)[number]
