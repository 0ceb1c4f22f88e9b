import { MINUTE, type EpochMs } from '../../shared/time.ts'
import { Intern } from './intern.ts'
import { timeOf, wholeMs } from './key.ts'
import { OpenIntervals, type Ended, type OpenRow } from './open-intervals.ts'
import { SizeLimit, type FileState } from './size-limit.ts'
import { OP, WordReader, type Batch } from './pack.ts'
import type { Db, Statement } from './sqlite.ts'
import { tableKeys } from './table-keys.ts'
import { packWhat, readWhat, withSlip, type Reason } from './what.ts'

/** Open intervals that are read and closed at a time. */
const CLOSE_ROWS = 4_096

/** Writes batches to the file, each as one transaction. */
export class Writer {
  readonly #db: Db
  readonly #limit: SizeLimit
  readonly #intern: Intern
  readonly #open: OpenIntervals
  readonly #events: ReturnType<typeof tableKeys>
  readonly #queries: ReturnType<typeof tableKeys>
  readonly #addEvent: Statement
  readonly #addGap: Statement
  readonly #addQuery: Statement
  readonly #addMinute: Statement
  readonly #setClock: Statement
  readonly #openGaps: Statement
  readonly #endGap: Statement
  /** The numbers of this run. `id` is null until the file has it. */
  readonly #segments: { name: string; vlans: string; source: number; id: number | null }[] = []
  readonly #sources: { name: string; id: number | null; gapEnded: boolean; resumedAt: EpochMs | null }[] = []

  constructor(db: Db, file: string, maxBytes: number) {
    this.#db = db
    this.#limit = new SizeLimit(db, file, maxBytes)
    this.#intern = new Intern(db)
    this.#open = new OpenIntervals(db)
    this.#events = tableKeys(db, 'event')
    this.#queries = tableKeys(db, 'query')
    this.#addEvent = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#addGap = db.prepare('INSERT INTO gap VALUES (?, ?, ?, ?, ?)')
    this.#addQuery = db.prepare('INSERT INTO query VALUES (?, ?, ?, ?, ?, ?)')
    this.#addMinute = db.prepare(`
      INSERT INTO minute VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET groups = excluded.groups, hosts = excluded.hosts, memberships = excluded.memberships,
        joins = joins + excluded.joins, leaves = leaves + excluded.leaves, expiries = expiries + excluded.expiries,
        queries = queries + excluded.queries, reports_v1 = reports_v1 + excluded.reports_v1,
        reports_v2 = reports_v2 + excluded.reports_v2, reports_v3 = reports_v3 + excluded.reports_v3,
        problems = problems + excluded.problems`)
    this.#setClock = db.prepare('UPDATE source SET last_at = ? WHERE id = ?')
    this.#openGaps = db.prepare('SELECT id FROM gap WHERE source = ? AND until IS NULL').pluck()
    this.#endGap = db.prepare('UPDATE gap SET until = ? WHERE id = ?')
  }

  /**
   * The last run ended without closing what was open, or it did: either way nobody watched from its last moment on.
   * Closes what is open at the last moment known and notes a gap for each source; it ends when the source is back.
   */
  closeLastRun(): void {
    for (;;) {
      const rows = this.#open.some(CLOSE_ROWS)
      if (rows.length === 0) break
      this.#transaction(() => {
        for (const row of rows) this.close(row, 'monitor-stopped', row.lastAt ?? row.began, null)
      })
    }
    this.#transaction(() => {
      const ended = this.#db
        .prepare(
          `SELECT id, last_at AS lastAt FROM source
           WHERE last_at IS NOT NULL AND id NOT IN (SELECT source FROM gap WHERE until IS NULL)`,
        )
        .all() as { id: number; lastAt: EpochMs }[]
      for (const { id, lastAt } of ended) this.#gap(id, lastAt, null, 0, 'monitor-stopped')
    })
  }

  /** Throws the error of SQLite; then nothing of the batch is in the file, and it may be given again. */
  commit(batch: Batch): FileState {
    for (const { index, name } of batch.sources) {
      this.#sources[index] ??= { name, id: null, gapEnded: false, resumedAt: null }
    }
    for (const { index, ...segment } of batch.segments) this.#segments[index] ??= { ...segment, id: null }
    this.#transaction(() => {
      const words = new WordReader(batch.words)
      while (words.more) this.#apply(words, batch.texts)
    })
    this.#limit.hold((work) => this.#transaction(work))
    return this.state()
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
    return this.#open.some(CLOSE_ROWS)
  }

  closeAll(rows: readonly OpenRow[], answers: readonly (Ended | null)[]): void {
    this.#transaction(() => {
      rows.forEach((row, i) => this.close(row, 'monitor-stopped', row.lastAt ?? row.began, answers[i] ?? null))
    })
  }

  /** Ends an interval for a reason that is no event of the network. */
  close(row: OpenRow, reason: Reason, at: EpochMs, ended: Ended | null): void {
    const { version, mode } = readWhat(row.what)
    const end = Math.max(wholeMs(at), row.began)
    const lastReportAt = ended ? Math.max(ended.lastReportAt, row.began) : row.began
    const bits = packWhat({
      kind: 'stopped',
      version,
      mode,
      versions: (ended?.versions ?? 0) | (1 << (version - 1)),
      wasMode: mode,
      wasState: ended?.state ?? 'confirmed',
      reason,
    })
    const { id, slip } = this.#events.take(end)
    const reports = ended ? Math.max(ended.reports - row.reports, 0) : 1
    const silent = Math.max(end - wholeMs(lastReportAt), 0)
    this.#addEvent.run(id, withSlip(bits, slip), row.grp, row.host, row.sources, null, end - row.began, silent, reports)
    this.#open.remove(row.id, row.grp, row.host)
  }

  // ---- one record each

  #apply(words: WordReader, texts: readonly string[]): void {
    const op = words.next()
    switch (op) {
      case OP.member:
        this.#member(words)
        return
      case OP.group: {
        const segment = this.#segment(words.next())
        const { id, slip } = this.#events.take(words.next())
        const what = withSlip(words.next(), slip)
        const group = this.#intern.group(segment, words.next())
        const sources = this.#intern.list(words.list())
        this.#addEvent.run(id, what, group, null, sources, this.#intern.list(words.list()), null, null, null)
        return
      }
      case OP.querier: {
        const segment = this.#segment(words.next())
        const { id, slip } = this.#events.take(words.next())
        const what = withSlip(words.next(), slip)
        const host = this.#intern.host(segment, words.next(), words.next())
        this.#addEvent.run(id, what, null, host, null, null, null, null, null)
        return
      }
      case OP.query: {
        const segment = this.#segment(words.next())
        const { id, slip } = this.#queries.take(words.next())
        const what = withSlip(words.next(), slip)
        const host = this.#intern.host(segment, words.next(), words.next())
        const address = words.next()
        const group = address === 0 ? null : this.#intern.group(segment, address)
        const response = words.next()
        const interval = words.next()
        this.#addQuery.run(id, what, host, group, response, interval === -1 ? null : interval)
        return
      }
      case OP.minute: {
        const segment = this.#segment(words.next())
        const at = Math.floor(wholeMs(words.next()) / MINUTE)
        const counts = Array.from({ length: 11 }, () => words.next())
        this.#addMinute.run(at, segment, ...counts)
        return
      }
      case OP.clock: {
        const source = this.#sources[words.next()]!
        const id = this.#sourceId(source)
        const at = wholeMs(words.next())
        this.#setClock.run(at, id)
        // A source whose clock began anew (a file that is read again) is back at once.
        if (!source.gapEnded)
          for (const gap of this.#openGaps.all(id) as number[]) this.#endGap.run(Math.max(at, timeOf(gap, 0)), gap)
        source.gapEnded = true
        return
      }
      case OP.gap: {
        const source = this.#sources[words.next()]!
        const id = this.#sourceId(source)
        const from = words.next()
        const to = words.next()
        const lost = words.next()
        this.#gap(id, from, to, lost, texts[words.next()] ?? '')
        if (lost === 0) return
        source.resumedAt = to
        this.#closeOfSource(id, from)
        return
      }
      case OP.resume: {
        const segment = this.#segment(words.next())
        const at = words.next()
        const bits = words.next()
        const group = this.#intern.group(segment, words.next())
        const host = this.#intern.host(segment, words.next(), words.next())
        const since = words.next()
        const reports = words.next()
        const sources = this.#intern.list(words.list())
        // One that joined after the gap has its own record.
        if (since < at && !this.#open.continued(group, host)) this.#open.goOn(at, bits, group, host, sources, reports)
        return
      }
      default:
        throw new Error(`A batch for the history has the unknown operation ${op}.`)
    }
  }

  #member(words: WordReader): void {
    const index = words.next()
    const segment = this.#segment(index)
    const at = words.next()
    const bits = words.next()
    const group = this.#intern.group(segment, words.next())
    const host = this.#intern.host(segment, words.next(), words.next())
    const since = words.next()
    const lastReportAt = words.next()
    const reports = words.next()
    const sources = this.#intern.list(words.list())
    const was = this.#intern.list(words.list())
    const { id, slip } = this.#events.take(at)
    const what = withSlip(bits, slip)
    const { kind } = readWhat(bits)
    if (kind === 'joined') {
      this.#addEvent.run(id, what, group, host, sources, null, null, null, null)
      this.#open.add(at, bits, group, host, sources)
      return
    }
    const resumedAt = this.#sources[this.#segments[index]!.source]?.resumedAt ?? Number.NEGATIVE_INFINITY
    const open = this.#open.end(group, host, Math.max(since, resumedAt))
    const end = wholeMs(at)
    const lasted = Math.max(end - wholeMs(open.began), 0)
    const silent = Math.min(Math.max(end - wholeMs(lastReportAt), 0), lasted)
    this.#addEvent.run(id, what, group, host, sources, was, lasted, silent, Math.max(reports - open.reports, 0))
    if (kind === 'changed') this.#open.goOn(at, bits, group, host, sources, reports)
  }

  #gap(source: number, from: EpochMs, to: EpochMs | null, lost: number, why: string): void {
    const bits = packWhat({
      kind: 'gap',
      version: 3,
      mode: 'INCLUDE',
      versions: 0,
      wasMode: 'INCLUDE',
      wasState: 'confirmed',
      reason: 'none',
    })
    const { id, slip } = this.#events.take(from)
    this.#addEvent.run(id, withSlip(bits, slip), null, null, null, null, null, null, null)
    this.#addGap.run(id, source, to === null ? null : wholeMs(to), why, lost)
  }

  /** What was lost may have ended any of them: from here on nobody knows. */
  #closeOfSource(source: number, at: EpochMs): void {
    for (let after = Number.NEGATIVE_INFINITY; ;) {
      const rows = this.#open.some(CLOSE_ROWS, after)
      for (const row of rows) if (row.source === source) this.close(row, 'gap', at, null)
      const last = rows.at(-1)
      if (!last) return
      after = last.id
    }
  }

  // ---- numbers of this run

  #segment(index: number): number {
    const segment = this.#segments[index]!
    if (segment.id !== null) return segment.id
    const source = this.#sources[segment.source]!
    segment.id = this.#intern.segment(this.#sourceId(source), segment.name, segment.vlans)
    return segment.id
  }

  #sourceId(source: { name: string; id: number | null }): number {
    source.id ??= this.#intern.source(source.name)
    return source.id
  }

  #transaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#db.exec('COMMIT')
    } catch (error) {
      // A full disk may have rolled it back already.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
      this.#intern.forget()
      for (const segment of this.#segments) segment.id = null
      for (const source of this.#sources) {
        source.id = null
        source.gapEnded = false
      }
      throw error
    }
  }
}
