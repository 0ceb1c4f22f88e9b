import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { notice, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { Condition } from './condition.ts'
import { KEEP, type Keep } from './upkeep/keep.ts'
import { HistoryError } from './file/history-error.ts'
import { historyMemory } from './history-memory.ts'
import type { HistoryOptions } from './history-options.ts'
import type { HistoryStatus } from './history-status.ts'
import { ImportDoor } from './imports/import-door.ts'
import { standing, standingAt, type Tables } from './writing/members.ts'
import { Outbox, type FoundStep } from './writing/outbox.ts'
import { Backlog } from './writing/backlog.ts'
import { Pulse } from './writing/pulse.ts'
import type { FromWriter, ToWriter } from './protocol.ts'
import { PastReading } from './past-reading.ts'
import { Resumption } from './writing/resumption.ts'
import { FILE_NAME } from './file/sqlite.ts'
import { startThread } from './thread.ts'
import { EMPTY_FILE, type FileState } from './upkeep/size-limit.ts'

/*
 * What was, and when it changed. The rest of the server uses this file alone:
 *
 *   table -> Step -> History.record -> Outbox (packs, bounded) -> writer thread (SQLite) -> rollcall.db
 *                                                                 reader thread          <- exports
 *
 * The main thread packs numbers and posts them; it never waits for the disk. See docs/adr/0003-history-in-sqlite.md.
 */

export { HistoryError } from './file/history-error.ts'
export { lockFolder, makeFolder } from './file/sqlite.ts'
export type { HistoryOptions } from './history-options.ts'
export type { HistoryStatus } from './history-status.ts'
export { exportFilterError } from './reading/filter.ts'
export { importsIn } from './imports/import-list.ts'
export { ImportSession } from './imports/import-session.ts'
export { rowKeyOf } from './reading/finding-text.ts'
export { KEEP, type Keep } from './upkeep/keep.ts'
export { dayAfter, weekdayOf, type CivilDay } from './exports/civil-day.ts'
export { civilDay, isZone, startOfDay, timeOfDay } from './exports/zone.ts'
export { SIZES_OF_MINUTE, UNKNOWN_SIZE, type SegmentSizes } from './rollups/segment-sizes.ts'
export type { Tables } from './writing/members.ts'
export { silentMembers } from './moment/silent-members.ts'
export { isPin } from './file/pin.ts'
export type { FileOptions, FilePiece } from './protocol.ts'
export type { CountsQuery } from './rollups/counts-reading.ts'
export type { PastAnswers, PastQuestion } from './moment/question.ts'
export { differenceFilter } from './reading/difference-filter.ts'
export type {
  EventRow,
  FindingsQuery,
  HistoryQuery,
  MembershipRow,
  MinuteRow,
  PastFinding,
  PastGap,
  PastQuery,
  RowPlace,
} from './file/row.ts'

export class History extends PastReading {
  readonly file: string
  readonly imports: ImportDoor
  readonly #thread: Worker
  readonly #outbox: Outbox
  readonly #backlog = new Backlog()
  readonly #resumption: Resumption
  readonly #condition: Condition
  readonly #tables: Tables
  readonly #keep: Keep
  #fileState: FileState = EMPTY_FILE
  readonly #pulse = new Pulse(() => this.#tick())
  #opened: (() => void) | null = null
  #ended: (() => void) | null = null
  #writing = false

  /**
   * Opens the history. Always resolves: when it cannot be used its state is `failed` with a notice that says why, what is
   * recorded goes nowhere, and the live part goes on.
   */
  static async open(options: HistoryOptions): Promise<History> {
    const history = new History(options)
    await new Promise<void>((resolve) => (history.#opened = resolve))
    return history
  }

  private constructor(options: HistoryOptions) {
    const { folder, locked = false, keep = {}, queue, tables, silent, names, onNotice } = options
    const file = join(folder, FILE_NAME)
    const memory = historyMemory(options.memory)
    super({ file, tables, memory, ...(names ? { names } : {}), ...(silent ? { silent } : {}) })
    this.file = file
    this.#keep = { ...KEEP, ...keep }
    this.#outbox = new Outbox(queue)
    this.#resumption = new Resumption(this.#outbox, tables)
    this.#condition = new Condition(onNotice)
    this.#tables = tables
    this.#thread = startThread({ role: 'writer', folder, locked, file: FILE_NAME, keep: this.#keep, memory })
    this.imports = new ImportDoor(this.#thread)
    this.#thread.on('message', (message: FromWriter) => this.#hear(message))
    this.#thread.on('error', (error) => this.#fail(notice('history-stopped', { detail: error.message })))
    this.#thread.on('exit', () => {
      if (this.#condition.state !== 'stopped')
        this.#fail(notice('history-stopped', { detail: 'its writing thread ended' }))
      this.#ended?.()
    })
  }

  /** What a step of a source's table did. `clock`: where the table's clock stands. Never waits, never throws. */
  record(source: string, step: FoundStep, clock: EpochMs): void {
    if (!this.#writing) return
    const before = this.#outbox.dropped
    this.#outbox.add(source, step, clock)
    if (this.#outbox.ready) this.#send()
    if (this.#outbox.dropped !== before) this.#condition.fallBehind(this.#outbox.dropped)
  }

  /** Nothing was captured from `from` to `to`, in the clock of the source. */
  gap(source: string, from: EpochMs, to: EpochMs, why: string): void {
    if (this.#writing) this.#outbox.gap(source, from, to, why)
  }

  /**
   * The clock of a source stood at `from` and is set back to `to`: what its table holds goes on from there. Before the
   * table follows: what it knows up to `from` is kept.
   */
  setBack(source: string, from: EpochMs, to: EpochMs): void {
    if (!this.#writing) return
    const table = this.#resumption.owes(source) ? null : this.#tables(source)
    this.#outbox.setBack(source, from, to, table ? standingAt(table, from) : [])
    this.#resumption.of(source, to)
  }

  /** Writes what waits, closes what lasts at the last moment known, and lets the file go. Twice is once. */
  async stop(): Promise<void> {
    await this.stopReading()
    this.#pulse.end()
    if (this.#condition.state === 'stopped') return
    if (this.#writing) {
      // As batches: all at once may be half a million memberships.
      while (this.#resumption.some()) if (this.#outbox.ready) this.#send()
      this.#outbox.refreshFindings()
      this.#send()
      this.#writing = false
      await new Promise<void>((resolve) => {
        this.#ended = resolve
        this.#say({ say: 'stop' })
      })
    }
    if (this.#condition.state !== 'failed') this.#condition.stop(this.#outbox.queued, this.file)
    await this.#thread.terminate()
  }

  status(): HistoryStatus {
    const { queued, dropped } = this.#outbox
    const { trimmed, oldestAt, ...file } = this.#fileState
    const { state, notice } = this.#condition
    const lagMs = this.#backlog.lag(performance.now())
    return {
      state,
      notice,
      queued,
      lagMs,
      written: this.#backlog.written,
      dropped,
      keep: this.#keep,
      trimmed,
      oldestAt,
      ...file,
    }
  }

  protected override damaged(why: Notice): void {
    if (this.#writing) this.#say({ say: 'damaged', notice: why })
  }

  protected override mustBeOpen(): void {
    if (this.#condition.readable) return
    throw new HistoryError(this.#condition.notice ?? notice('history-stopped', { detail: 'it was closed' }))
  }

  // ---- writing

  #send(): void {
    const batch = this.#outbox.take()
    if (!batch) return
    this.#pulse.sent()
    this.#backlog.sent(batch.changes, performance.now())
    this.#thread.postMessage({ say: 'batch', batch } satisfies ToWriter, [batch.words.buffer])
  }

  #say(message: ToWriter): void {
    this.#thread.postMessage(message)
  }

  /** Ten times a second. */
  #tick(): void {
    if (this.#outbox.losing && this.#outbox.queued < this.#outbox.limit / 2) {
      this.#resumption.begin()
      this.#condition.set('open', null)
    }
    if (this.#outbox.queued < this.#outbox.limit / 2) this.#resumption.some()
    if (this.#pulse.takeFindings()) this.#outbox.refreshFindings()
    if (!this.#outbox.idle || this.#pulse.heartbeatIsDue) this.#send()
  }

  #hear(message: FromWriter): void {
    switch (message.say) {
      case 'opened':
        this.#fileState = message.state
        this.#begin()
        this.#condition.recover()
        return
      case 'failed':
        this.#fail(message.notice)
        return
      case 'committed':
        this.#outbox.committed(message.changes)
        this.#backlog.committed(message.changes)
        if (message.state.trimmed !== this.#fileState.trimmed)
          this.#condition.trimmed(message.state, this.#keep.maxBytes)
        this.#fileState = message.state
        if (!this.#outbox.losing) this.#condition.recover()
        return
      case 'renewed':
        this.#condition.set('open', message.notice)
        this.readAnew()
        this.#resumption.beginAnew()
        return
      case 'waiting':
        this.#begin()
        this.#condition.set('behind', message.notice)
        return
      case 'ask':
        this.#say({ say: 'answers', answers: standing(this.#tables, message.keys) })
        return
      case 'stopped':
        this.#ended?.()
        return
    }
  }

  /** The file is open, or will be when its disk has room: what is recorded from here on is kept or counted. */
  #begin(): void {
    // While it stops there is nothing more to record, and nobody who would send it.
    if (!this.#pulse.ended) this.#writing = true
    this.#pulse.begin()
    this.#opened?.()
  }

  #fail(why: Notice): void {
    if (this.#condition.state === 'failed' || this.#condition.state === 'stopped') return
    this.#writing = false
    this.#pulse.end()
    this.#condition.set('failed', why)
    this.#opened?.()
    this.#ended?.()
  }
}
