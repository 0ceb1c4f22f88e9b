import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportRow } from '../../../shared/imports.ts'
import { HistoryError } from '../file/history-error.ts'
import { readImports } from './import-table.ts'
import { FILE_NAME, noticeOf, openForReading } from '../file/sqlite.ts'

/** The captures that a history has; a few rows, read at once, also while somebody writes it. Throws HistoryError. */
export function importsIn(folder: string): readonly ImportRow[] {
  const file = join(folder, FILE_NAME)
  if (!existsSync(file)) return []
  try {
    const db = openForReading(file)
    try {
      return readImports(db)
    } finally {
      db.close()
    }
  } catch (error) {
    throw error instanceof HistoryError ? error : new HistoryError(noticeOf(error, file))
  }
}
