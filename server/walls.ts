import { notice, type Notice } from '../shared/notice.ts'
import { DEFAULT_WALL, MAX_WALLS, type WallConfig } from '../shared/wall.ts'
import type { WritableWalls } from './http/routes/walls.ts'
import { WallsFile } from './walls-file.ts'

/** The wall displays that people have set up; they survive a restart. The one called `wall` is always there. */
export class WallBook implements WritableWalls {
  readonly #file: WallsFile
  /** By name, as they were made; the one that is always there first. */
  readonly #walls = new Map<string, WallConfig>([[DEFAULT_WALL.id, DEFAULT_WALL]])
  readonly #changed: () => void

  /** `onUnreadable` hears why a file that is there cannot be used: nothing was set up then. */
  constructor(folder: string, changed: () => void, onUnreadable: (sentence: string) => void) {
    this.#file = new WallsFile(folder)
    this.#changed = changed
    try {
      for (const wall of this.#file.read()) this.#walls.set(wall.id, wall)
    } catch {
      const aside = this.#file.setAside() ? ` It is kept as ${this.#file.path}.damaged.` : ''
      onUnreadable(`Cannot read ${this.#file.path}; walls have to be set up again.${aside}`)
    }
  }

  all(): readonly WallConfig[] {
    return [...this.#walls.values()]
  }

  put(wall: WallConfig): Notice | null {
    if (!this.#walls.has(wall.id) && this.#walls.size >= MAX_WALLS) return notice('walls-full', { limit: MAX_WALLS })
    this.#walls.set(wall.id, wall)
    return this.#keep()
  }

  delete(id: string): Notice | null {
    if (id === DEFAULT_WALL.id) return notice('wall-stays', { wall: id })
    this.#walls.delete(id)
    return this.#keep()
  }

  #keep(): Notice | null {
    this.#changed()
    return this.#file.write(this.all())
  }
}
