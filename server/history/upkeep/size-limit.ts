import { statSync } from 'node:fs'
import { MINUTE, type EpochMs } from '../../../shared/time.ts'
import type { Keep } from './keep.ts'
import { timeOf } from '../file/key.ts'
import type { OldNames } from './old-names.ts'
import { Retention, type Removed } from './retention.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** What is in the file, for the status. */
export interface FileState {
  /** With its write-ahead log. */
  sizeBytes: number
  /** Events taken away to stay within the limit, since the start; and the time of the newest of them. */
  trimmed: number
  oldestAt: EpochMs | null
  /** The first event that is there. */
  beginsAt: EpochMs | null
  /** Rows taken away since the start, because of their age or for their room. */
  removed: Removed
  /** The first minute and the first hour that were counted and are there. */
  countsBegin: { minutes: EpochMs | null; rollups: EpochMs | null }
}

/** Before it is open. */
export const EMPTY_FILE: FileState = {
  sizeBytes: 0,
  trimmed: 0,
  oldestAt: null,
  beginsAt: null,
  removed: { changes: 0, minutes: 0, rollups: 0 },
  countsBegin: { minutes: null, rollups: null },
}

/** How large the file is, what is in it, and that it stays below its limits. */
export class SizeLimit {
  readonly #db: Db
  readonly #file: string
  readonly #first: Statement
  readonly #retention: Retention
  #countsBegin: FileState['countsBegin'] = { minutes: null, rollups: null }
  /** When that was looked up: it changes slowly. */
  #lookedUpAt: EpochMs | null = null

  constructor(db: Db, file: string, keep: Keep) {
    this.#db = db
    this.#file = file
    this.#first = db.prepare('SELECT min(id) FROM event').pluck()
    this.#retention = new Retention(db, keep, () => this.#usedBytes(), Date.now)
  }

  state(): FileState {
    const now = Date.now()
    if (this.#lookedUpAt === null || Math.abs(now - this.#lookedUpAt) > MINUTE) {
      this.#lookedUpAt = now
      this.#countsBegin = this.#retention.begins()
    }
    const size = this.#pragma('page_count') * this.#pragma('page_size')
    const first = this.#first.get() as number | null
    const { trimmed, trimmedUpTo, removed } = this.#retention
    return {
      sizeBytes: size + sizeOf(`${this.#file}-wal`),
      trimmed,
      oldestAt: trimmedUpTo,
      beginsAt: first === null ? null : timeOf(first, 0),
      removed: { ...removed },
      countsBegin: this.#countsBegin,
    }
  }

  /**
   * `transaction` runs its work as one; `running`: the sources of this run. Throws nothing: the batch before it is in the file and must not be written
   * twice; what fails here (a full disk) is tried after the next one, which tells of it itself.
   */
  hold(transaction: (work: () => void) => void, running: readonly string[], names: OldNames): void {
    try {
      this.#retention.hold(transaction, running)
      names.step(transaction, this.#retention.removed.changes > 0)
    } catch {
      // The next commit tries again.
    }
  }

  #usedBytes(): number {
    return (this.#pragma('page_count') - this.#pragma('freelist_count')) * this.#pragma('page_size')
  }

  #pragma(name: 'page_count' | 'page_size' | 'freelist_count'): number {
    return Number(this.#db.pragma(name, { simple: true }))
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}
