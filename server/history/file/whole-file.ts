import { closeSync, fchownSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Whose it shall be, where root writes what another one reads. */
export interface Owner {
  uid: number
  gid: number
}

/**
 * The whole of it is on the disk under its name when it returns, for its owner alone; else all is as it was, and it throws.
 * What is written first is always a file of its own: what lies there already may be a link that the user of the service
 * made, and a command of root must not write where it leads.
 */
export function writeWhole(path: string, text: string, owner: Owner | null = null): void {
  const fresh = `${path}.new`
  try {
    rmSync(fresh, { force: true })
    const file = openSync(fresh, 'wx', 0o600)
    try {
      if (owner) fchownSync(file, owner.uid, owner.gid)
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(fresh, path)
  } catch (error) {
    discard(fresh)
    throw error
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
