import { statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { notice, type Notice } from '../../../shared/notice.ts'
import { makeFolders } from './folder.ts'
import { HistoryError } from './history-error.ts'
import { keepPrivate } from './private.ts'
import { MIGRATIONS } from './schema.ts'
import { endedUncleanly, headerFault, sampleFault } from './soundness.ts'

/* The only file that knows better-sqlite3. */

export type Db = Database.Database
export type Statement = Database.Statement

/** Of the history in its folder. */
export const FILE_NAME = 'rollcall.db'
/** Memory for pages of one connection, in KiB, where nobody says. */
const PAGES_KIB = 64 * 1_024
/** Pages of the write-ahead log after which it is copied into the file: 64 MiB, so that a burst copies a page once. */
const CHECKPOINT_PAGES = 16_384
/** After a checkpoint a write-ahead log that grew is cut to this many octets. */
const WAL_KEPT = 64 * 1_024 * 1_024
const BUSY_MS = 5_000

/**
 * Opens the file for writing, makes it when it is not there, and brings it to the newest schema. Throws HistoryError.
 *
 * `synchronous = NORMAL` in WAL mode: a commit is with the operating system when it returns, so a process that is killed
 * loses none; a machine that loses its power may lose the commits since the log was brought to the disk (`LogSync`), and
 * the file stays sound.
 */
export function openForWriting(file: string, migrations: readonly string[] = MIGRATIONS, pagesKib = PAGES_KIB): Db {
  let db: Db | null = null
  try {
    const fault = headerFault(file)
    if (fault !== null) throw new HistoryError(notice('history-damaged', { file, detail: fault }))
    const isUnclean = endedUncleanly(file)
    keepPrivate(file)
    db = new Database(file, { timeout: BUSY_MS })
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    db.pragma(`cache_size = -${pagesKib}`)
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    db.pragma(`journal_size_limit = ${WAL_KEPT}`)
    migrate(db, file, migrations)
    const found = isUnclean && migrations === MIGRATIONS ? sampleFault(db, () => performance.now()) : null
    if (found !== null) throw new HistoryError(notice('history-damaged', { file, detail: found }))
    return db
  } catch (error) {
    db?.close()
    throw error instanceof HistoryError ? error : new HistoryError(noticeOf(error, file))
  }
}

/** Throws HistoryError for a file of another version: it is brought forward by who writes it. */
export function openForReading(file: string, pagesKib = PAGES_KIB): Db {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS })
  db.pragma(`cache_size = -${pagesKib}`)
  const found = Number(db.pragma('user_version', { simple: true }))
  const known = MIGRATIONS.length
  if (found === known) return db
  db.close()
  const code = found > known ? 'history-newer' : 'history-older'
  throw new HistoryError(notice(code, { file, found, known }))
}

/** A file of whatever version, and perhaps none of ours. Throws the error of SQLite. */
export function openAsItIs(file: string, to: 'read' | 'write'): Db {
  return new Database(file, { readonly: to === 'read', fileMustExist: true, timeout: BUSY_MS })
}

function migrate(db: Db, file: string, migrations: readonly string[]): void {
  const found = Number(db.pragma('user_version', { simple: true }))
  if (found > migrations.length) {
    throw new HistoryError(notice('history-newer', { file, found, known: migrations.length }))
  }
  for (let version = found; version < migrations.length; version += 1) {
    const step = migrations[version]!
    db.transaction(() => {
      db.exec(step)
      db.pragma(`user_version = ${version + 1}`)
    }).immediate()
  }
}

/** Makes the folder (mode 0700: it tells who watches what). Throws HistoryError. */
export function makeFolder(folder: string): void {
  try {
    makeFolders(folder)
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder')
  } catch (error) {
    throw new HistoryError(notice('history-folder', { folder, detail: detailOf(error) }))
  }
}

/**
 * One server a folder. An exclusive lock of the operating system on a file of its own, which ends with the process
 * however that ends, so none is ever left behind; the history itself stays open to readers. Throws HistoryError.
 */
export function lockFolder(folder: string): { release(): void } {
  const file = join(folder, 'lock')
  let db: Db | null = null
  try {
    keepPrivate(file)
    db = new Database(file, { timeout: 0 })
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    const held = db
    return { release: () => held.close() }
  } catch (error) {
    db?.close()
    if (codeOf(error).startsWith('SQLITE_BUSY')) throw new HistoryError(notice('history-in-use', { folder }))
    throw new HistoryError(notice('history-folder', { folder, detail: detailOf(error) }))
  }
}

/** Its first octets are not those of a database. */
export const isNoDatabase = (error: unknown): boolean => codeOf(error) === 'SQLITE_NOTADB'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const detailOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return codeOf(error) || error.message
}

/** A disk with less is full: SQLite calls it an input or output error when its small files do not fit. */
const FULL_BELOW_BYTES = 128 * 1_024

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= FULL_BELOW_BYTES
  } catch {
    return true
  }
}

/** An error of SQLite in plain words. */
export function noticeOf(error: unknown, file: string): Notice {
  const code = codeOf(error)
  const detail = error instanceof Error ? error.message : String(error)
  const ioError = code.startsWith('SQLITE_IOERR') && !hasRoom(dirname(file))
  if (ioError || code === 'SQLITE_FULL' || /no space left/i.test(detail)) return notice('history-disk-full', { file })
  // A page that is not there: the file is cut short.
  const isDamaged = code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ'
  if (isDamaged) return notice('history-damaged', { file, detail })
  if (code === 'SQLITE_CANTOPEN' || code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') {
    return notice('history-folder', { folder: dirname(file), detail })
  }
  return notice('history-write-failed', { file, detail: code === '' ? detail : `${detail}, ${code}` })
}
