import { closeSync, openSync, readFileSync, readSync, fstatSync } from 'node:fs'
import { appendFile, chmod, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditAnswer, AuditRow } from '../../shared/access.ts'
import type { EpochMs } from '../../shared/time.ts'
import { makeFolders } from '../history/file/folder.ts'
import { lineOf, rowOf } from './audit-line.ts'

const FILE = 'audit.jsonl'
/** Octets of one file; then it is put aside as `.1`, that one as `.2`, and the last one goes. */
export const MAX_FILE = 1024 * 1024
/** Files that are put aside: small ones, because one is read at once. */
export const MAX_ASIDE = 19
/** Rows that wait for a slow disk; further ones are lost, and counted. */
export const MAX_QUEUED = 1_000
/** Octets from the end of the file in which its last row is looked for. */
const TAIL = 64 * 1024
/** Octets from its beginning in which the number of the first one stands. */
const HEAD = 64

export type AuditEntry = Omit<AuditRow, 'id' | 'at'>

interface AuditOptions {
  folder: string
  now: () => EpochMs
  /** Once, when rows begin to be lost, and once when they are kept again. */
  log: (sentence: string) => void
  /** Octets of one file. */
  maxFile?: number
}

/** Who did what, as JSON lines in the data folder. A disk that takes nothing stops nobody: what it did not take is counted. */
export class Audit {
  readonly path: string
  readonly #options: AuditOptions
  readonly #maxFile: number
  #lastId: number
  #lost = 0
  #isLosing = false
  /** The last line may have broken off. */
  #broken = true
  #queue: AuditRow[] = []
  #writing: Promise<void> | null = null

  constructor(options: AuditOptions) {
    this.#options = options
    this.#maxFile = options.maxFile ?? MAX_FILE
    this.path = join(options.folder, FILE)
    this.#lastId = lastIdOf(this.path) ?? lastIdOf(`${this.path}.1`) ?? 0
  }

  get lost(): number {
    return this.#lost
  }

  /** `at`: when it was; absent: now. */
  write(entry: AuditEntry & { at?: EpochMs }): void {
    if (this.#queue.length >= MAX_QUEUED) {
      this.#lose(1)
      return
    }
    this.#lastId += 1
    this.#queue.push({ id: this.#lastId, at: this.#options.now(), ...entry })
    this.#writing ??= this.#drain().finally(() => (this.#writing = null))
  }

  /** What was written before is on its way to the disk when it resolves. */
  async flushed(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const rows = this.#queue
      this.#queue = []
      try {
        makeFolders(this.#options.folder)
        await this.#rotate()
        const text = rows.map(lineOf).join('')
        await appendFile(this.path, this.#broken ? `\n${text}` : text, { mode: 0o600, flush: true })
        this.#broken = false
        if (this.#isLosing)
          this.#options.log(`The audit log ${this.path} is written again; ${this.#lost} rows are lost.`)
        this.#isLosing = false
      } catch (error) {
        this.#broken = true
        this.#lose(rows.length, error)
      }
    }
  }

  #lose(count: number, error?: unknown): void {
    this.#lost += count
    if (this.#isLosing) return
    this.#isLosing = true
    const why = error instanceof Error ? error.message : 'the disk is too slow'
    this.#options.log(`The audit log ${this.path} cannot be written (${why}); what happens meanwhile is only counted.`)
  }

  async #rotate(): Promise<void> {
    const found = await stat(this.path).catch(() => null)
    if (!found || found.size < this.#maxFile) {
      // It may have been put there by hand.
      if (found && (found.mode & 0o077) !== 0) await chmod(this.path, 0o600)
      return
    }
    for (let i = MAX_ASIDE - 1; i >= 1; i -= 1) {
      await rename(`${this.path}.${i}`, `${this.path}.${i + 1}`).catch(absent)
    }
    await rename(this.path, `${this.path}.1`)
    this.#broken = false
  }

  /** The newest first, of those before the row `before`. */
  page(limit: number, before: number | null): AuditAnswer {
    const rows: AuditRow[] = []
    for (const row of this.rows(before)) {
      if (rows.length === limit) return { rows, next: rows.at(-1)?.id ?? null, lost: this.#lost }
      rows.push(row)
    }
    return { rows, next: null, lost: this.#lost }
  }

  /** The newest first. A file is read when it is come to. */
  *rows(before: number | null = null): Generator<AuditRow> {
    for (let i = 0; i <= MAX_ASIDE; i += 1) {
      const path = i === 0 ? this.path : `${this.path}.${i}`
      if (before !== null && (firstIdOf(path) ?? 0) >= before) continue
      for (const line of linesIn(path).reverse()) {
        // Its number stands first: a line that is not wanted is not read.
        const id = idOf(line)
        if (id === null || (before !== null && id >= before)) continue
        const row = rowOf(line)
        if (row) yield row
      }
    }
  }
}

function absent(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

function linesIn(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
}

/** null: it is no row. */
function idOf(line: string): number | null {
  const id = /^\{"id":(\d+),/.exec(line)?.[1]
  return id === undefined ? null : Number(id)
}

/** null: there is no such file, or it does not begin with a row. */
function firstIdOf(path: string): number | null {
  return withFile(path, (file) => {
    const head = Buffer.alloc(HEAD)
    return idOf(head.toString('utf8', 0, readSync(file, head)).trimStart())
  })
}

/** null: there is no such file, or no row at its end. */
function lastIdOf(path: string): number | null {
  return withFile(path, (file) => {
    const { size } = fstatSync(file)
    const tail = Buffer.alloc(Math.min(size, TAIL))
    readSync(file, tail, 0, tail.length, size - tail.length)
    const ids = tail
      .toString('utf8')
      .split('\n')
      .map((line) => rowOf(line)?.id ?? 0)
    return Math.max(0, ...ids) || null
  })
}

function withFile<T>(path: string, read: (file: number) => T): T | null {
  try {
    const file = openSync(path, 'r')
    try {
      return read(file)
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}
