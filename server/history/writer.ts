import { ImportWriter } from './imports/import-writer.ts'
import { close, reopen } from './file/closed.ts'
import { Intern } from './writing/intern.ts'
import { GroupHours } from './rollups/group-hours.ts'
import { Endings } from './writing/endings.ts'
import { EventTable } from './writing/event-table.ts'
import type { Keep } from './upkeep/keep.ts'
import { KeyframeTable } from './intervals/keyframe-table.ts'
import { OldNames } from './upkeep/old-names.ts'
import { OpenIntervals, type Ended, type OpenRow } from './intervals/open-intervals.ts'
import { FindingTable } from './writing/finding-table.ts'
import { MinuteTable } from './rollups/minute-table.ts'
import { PostingTable } from './postings/posting-table.ts'
import { SizeLimit, type FileState } from './upkeep/size-limit.ts'
import type { Batch } from './writing/pack.ts'
import { WordReader } from './writing/words.ts'
import { Records } from './writing/records.ts'
import { RunNumbers } from './writing/run-numbers.ts'
import type { Db } from './file/sqlite.ts'

/** How much gathers before it is posted, or a keyframe is made, and how much is remembered; absent: as those say. */
export interface Pace {
  blockRows?: number
  keyframeEvery?: number
  names?: number
  groups?: number
}

/** Writes batches to the file, each as one transaction. */
export class Writer {
  readonly imports: ImportWriter
  readonly #db: Db
  readonly #limit: SizeLimit
  readonly #intern: Intern
  readonly #oldNames: OldNames
  readonly #open: OpenIntervals
  readonly #events: EventTable
  readonly #postings: PostingTable
  readonly #keyframes: KeyframeTable
  readonly #endings: Endings
  readonly #findings: FindingTable
  readonly #minutes: MinuteTable
  readonly #groupHours: GroupHours
  readonly #own: RunNumbers
  /** Whose batch was written last. */
  #run: RunNumbers
  readonly #records: Records

  /** `before`: who wrote the file that was set aside; the numbers of its run go on. */
  constructor(db: Db, file: string, keep: Keep, before: Writer | null = null, pace: Pace = {}) {
    this.#db = db
    this.#limit = new SizeLimit(db, file, keep)
    this.#intern = new Intern(db, pace.names)
    this.#oldNames = new OldNames(db, this.#intern)
    this.#open = new OpenIntervals(db)
    this.#groupHours = new GroupHours(db, pace.groups)
    this.#postings = new PostingTable(db, pace.blockRows)
    this.#keyframes = new KeyframeTable(db, file, this.#open, pace.keyframeEvery)
    this.#events = new EventTable(db, this.#groupHours, this.#postings)
    this.#endings = new Endings(db, this.#events, this.#open, this.#keyframes)
    this.#findings = new FindingTable(db, this.#events)
    this.#minutes = new MinuteTable(db)
    this.#run = this.#own = before ? before.#own.on(this.#intern) : new RunNumbers(this.#intern)
    const tables = {
      intern: this.#intern,
      open: this.#open,
      events: this.#events,
      keyframes: this.#keyframes,
      endings: this.#endings,
      findings: this.#findings,
      minutes: this.#minutes,
      groupHours: this.#groupHours,
    }
    this.#records = new Records(db, tables)
    this.imports = new ImportWriter(db, tables, (work) => this.#transaction(work))
  }

  /**
   * The last run ended without closing what was open, or it did: either way nobody watched from its last moment on.
   * Closes what is open at the last moment known and notes a gap for each source; it ends when the source is back.
   */
  closeLastRun(): void {
    for (let rows = this.#endings.some(); rows.length > 0; rows = this.#endings.some()) this.closeAll(rows, [])
    this.#transaction(() => {
      reopen(this.#db)
      this.#findings.closeAll()
      this.#endings.gapsOfLastRun()
    })
  }

  /** At the end of the run, after its intervals. */
  closeFindings(): void {
    this.#transaction(() => {
      this.#findings.closeAll()
      close(this.#db)
    })
  }

  /** Throws the error of SQLite; then nothing of the batch is in the file, and it may be given again. */
  commit(batch: Batch, run = this.#own): FileState {
    this.#run = run
    run.learn(batch)
    this.#transaction(() => {
      const words = new WordReader(batch)
      while (words.more) this.#records.apply(words, batch.texts, run)
    })
    const transaction = (work: () => void): void => this.#transaction(work)
    this.#postings.post(batch.changes, transaction)
    this.#keyframes.write(transaction)
    this.roll()
    this.#limit.hold(transaction, this.#own.sources, this.#oldNames)
    return this.state()
  }

  /** Some of the hours that are due. */
  roll(): void {
    const transaction = (work: () => void): void => this.#transaction(work)
    this.#minutes.roll(transaction)
    this.#groupHours.roll(transaction)
  }

  state(): FileState {
    return this.#limit.state()
  }

  /** Copies the write-ahead log into the file and empties it, as far as there is room. Throws nothing. */
  checkpoint(): void {
    try {
      this.#db.pragma('wal_checkpoint(TRUNCATE)')
    } catch {
      // There is no room for that either; the writing itself says so.
    }
  }

  /** Some of the intervals that last. */
  someOpen(): readonly OpenRow[] {
    return this.#endings.some()
  }

  closeAll(rows: readonly OpenRow[], answers: readonly (Ended | null)[]): void {
    this.#transaction(() => {
      rows.forEach((row, i) => this.#endings.stop(row, answers[i] ?? null))
    })
  }

  #transaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#postings.postLate()
      this.#db.exec('COMMIT')
    } catch (error) {
      // A full disk may have rolled it back already.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
      this.#run.forget()
      this.#minutes.forget()
      this.#postings.forget()
      this.#keyframes.forget()
      this.#groupHours.forget()
      this.#oldNames.forget()
      throw error
    }
  }
}
