import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { MAX_WALLS, type WallConfig } from '../shared/wall.ts'
import { makeFolders } from './history/folder.ts'
import { WALL, WALL_ID } from './http/wall-schema.ts'

const FILE = 'walls.json'

// One more than are kept: written by hand, it may lack the one that is always there.
const Kept = z.object({ walls: z.array(WALL.extend({ id: WALL_ID })).max(MAX_WALLS + 1) })

/** The wall displays, in a file of the data folder. */
export class WallsFile {
  readonly path: string
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    this.path = join(folder, FILE)
  }

  /** None when there is no file. Throws when it cannot be read. */
  read(): readonly WallConfig[] {
    try {
      return Kept.parse(JSON.parse(readFileSync(this.path, 'utf8'))).walls
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  }

  /** What cannot be read is kept beside, so that the next write does not lose it. False when it stays where it is. */
  setAside(): boolean {
    try {
      renameSync(this.path, `${this.path}.damaged`)
      return true
    } catch {
      return false
    }
  }

  /** Whole or not at all. False when it cannot be written. */
  write(walls: readonly WallConfig[]): boolean {
    try {
      makeFolders(this.#folder)
      writeFileSync(`${this.path}.new`, JSON.stringify({ walls }, null, 1), { mode: 0o600 })
      renameSync(`${this.path}.new`, this.path)
      return true
    } catch {
      return false
    }
  }
}
