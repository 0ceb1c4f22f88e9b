import { statSync } from 'node:fs'
import type { EpochMs } from '../../shared/time.ts'
import { timeOf } from './key.ts'
import type { Db, Statement } from './sqlite.ts'

/** Rows that one step takes away at most, and steps after one commit: more than a commit brings. */
const TRIM_ROWS = 4_096
const TRIM_STEPS = 8

/** What is in the file, for the status. */
export interface FileState {
  /** With its write-ahead log. */
  sizeBytes: number
  /** Events taken away to stay within the limit, since the start; and the time of the newest of them. */
  trimmed: number
  oldestAt: EpochMs | null
  /** The first event that is there. */
  beginsAt: EpochMs | null
}

/** Holds the used part of the file below a limit by taking the oldest away, in small steps after each commit. */
export class SizeLimit {
  readonly #db: Db
  readonly #file: string
  readonly #maxBytes: number
  readonly #first: Statement
  #trimmed = 0
  #oldestAt: EpochMs | null = null

  constructor(db: Db, file: string, maxBytes: number) {
    this.#db = db
    this.#file = file
    this.#maxBytes = maxBytes
    this.#first = db.prepare('SELECT min(id) FROM event').pluck()
  }

  state(): FileState {
    const size = this.#pragma('page_count') * this.#pragma('page_size')
    const first = this.#first.get() as number | null
    return {
      sizeBytes: size + sizeOf(`${this.#file}-wal`),
      trimmed: this.#trimmed,
      oldestAt: this.#oldestAt,
      beginsAt: first === null ? null : timeOf(first, 0),
    }
  }

  /**
   * `transaction` runs its work as one. Throws nothing: the batch before it is in the file and must not be written
   * twice; what fails here (a full disk) is tried after the next one, which tells of it itself.
   */
  hold(transaction: (work: () => void) => void): void {
    try {
      this.#trim(transaction)
    } catch {
      // The next commit tries again.
    }
  }

  #trim(transaction: (work: () => void) => void): void {
    for (let step = 0; step < TRIM_STEPS && this.#usedBytes() > this.#maxBytes; step += 1) {
      const oldest = this.#db.prepare('SELECT max(id) FROM (SELECT id FROM event ORDER BY id LIMIT ?)').pluck()
      const cut = oldest.get(TRIM_ROWS) as number | null
      transaction(() => {
        if (cut === null) this.#cutMinutes()
        else this.#cut(cut)
      })
    }
  }

  #cut(id: number): void {
    this.#trimmed += this.#db.prepare('DELETE FROM event WHERE id <= ?').run(id).changes
    this.#db.prepare('DELETE FROM gap WHERE id <= ?').run(id)
    this.#db.prepare('DELETE FROM query WHERE id <= ?').run(id)
    this.#db.prepare('DELETE FROM finding_event WHERE id <= ?').run(id)
    this.#db.prepare('DELETE FROM finding WHERE id <= ? AND closed_at <= ?').run(id, timeOf(id, 0))
    this.#oldestAt = timeOf(id, 0)
  }

  /** The roll-ups outlive their minutes. */
  #cutMinutes(): void {
    const minutes = this.#db.prepare('DELETE FROM minute WHERE at <= (SELECT min(at) FROM minute)').run().changes
    if (minutes === 0) this.#db.exec('DELETE FROM hour WHERE at <= (SELECT min(at) FROM hour)')
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
