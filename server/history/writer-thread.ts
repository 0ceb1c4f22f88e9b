import { join } from 'node:path'
import { notice, type Notice } from '../../shared/notice.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import { Guest } from './imports/guest.ts'
import { keyOf } from './writing/members.ts'
import type { HistoryMemory } from './history-memory.ts'
import type { Keep } from './upkeep/keep.ts'
import type { OpenRow } from './intervals/open-intervals.ts'
import type { Batch } from './writing/pack.ts'
import type { FromWriter, ToWriter, WorkerRole } from './protocol.ts'
import { HistoryError } from './file/history-error.ts'
import { LogSync } from './file/log-sync.ts'
import { lockFolder, makeFolder, noticeOf, openForWriting, type Db } from './file/sqlite.ts'
import { MIGRATIONS } from './file/schema.ts'
import { setAside } from './upkeep/set-aside.ts'
import { Writer } from './writer.ts'

/** What could not be written (a full disk) is tried again this often. */
const RETRY_MS = SECOND
/** Files that one run sets aside: a disk that damages each of them is not helped by another. */
const SET_ASIDE_AT_MOST = 3
/** The readers of a file that was set aside are gone by then. */
const READERS_GONE: DurationMs = 10 * SECOND

/** The thread that owns the file: locks the folder, opens, commits batch by batch, closes what is open at the end. */
export class WriterThread {
  readonly #folder: string
  readonly #locked: boolean
  readonly #file: string
  readonly #keep: Keep
  readonly #memory: HistoryMemory
  readonly #say: (message: FromWriter) => void
  #lock: { release(): void } | null = null
  #db: Db | null = null
  #writer: Writer | null = null
  #log: LogSync | null = null
  /** Batches that the disk did not take yet, the oldest first. Bounded by the main thread, which waits for their end. */
  readonly #waiting: Batch[] = []
  #retry: NodeJS.Timeout | null = null
  #asked: readonly OpenRow[] = []
  #setAsides = 0
  #renewedAt = Number.NEGATIVE_INFINITY

  constructor(role: WorkerRole & { role: 'writer' }, say: (message: FromWriter) => void) {
    this.#folder = role.folder
    this.#locked = role.locked
    this.#file = join(role.folder, role.file)
    this.#keep = role.keep
    this.#memory = role.memory
    this.#say = say
  }

  open(): void {
    this.#retry = null
    try {
      makeFolder(this.#folder)
      if (!this.#locked) this.#lock ??= lockFolder(this.#folder)
      const writer = this.#begin(null)
      this.#say({ say: 'opened', state: writer.state() })
      writer.imports.begin()
      this.#commit()
    } catch (error) {
      const why = error instanceof HistoryError ? error.notice : noticeOf(error, this.#file)
      this.#closeFile()
      if (why.code === 'history-damaged' && this.#setAside(why)) {
        this.open()
        return
      }
      if (why.code === 'history-disk-full') {
        this.#retry = setTimeout(() => this.open(), RETRY_MS)
        this.#say({ say: 'waiting', notice: why })
        return
      }
      this.#close()
      this.#say({ say: 'failed', notice: why })
    }
  }

  #begin(before: Writer | null): Writer {
    this.#db ??= openForWriting(this.#file, MIGRATIONS, this.#memory.pagesKib)
    const writer = new Writer(this.#db, this.#file, this.#keep, before, this.#memory)
    writer.closeLastRun()
    this.#writer = writer
    this.#log ??= new LogSync(this.#file, (error) => this.#say({ say: 'waiting', notice: noticeOf(error, this.#file) }))
    return writer
  }

  /** False: it cannot be moved, or it would happen again and again. */
  #setAside({ values }: Notice): boolean {
    if (this.#setAsides >= SET_ASIDE_AT_MOST) return false
    this.#setAsides += 1
    try {
      const aside = setAside(this.#file, 'damaged', Date.now())
      this.#say({ say: 'renewed', notice: notice('history-set-aside', { aside, detail: values['detail'] ?? '' }) })
      return true
    } catch {
      return false
    }
  }

  /** The file was found to be damaged while it was written or read. What waits goes into a new one. */
  #renew(why: Notice): void {
    const before = this.#writer
    this.#renewedAt = performance.now()
    before?.imports.removals.stop()
    this.#closeFile()
    try {
      if (this.#setAside(why)) {
        this.#begin(before)
        return
      }
      this.#say({ say: 'failed', notice: why })
    } catch (error) {
      this.#say({ say: 'failed', notice: error instanceof HistoryError ? error.notice : noticeOf(error, this.#file) })
    }
    this.#close()
  }

  hear(message: ToWriter): void {
    const writer = this.#writer
    if (!writer) {
      if (message.say === 'batch') this.#waiting.push(message.batch)
      if (message.say === 'guest') message.port.close()
      if (message.say === 'stop') this.#end()
      return
    }
    switch (message.say) {
      case 'batch':
        this.#waiting.push(message.batch)
        if (!this.#retry) this.#commit()
        return
      case 'damaged':
        // A reader may still speak of the file that was set aside.
        if (performance.now() - this.#renewedAt > READERS_GONE) this.#renew(message.notice)
        return
      case 'guest':
        new Guest(message.port, writer, (error) => noticeOf(error, this.#file))
        return
      case 'answers':
        if (!this.#attempt(() => writer.closeAll(this.#asked, message.answers))) this.#end()
        else this.#askNext(writer)
        return
      case 'stop':
        if (this.#retry) clearTimeout(this.#retry)
        this.#commit()
        // What cannot be written now is closed by the next start.
        if (this.#waiting.length > 0) this.#end()
        else this.#askNext(writer)
        return
    }
  }

  #commit(): void {
    this.#retry = null
    for (let batch = this.#waiting[0]; batch; batch = this.#waiting[0]) {
      const now = batch
      const writer = this.#writer
      if (!writer) return
      const done = this.#attempt(() => {
        const state = writer.commit(now)
        this.#say({ say: 'committed', changes: now.changes, state })
      })
      if (!done) {
        this.#retry = setTimeout(() => this.#commit(), RETRY_MS)
        return
      }
      this.#waiting.shift()
      this.#log?.committed()
    }
  }

  #attempt(work: () => void): boolean {
    try {
      work()
      return true
    } catch (error) {
      const why = noticeOf(error, this.#file)
      if (why.code === 'history-damaged') {
        this.#renew(why)
        return false
      }
      // The write-ahead log may be what fills the disk.
      if (why.code === 'history-disk-full') this.#writer?.checkpoint()
      this.#say({ say: 'waiting', notice: why })
      return false
    }
  }

  /** Intervals that last are closed at the last moment known, with what the monitor's table knows of them. */
  #askNext(writer: Writer): void {
    const rows = writer.someOpen()
    if (rows.length === 0) {
      this.#attempt(() => writer.closeFindings())
      this.#end()
      return
    }
    this.#asked = rows
    this.#say({ say: 'ask', keys: rows.map(keyOf) })
  }

  #end(): void {
    if (this.#retry) clearTimeout(this.#retry)
    this.#close()
    this.#say({ say: 'stopped' })
  }

  #close(): void {
    this.#writer?.imports.removals.stop()
    this.#writer = null
    this.#closeFile()
    this.#lock?.release()
    this.#lock = null
  }

  #closeFile(): void {
    this.#log?.close()
    this.#log = null
    this.#db?.close()
    this.#db = null
  }
}
