import { SECOND, type DurationMs } from '../shared/time.ts'
import type { TableRoom } from './membership/table-room.ts'

/** How often the memory is looked at. */
const EVERY: DurationMs = SECOND
/**
 * Above this share of the bound nothing more is let in, below that one it is again. While a flood goes on, rows that take
 * the place of others lie more and more scattered, which takes a sixth of the bound more (docs/limits.md).
 */
const CLOSE_ABOVE = 0.75
const OPEN_BELOW = 0.65

interface Options {
  bytes: number
  room: TableRoom
  /** What the process has of the machine's memory. */
  resident: () => number
  /** Once at each turn. */
  told: (closed: boolean) => void
}

/**
 * The limits of the tables are reckoned from what things weigh; this looks at what the process really takes. Above its bound
 * the tables keep what they have, and whoever is new replaces somebody (membership/eviction.ts).
 */
export class MemoryWatch {
  readonly #options: Options
  #timer: NodeJS.Timeout | null = null

  constructor(options: Options) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), EVERY)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  look(): void {
    const { bytes, room, resident, told } = this.#options
    const taken = resident()
    if (!room.closed && taken > CLOSE_ABOVE * bytes) {
      room.close()
      told(true)
    } else if (room.closed && taken < OPEN_BELOW * bytes) {
      room.open()
      told(false)
    }
  }
}
