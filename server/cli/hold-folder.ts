import { existsSync } from 'node:fs'
import { sentence } from '../../shared/notice.ts'
import { HistoryError, lockFolder, makeFolder } from '../history/store.ts'
import { NotNow } from './usage-error.ts'

/**
 * One server a data folder: two would write over each other's sessions, and send every message twice. Throws `NotNow`
 * where another one is there. null: the folder cannot be locked, and the history says why; or it is only the
 * `visited` one of a demo, which makes no folder where there is none.
 */
export function holdFolder(folder: string, visited: boolean): { release(): void } | null {
  if (visited && !existsSync(folder)) return null
  try {
    makeFolder(folder)
    return lockFolder(folder)
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    if (error.notice.code === 'history-in-use') throw new NotNow(sentence(error.notice))
    return null
  }
}
