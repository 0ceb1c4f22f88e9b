import { z } from 'zod'
import type { Notice } from '../shared/notice.ts'
import { MAX_WALLS, type WallConfig } from '../shared/wall.ts'
import { WALL, WALL_ID } from './http/wall-schema.ts'
import { KeptFile } from './kept-file.ts'

const FILE = 'walls.json'

// One more than are kept: written by hand, it may lack the one that is always there.
const Kept = z.object({ walls: z.array(WALL.extend({ id: WALL_ID })).max(MAX_WALLS + 1) })

/** The wall displays, in a file of the data folder. */
export class WallsFile {
  readonly #file: KeptFile

  constructor(folder: string) {
    this.#file = new KeptFile(folder, FILE)
  }

  get path(): string {
    return this.#file.path
  }

  /** None when there is no file. Throws when it cannot be read. */
  read(): readonly WallConfig[] {
    const octets = this.#file.read()
    return octets === null ? [] : Kept.parse(JSON.parse(octets.toString())).walls
  }

  setAside(): boolean {
    return this.#file.setAside()
  }

  /** Returns why not, or null. */
  write(walls: readonly WallConfig[]): Notice | null {
    return this.#file.write(JSON.stringify({ walls }, null, 1))
  }
}
