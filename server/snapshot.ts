import { readFileSync, renameSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { SECOND, type DurationMs } from '../shared/time.ts'

/** A file is not written more often; when that fails, not so often either. */
const BETWEEN: DurationMs = SECOND / 4
const AFTER_FAILURE: DurationMs = 5 * SECOND

/**
 * A state as one file that is whole at any moment: written beside, brought to the disk, renamed. It is never waited for
 * but where somebody asks, so that a slow disk holds up nothing.
 */
export class Snapshot<T> {
  readonly path: string
  readonly #state: () => T
  readonly #onTrouble: (why: string | null) => void
  /** Changes, and those of them that are on the disk. */
  #wanted = 0
  #written = 0
  #writing: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #forgotten = false

  /** `onTrouble` hears why it cannot be written, and null when it can again. */
  constructor(path: string, state: () => T, onTrouble: (why: string | null) => void) {
    this.path = path
    this.#state = state
    this.#onTrouble = onTrouble
  }

  /** null: there is none. Throws when it cannot be read; then it is kept beside. */
  read(schema: z.ZodType<T>): T | null {
    let text: string
    try {
      text = readFileSync(this.path, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    }
    try {
      return schema.parse(JSON.parse(text))
    } catch (error) {
      renameSync(this.path, `${this.path}.damaged`)
      throw error
    }
  }

  changed(): void {
    if (this.#forgotten) return
    this.#wanted += 1
    this.#timer ??= setTimeout(() => void this.flush(), BETWEEN)
  }

  /** Resolves when all changes up to now are on the disk, or cannot be. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const wanted = this.#wanted
    await this.#writing
    if (this.#written >= wanted) return
    this.#writing ??= this.#write().finally(() => (this.#writing = null))
    await this.#writing
  }

  forget(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#written = this.#wanted
    this.#forgotten = true
    discard(this.path)
  }

  async #write(): Promise<void> {
    const wanted = this.#wanted
    const text = JSON.stringify(this.#state())
    const fresh = `${this.path}.new`
    try {
      await makeFolder(dirname(this.path))
      // What lies there already may be a link that somebody else made.
      await rm(fresh, { force: true })
      const file = await open(fresh, 'wx', 0o600)
      try {
        await file.writeFile(text)
        await file.datasync()
      } finally {
        await file.close()
      }
      // Another one of this name may begin meanwhile.
      if (this.#forgotten) discard(fresh)
      else await rename(fresh, this.path)
      this.#written = wanted
      this.#onTrouble(null)
    } catch (error) {
      discard(fresh)
      this.#onTrouble(error instanceof Error && 'code' in error ? String(error.code) : String(error))
      this.#timer ??= setTimeout(() => void this.flush(), AFTER_FAILURE).unref()
    }
  }
}

/** Of the data folder, which is there. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** Half a file takes room on a disk that has none. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The folder takes and gives nothing.
  }
}
