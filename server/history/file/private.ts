import { chmodSync, closeSync, openSync, statSync } from 'node:fs'

/** Rights of others than the owner. */
const OTHERS = 0o077

/**
 * Makes a file of the history, or takes one that is there, for its owner alone: it tells who watches what. What SQLite
 * puts beside it later has the same rights. Where that is not possible, opening the file tells why.
 */
export function keepPrivate(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600))
  } catch {
    return
  }
  // What an earlier version left.
  for (const each of [file, `${file}-wal`, `${file}-shm`]) {
    try {
      if ((statSync(each).mode & OTHERS) !== 0) chmodSync(each, 0o600)
    } catch {
      // It is not there, or another's.
    }
  }
}
