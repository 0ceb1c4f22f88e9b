import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { appendFile, chmod, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AuditRow } from '../../shared/access.ts'
import { makeFolders } from '../history/file/folder.ts'
import { lineOf, rowOf } from './audit-line.ts'

/** Octets of one file; then it is put aside as `.1`, that one as `.2`, and the last one goes. */
export const MAX_FILE = 1024 * 1024
/** Rows that wait for a slow disk; further ones are lost, and counted. */
export const MAX_QUEUED = 1_000
/** Octets from the end of the file in which its last row is looked for. */
const TAIL = 64 * 1024
/** Octets from its beginning in which the number of the first one stands. */
const HEAD = 64

interface FilesOptions {
  path: string
  /** Files that are put aside: small ones, because one is read at once. */
  maxAside: number
  /** Octets of one file. */
  maxFile: number
  /** Once, when rows begin to be lost, and once when they are kept again. */
  log: (sentence: string) => void
}

/** Rows as JSON lines, in files that take so much and no more. A disk that takes nothing stops nobody: what it did not take is counted. */
export class AuditFiles {
  readonly #options: FilesOptions
  #lost = 0
  #isLosing = false
  /** The last line may have broken off. */
  #broken = true
  #queue: AuditRow[] = []
  #writing: Promise<void> | null = null

  constructor(options: FilesOptions) {
    this.#options = options
  }

  get lost(): number {
    return this.#lost
  }

  /** The number of the newest row; 0: there is none. */
  lastId(): number {
    const { path } = this.#options
    return lastIdOf(path) ?? lastIdOf(`${path}.1`) ?? 0
  }

  /** In the order of their numbers. */
  write(row: AuditRow): void {
    if (this.#queue.length >= MAX_QUEUED) {
      this.#lose(1)
      return
    }
    this.#queue.push(row)
    this.#writing ??= this.#drain().finally(() => (this.#writing = null))
  }

  async flushed(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #drain(): Promise<void> {
    const { path, log } = this.#options
    while (this.#queue.length > 0) {
      const rows = this.#queue
      this.#queue = []
      try {
        makeFolders(dirname(path))
        await this.#rotate()
        const text = rows.map(lineOf).join('')
        await appendFile(path, this.#broken ? `\n${text}` : text, { mode: 0o600, flush: true })
        this.#broken = false
        if (this.#isLosing) log(`The audit log ${path} is written again; ${this.#lost} rows are lost.`)
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
    const { path, log } = this.#options
    log(`The audit log ${path} cannot be written (${why}); what happens meanwhile is only counted.`)
  }

  async #rotate(): Promise<void> {
    const { path, maxAside, maxFile } = this.#options
    const found = await stat(path).catch(() => null)
    if (!found || found.size < maxFile) {
      // It may have been put there by hand.
      if (found && (found.mode & 0o077) !== 0) await chmod(path, 0o600)
      return
    }
    for (let i = maxAside - 1; i >= 1; i -= 1) {
      await rename(`${path}.${i}`, `${path}.${i + 1}`).catch(absent)
    }
    await rename(path, `${path}.1`)
    this.#broken = false
  }

  /** The newest first, of those before the row `before`. A file is read when it is come to. */
  *rows(before: number | null): Generator<AuditRow> {
    const { path: newest, maxAside } = this.#options
    for (let i = 0; i <= maxAside; i += 1) {
      const path = i === 0 ? newest : `${newest}.${i}`
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
