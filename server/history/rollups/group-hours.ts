import { HOUR, type EpochMs } from '../../../shared/time.ts'
import { GroupHourTable } from './group-hour-table.ts'
import { GroupRecount, type Recounted } from './group-recount.ts'
import { GroupTally, leftBy, NOBODY, stepOf, type GroupChange, type GroupStand } from './group-tally.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/**
 * Groups that are counted at a time, unless told otherwise; when there are more all are forgotten, and their hours are
 * counted from the events.
 */
const COUNTED_AT_A_TIME = 400_000
/** Rows that are written after one commit. */
const WRITTEN_AT_A_TIME = 1_024

interface Counted {
  readonly source: number
  tally: GroupTally
}
/** An hour that its source has left. */
interface Ended {
  readonly source: number
  readonly hour: number
  readonly groups: number[]
}

/**
 * Counts the members of each group by the hour while events are written, which costs next to nothing, and writes an hour
 * when its source has left it. Which hours are not written is in the file: an hour that this run did not count from its
 * beginning (a start in the middle of it, a commit that failed, an event that came late) is counted from its events.
 */
export class GroupHours {
  readonly #db: Db
  readonly #most: number
  readonly #table: GroupHourTable
  readonly #addDue: Statement
  readonly #due: Statement
  readonly #done: Statement
  readonly #sourceOf: Statement
  readonly #earlier: Statement
  readonly #addResumed: Statement
  readonly #counted = new Map<number, Counted>()
  /** The hour that each source is in, and the last that was noted as due. */
  readonly #current = new Map<number, number>()
  readonly #noted = new Map<number, number>()
  /** Hours that are due and were not counted from their beginning. */
  readonly #inexact = new Set<string>()
  #ended: Ended[] = []
  #recount: GroupRecount | null = null
  /** Groups that found no room in a recount, since the start. */
  uncounted = 0

  constructor(db: Db, most = COUNTED_AT_A_TIME) {
    this.#db = db
    this.#most = most
    this.#table = new GroupHourTable(db)
    this.#addDue = db.prepare('INSERT OR IGNORE INTO group_hour_due VALUES (?, ?)')
    this.#due = db.prepare('SELECT source, at FROM group_hour_due ORDER BY at').raw()
    this.#done = db.prepare('DELETE FROM group_hour_due WHERE source = ? AND at = ?')
    this.#earlier = db.prepare('SELECT 1 FROM group_hour_due WHERE source = ? AND at < ? LIMIT 1').pluck()
    this.#sourceOf = db
      .prepare('SELECT s.source FROM segment_group g JOIN segment s ON s.id = g.segment WHERE g.id = ?')
      .pluck()
    this.#addResumed = db.prepare(
      'INSERT INTO group_resumed VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1',
    )
  }

  /** Within a transaction, with the event that tells it. */
  happened(at: EpochMs, change: GroupChange, group: number): void {
    const hour = stepOf(at, HOUR)
    let counted = this.#counted.get(group)
    if (!counted || counted.tally.step < hour) counted = this.#enter(group, hour, counted)
    if (counted.tally.step === hour) counted.tally.take(change, at)
    else this.#late(counted.source, hour)
  }

  /** It was there before a gap and after it. No event tells that, so it is noted. */
  resumed(at: EpochMs, group: number): void {
    this.#addResumed.run(at, group)
    this.happened(at, 'resumed', group)
  }

  /** The clock of a source has come so far. */
  reached(source: number, at: EpochMs): void {
    this.#reached(source, stepOf(at, HOUR))
  }

  /** A transaction was rolled back: what was counted is not in the file. */
  forget(): void {
    for (const { source, tally } of this.#counted.values()) this.#inexact.add(keyOf(source, tally.step))
    for (const { source, hour } of this.#ended) this.#inexact.add(keyOf(source, hour))
    this.#counted.clear()
    this.#noted.clear()
    this.#ended = []
    this.#recount = null
  }

  /** The clock of a source was set back: it counts what it was in before once more. */
  setBack(source: number): void {
    for (const [group, counted] of this.#counted) {
      if (counted.source !== source) continue
      this.#inexact.add(keyOf(source, counted.tally.step))
      this.#counted.delete(group)
    }
    this.#current.delete(source)
    this.#noted.delete(source)
  }

  /** After a commit. `transaction` runs its work as one; what fails (a full disk) is tried after the next one. */
  roll(transaction: (work: () => void) => void): void {
    try {
      const [ended] = this.#ended
      if (ended) transaction(() => this.#write(ended))
      else this.#countAgain(transaction)
    } catch {
      // They stay due.
    }
  }

  // ---- counting

  #enter(group: number, hour: number, before: Counted | undefined): Counted {
    const source = before?.source ?? (this.#sourceOf.get(group) as number)
    if (hour < (this.#current.get(source) ?? hour)) return { source, tally: new GroupTally(hour + 1, HOUR, NOBODY) }
    this.#reached(source, hour)
    this.#note(source, hour)
    let stand: GroupStand
    if (before) {
      this.#put(source, group, before.tally)
      stand = before.tally
      // What it ended with is not sure before it was counted again.
      if (this.#inexact.has(keyOf(source, before.tally.step))) this.#inexact.add(keyOf(source, hour))
    } else {
      stand = this.#table.before(group, hour)
      // A capture that is read again: what it told before stands in the same hours.
      // And where an earlier hour is still to be counted, what stands before this one is not known yet.
      const isSure = this.#table.next(group, hour) === null && this.#earlier.get(source, hour) === undefined
      if (!isSure) this.#inexact.add(keyOf(source, hour))
    }
    if (this.#counted.size >= this.#most) {
      this.forget()
      this.#note(source, hour)
    }
    const counted = { source, tally: new GroupTally(hour, HOUR, stand) }
    this.#counted.set(group, counted)
    return counted
  }

  #note(source: number, hour: number): void {
    if (this.#noted.get(source) === hour) return
    this.#noted.set(source, hour)
    // It was due already: an earlier run, or a commit that failed, counted some of it.
    if (this.#addDue.run(source, hour).changes === 0) this.#inexact.add(keyOf(source, hour))
  }

  #late(source: number, hour: number): void {
    this.#addDue.run(source, hour)
    this.#inexact.add(keyOf(source, hour))
    if (this.#recount?.source === source && this.#recount.hour === hour) this.#recount = null
  }

  #reached(source: number, hour: number): void {
    const current = this.#current.get(source)
    if (current !== undefined && current >= hour) return
    this.#current.set(source, hour)
    if (current === undefined) return
    const groups: number[] = []
    for (const [group, counted] of this.#counted) {
      if (counted.source === source && counted.tally.step === current) groups.push(group)
    }
    this.#ended.push({ source, hour: current, groups })
  }

  // ---- writing

  #put(source: number, group: number, tally: GroupTally): void {
    if (!this.#inexact.has(keyOf(source, tally.step))) this.#table.put(group, tally)
  }

  #write({ source, hour, groups }: Ended): void {
    for (const group of groups.splice(0, WRITTEN_AT_A_TIME)) {
      const counted = this.#counted.get(group)
      if (counted?.tally.step !== hour) continue
      this.#put(source, group, counted.tally)
      this.#counted.delete(group)
    }
    if (groups.length > 0) return
    this.#ended.shift()
    if (!this.#inexact.has(keyOf(source, hour))) this.#done.run(source, hour)
  }

  #countAgain(transaction: (work: () => void) => void): void {
    const recount = (this.#recount ??= this.#nextRecount())
    if (!recount) return
    if (!recount.gone && recount.read()) return
    const { source, hour } = recount
    transaction(() => {
      const written = recount.gone ? null : recount.write()
      if (written) {
        for (const one of written) this.#follow(source, hour, one)
        return
      }
      this.#done.run(source, hour)
      this.#inexact.delete(keyOf(source, hour))
      this.uncounted += recount.uncounted
      this.#recount = null
    })
  }

  #nextRecount(): GroupRecount | null {
    for (const [source, hour] of this.#due.all() as [number, number][]) {
      if (this.#current.get(source) !== hour) return new GroupRecount(this.#db, this.#table, source, hour)
    }
    return null
  }

  /** What comes behind a row that was counted anew began with what it said before. */
  #follow(source: number, hour: number, { group, before, after }: Recounted): void {
    const now = leftBy(after)
    const next = this.#table.next(group, hour + 1)
    if (next !== null) {
      if (leftBy(before) !== now) this.#late(source, next)
      return
    }
    const tally = this.#counted.get(group)?.tally
    if (!tally || tally.step <= hour || tally.base === now) return
    tally.shift(now - tally.base)
    this.#inexact.add(keyOf(source, tally.step))
  }
}

const keyOf = (source: number, hour: number): string => `${source} ${hour}`
