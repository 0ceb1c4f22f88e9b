import { existsSync, renameSync } from 'node:fs'
import type { EpochMs } from '../../../shared/time.ts'

/** A file of the history with its log, in the order in which they are moved: the log first, as it says nothing alone. */
const PARTS = ['-wal', '-shm', ''] as const

/**
 * Moves the history out of the way under a dated name, never over another; nothing is deleted. `why` becomes part of the
 * name. Returns the new name. Throws what the file system throws.
 */
export function setAside(file: string, why: 'damaged' | 'before-restore', at: EpochMs): string {
  const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
  const name = `${file}.${why}-${date}`
  let free = name
  for (let n = 2; existsSync(free); n += 1) free = `${name}-${n}`
  for (const part of PARTS) if (existsSync(file + part)) renameSync(file + part, free + part)
  return free
}
