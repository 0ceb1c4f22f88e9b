import { chmodSync, copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { notice } from '../../../shared/notice.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { contentsOf, type Contents } from './contents.ts'
import { HistoryError } from '../file/history-error.ts'
import { setAside } from './set-aside.ts'
import {
  FILE_NAME,
  isNoDatabase,
  lockFolder,
  makeFolder,
  noticeOf,
  openAsItIs,
  openForReading,
} from '../file/sqlite.ts'

/** Pages that are copied at a time: some milliseconds, and then others have their turn. */
const PAGES_AT_A_TIME = 1_024

export interface CopyProgress {
  (copied: number, total: number): void
}

/**
 * Copies the history of a folder, also while a server writes it: what was there when it began. A reader's snapshot is held
 * for so long, so the copy does not begin anew with each commit; the write-ahead log grows meanwhile by what is written.
 * The copy is checked before it gets its name. Throws HistoryError.
 */
export async function backUp(folder: string, to: string, progress: CopyProgress): Promise<Contents> {
  const file = join(folder, FILE_NAME)
  const part = `${to}.part`
  try {
    // It tells who watches what. One that was left by a backup that was killed is written anew.
    rmSync(part, { force: true })
    writeFileSync(part, '', { mode: 0o600, flag: 'wx' })
    const db = openForReading(file)
    try {
      db.exec('BEGIN')
      db.prepare('SELECT count(*) FROM meta').get()
      await db.backup(part, {
        progress: ({ totalPages, remainingPages }) => {
          progress(totalPages - remainingPages, totalPages)
          return PAGES_AT_A_TIME
        },
      })
    } finally {
      db.close()
    }
    const contents = await checked(part)
    renameSync(part, to)
    return contents
  } catch (error) {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(part + end, { force: true })
    throw error instanceof HistoryError ? error : new HistoryError(noticeOf(error, part))
  }
}

/** One file without a log beside it, and sound. */
async function checked(file: string): Promise<Contents> {
  const db = openAsItIs(file, 'write')
  try {
    db.pragma('journal_mode = DELETE')
    await setImmediate()
    return contentsOf(db, file, 'quick')
  } finally {
    db.close()
  }
}

/**
 * Puts a backup in the place of the history of a folder, which is set aside under a dated name. Refuses while a server
 * has the folder. Throws HistoryError.
 */
export function restore(from: string, folder: string, at: EpochMs): { contents: Contents; aside: string | null } {
  const file = join(folder, FILE_NAME)
  const part = `${file}.part`
  makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    rmSync(part, { force: true })
    // The copy is what is checked: a file on a share may change in between.
    writeFileSync(part, '', { mode: 0o600, flag: 'wx' })
    copyFileSync(from, part)
    // The copy has the rights of the original else, which may lie on a share.
    chmodSync(part, 0o600)
    // A file that was set aside while it was written has some of it in its log.
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${part}-wal`)
    const db = openAsItIs(part, 'write')
    let contents: Contents
    try {
      db.pragma('journal_mode = DELETE')
      contents = contentsOf(db, from, 'quick')
    } finally {
      db.close()
    }
    const aside = existsSync(file) ? setAside(file, 'before-restore', at) : null
    renameSync(part, file)
    return { contents, aside }
  } catch (error) {
    throw asGiven(error, from)
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(part + end, { force: true })
    lock.release()
  }
}

/** All of a file is read. `given`: somebody named it, and it may be anything. Throws HistoryError: none of ours, or damaged. */
export function check(file: string, given = false): Contents {
  try {
    const db = openAsItIs(file, 'read')
    try {
      return contentsOf(db, file, 'all')
    } finally {
      db.close()
    }
  } catch (error) {
    if (given) throw asGiven(error, file)
    throw error instanceof HistoryError ? error : new HistoryError(noticeOf(error, file))
  }
}

/** A file that is no database at all was never a history that could be damaged. */
function asGiven(error: unknown, file: string): HistoryError {
  if (error instanceof HistoryError) return error
  return new HistoryError(isNoDatabase(error) ? notice('history-not-ours', { file }) : noticeOf(error, file))
}
