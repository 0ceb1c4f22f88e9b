import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those above it (mode 0700: it tells who watches what). Throws what the file system throws. Step by
 * step, because `mkdirSync` with `recursive` goes round for ever where a folder exists that takes no others (`/proc`).
 */
export function makeFolders(folder: string): void {
  const path = resolve(folder)
  if (existsSync(path)) return
  makeFolders(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another start made it in the meantime.
    if (!existsSync(path)) throw error
  }
}
