import { MINUTE } from '../../shared/time.ts'
import { ImportWriter } from './import-writer.ts'
import { Intern } from './intern.ts'
import { GroupHours } from './group-hours.ts'
import { Endings } from './endings.ts'
import { EventTable } from './event-table.ts'
import type { Keep } from './keep.ts'
import { timeOf, wholeMs, type Keys } from './key.ts'
import { KeyframeTable } from './keyframe-table.ts'
import { OldNames } from './old-names.ts'
import { OpenIntervals, type Ended, type OpenRow } from './open-intervals.ts'
import { readFinding, type FindingWords } from './finding-words.ts'
import { FindingTable } from './finding-table.ts'
import { MinuteTable } from './minute-table.ts'
import { PostingTable } from './posting-table.ts'
import { SizeLimit, type FileState } from './size-limit.ts'
import { MINUTE_COLUMNS, OP, type Batch } from './pack.ts'
import { WordReader } from './words.ts'
import { RunNumbers } from './run-numbers.ts'
import type { Db, Statement } from './sqlite.ts'
import { tableKeys } from './table-keys.ts'
import { readWhat, withContinued, withSlip } from './what.ts'

/** How much gathers before it is posted, or a keyframe is made; absent: as those say. */
export interface Pace {
  blockRows?: number
  keyframeEvery?: number
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
  readonly #queries: Keys
  readonly #addQuery: Statement
  readonly #setClock: Statement
  readonly #openGaps: Statement
  readonly #endGap: Statement

  /** `before`: who wrote the file that was set aside; the numbers of its run go on. */
  constructor(db: Db, file: string, keep: Keep, before: Writer | null = null, pace: Pace = {}) {
    this.#db = db
    this.#limit = new SizeLimit(db, file, keep)
    this.#intern = new Intern(db)
    this.#oldNames = new OldNames(db, this.#intern)
    this.#open = new OpenIntervals(db)
    this.#groupHours = new GroupHours(db)
    this.#postings = new PostingTable(db, pace.blockRows)
    this.#keyframes = new KeyframeTable(db, file, this.#open, pace.keyframeEvery)
    this.#events = new EventTable(db, this.#groupHours, this.#postings)
    this.#endings = new Endings(db, this.#events, this.#open, this.#keyframes)
    this.#findings = new FindingTable(db, this.#events)
    this.#minutes = new MinuteTable(db)
    this.#run = this.#own = before ? before.#own.on(this.#intern) : new RunNumbers(this.#intern)
    this.#queries = tableKeys(db, 'query')
    this.#addQuery = db.prepare('INSERT INTO query VALUES (?, ?, ?, ?, ?, ?)')
    this.#setClock = db.prepare(
      'UPDATE source SET last_at = @at, reached = max(coalesce(reached, @at), @at) WHERE id = @id',
    )
    this.#openGaps = db.prepare('SELECT id FROM gap WHERE source = ? AND until IS NULL').pluck()
    this.#endGap = db.prepare('UPDATE gap SET until = ? WHERE id = ?')
    this.imports = new ImportWriter(
      db,
      {
        intern: this.#intern,
        open: this.#open,
        endings: this.#endings,
        findings: this.#findings,
        minutes: this.#minutes,
        groupHours: this.#groupHours,
      },
      (work) => this.#transaction(work),
    )
  }

  /**
   * The last run ended without closing what was open, or it did: either way nobody watched from its last moment on.
   * Closes what is open at the last moment known and notes a gap for each source; it ends when the source is back.
   */
  closeLastRun(): void {
    for (let rows = this.#endings.some(); rows.length > 0; rows = this.#endings.some()) this.closeAll(rows, [])
    this.#transaction(() => {
      this.#findings.closeAll()
      this.#endings.gapsOfLastRun()
    })
  }

  /** At the end of the run. */
  closeFindings(): void {
    this.#transaction(() => this.#findings.closeAll())
  }

  /** Throws the error of SQLite; then nothing of the batch is in the file, and it may be given again. */
  commit(batch: Batch, run = this.#own): FileState {
    this.#run = run
    run.learn(batch)
    this.#transaction(() => {
      const words = new WordReader(batch)
      while (words.more) this.#apply(words, batch.texts)
    })
    const transaction = (work: () => void): void => this.#transaction(work)
    this.#postings.post(batch.changes, transaction)
    this.#keyframes.write(transaction)
    this.roll()
    this.#limit.hold(transaction, this.#oldNames)
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

  // ---- one record each

  #apply(words: WordReader, texts: readonly string[]): void {
    const op = words.next()
    switch (op) {
      case OP.member:
        this.#member(words)
        return
      case OP.group: {
        const segment = this.#run.segmentId(words.next())
        const at = words.next()
        const bits = words.next()
        const group = this.#intern.group(segment, words.address())
        const sources = this.#intern.list(words.addresses())
        this.#events.add(at, bits, group, null, sources, this.#intern.list(words.addresses()))
        return
      }
      case OP.querier: {
        const segment = this.#run.segmentId(words.next())
        const at = words.next()
        const bits = words.next()
        this.#events.add(at, bits, null, this.#intern.host(segment, words.address(), words.next()))
        return
      }
      case OP.query: {
        const segment = this.#run.segmentId(words.next())
        const { id, slip } = this.#queries.take(words.next())
        const what = withSlip(words.next(), slip)
        const host = this.#intern.host(segment, words.address(), words.next())
        const address = words.address()
        const group = address === 0 ? null : this.#intern.group(segment, address)
        const response = words.next()
        const interval = words.next()
        this.#addQuery.run(id, what, host, group, response, interval === -1 ? null : interval)
        return
      }
      case OP.minute: {
        const index = words.next()
        const segment = this.#run.segmentId(index)
        const at = Math.floor(wholeMs(words.next()) / MINUTE)
        const counts = MINUTE_COLUMNS.map(() => words.next())
        this.#minutes.add(this.#run.sourceId(this.#run.sourceOf(index)), segment, at, counts)
        return
      }
      case OP.clock: {
        const source = this.#run.source(words.next())
        const id = this.#run.sourceId(source)
        const at = wholeMs(words.next())
        this.#setClock.run({ at, id })
        this.#keyframes.clock(id, at)
        this.#groupHours.reached(id, at)
        // A source whose clock began anew (a file that is read again) is back at once.
        if (!source.gapEnded)
          for (const gap of this.#openGaps.all(id) as number[]) this.#endGap.run(Math.max(at, timeOf(gap, 0)), gap)
        source.gapEnded = true
        return
      }
      case OP.gap: {
        const source = this.#run.source(words.next())
        const id = this.#run.sourceId(source)
        const from = words.next()
        const to = words.next()
        const lost = words.next()
        this.#endings.gap(id, from, to, lost, texts[words.next()] ?? '')
        if (lost === 0) return
        source.resumedAt = to
        this.#endings.lose(id, from)
        return
      }
      case OP.setBack: {
        const source = this.#run.source(words.next())
        const id = this.#run.sourceId(source)
        const from = words.next()
        const to = wholeMs(words.next())
        // Nothing is missing in between, but what was open is not known to have gone on.
        this.#endings.gap(id, from, from, 0, texts[words.next()] ?? '')
        this.#endings.lose(id, from)
        this.#findings.closeAll(id)
        source.resumedAt = null
        this.#setClock.run({ at: to, id })
        this.#keyframes.clock(id, to)
        this.#groupHours.setBack(id)
        return
      }
      case OP.resume: {
        const index = words.next()
        const segment = this.#run.segmentId(index)
        const at = words.next()
        const bits = words.next()
        const group = this.#intern.group(segment, words.address())
        const host = this.#intern.host(segment, words.address(), words.next())
        const since = words.next()
        const reports = words.next()
        const sources = this.#intern.list(words.addresses())
        // One that joined after the gap has its own record.
        if (since >= at || this.#open.continued(group, host)) return
        this.#open.goOn(at, bits, group, host, sources, reports, at)
        this.#keyframes.began(this.#run.sourceId(this.#run.sourceOf(index)), wholeMs(at))
        this.#groupHours.resumed(wholeMs(at), group)
        return
      }
      case OP.finding: {
        this.#finding(readFinding(words, texts))
        return
      }
      default:
        throw new Error(`A batch for the history has the unknown operation ${op}.`)
    }
  }

  #finding(told: FindingWords): void {
    const segment = told.segment === null ? null : this.#run.segmentId(told.segment)
    // Groups and hosts are those of a segment.
    const { group, host } = segment === null ? { group: null, host: null } : told
    this.#findings.write({
      ...told,
      number: this.#run.findings + told.number,
      source: this.#run.sourceId(this.#run.source(told.source)),
      segment,
      group: segment === null || group === null ? null : this.#intern.group(segment, group),
      host: segment === null || host === null ? null : this.#intern.host(segment, host.ip, host.mac),
    })
  }

  #member(words: WordReader): void {
    const index = words.next()
    const segment = this.#run.segmentId(index)
    const at = words.next()
    const bits = words.next()
    const group = this.#intern.group(segment, words.address())
    const host = this.#intern.host(segment, words.address(), words.next())
    const since = words.next()
    const lastReportAt = words.next()
    const reports = words.next()
    const sources = this.#intern.list(words.addresses())
    const was = this.#intern.list(words.addresses())
    const { kind } = readWhat(bits)
    const source = this.#run.sourceId(this.#run.sourceOf(index))
    if (kind === 'joined') {
      this.#events.add(at, bits, group, host, sources)
      this.#open.add(at, bits, group, host, sources)
      this.#keyframes.began(source, wholeMs(at))
      return
    }
    const resumedAt = this.#run.sourceOf(index).resumedAt ?? Number.NEGATIVE_INFINITY
    const member = Math.max(since, resumedAt)
    const open = this.#open.end(group, host, member)
    const end = wholeMs(at)
    const lasted = Math.max(end - wholeMs(open.began), 0)
    const silent = Math.min(Math.max(end - wholeMs(lastReportAt), 0), lasted)
    const told = Math.max(reports - open.reports, 0)
    const what = open.changed ? withContinued(bits) : bits
    const id = this.#events.addEnd(at, what, group, host, sources, was, lasted, silent, told)
    this.#keyframes.ended(source, id, end, end - silent)
    if (kind !== 'changed') return
    this.#open.goOn(at, bits, group, host, sources, reports, member)
    this.#keyframes.began(source, end)
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
