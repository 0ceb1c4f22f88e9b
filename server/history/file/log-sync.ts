import { closeSync, fdatasync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { SECOND, type DurationMs } from '../../../shared/time.ts'

/** A power cut loses what came in so long, and the time that the disk takes. */
const SYNC_EVERY: DurationMs = SECOND

/**
 * Brings what was committed from the operating system to the disk: with `synchronous = NORMAL` SQLite does so at a
 * checkpoint alone, which may be minutes later. Beside the thread, in one of node's pool: a slow disk makes nobody wait.
 * (The locks of SQLite lie on other files: to close this one frees none.)
 */
export class LogSync {
  readonly #fd: number
  readonly #failed: (error: unknown) => void
  readonly #every: DurationMs
  #timer: NodeJS.Timeout | null = null
  #running = false
  #again = false
  #closed = false
  /** How often it was done. */
  syncs = 0

  /** `file`: the database, whose log is there. Throws the error of the file system. */
  constructor(file: string, failed: (error: unknown) => void, every: DurationMs = SYNC_EVERY) {
    this.#failed = failed
    this.#every = every
    this.#fd = openSync(`${file}-wal`, 'r')
    // Its name is on the disk too.
    const folder = openSync(dirname(file), 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  }

  committed(): void {
    if (this.#closed) return
    if (this.#running) this.#again = true
    else this.#timer ??= setTimeout(() => this.#sync(), this.#every)
  }

  #sync(): void {
    this.#timer = null
    this.#running = true
    fdatasync(this.#fd, (error) => {
      this.#running = false
      this.syncs += 1
      if (this.#closed) closeSync(this.#fd)
      else if (error) this.#failed(error)
      if (!this.#again) return
      this.#again = false
      this.committed()
    })
  }

  /** SQLite itself brings all to the disk as it closes. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    if (!this.#running) closeSync(this.#fd)
  }
}
