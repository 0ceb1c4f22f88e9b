import type { EpochMs } from '../../shared/time.ts'

const WIDTH = 3
const SINCE = 0
const LAST_REPORT = 1
const UNTIL = 2
const FIRST_ROWS = 1_024

/**
 * The times of every member of a table, in one array of doubles: V8 would box each into an object of its own, and there
 * are millions. A member has a row from its join to its end.
 */
export class MemberTimes {
  #data = new Float64Array(FIRST_ROWS * WIDTH)
  #rows = 0
  readonly #free: number[] = []

  /** A row for a member that joins at `at`. */
  take(at: EpochMs): number {
    const row = this.#free.pop() ?? this.#rows++
    if ((row + 1) * WIDTH > this.#data.length) {
      const larger = new Float64Array(this.#data.length * 2)
      larger.set(this.#data)
      this.#data = larger
    }
    const base = row * WIDTH
    this.#data[base + SINCE] = at
    this.#data[base + LAST_REPORT] = at
    this.#data[base + UNTIL] = 0
    return row
  }

  release(row: number): void {
    this.#free.push(row)
  }

  since(row: number): EpochMs {
    return this.#data[row * WIDTH + SINCE]!
  }
  lastReport(row: number): EpochMs {
    return this.#data[row * WIDTH + LAST_REPORT]!
  }
  setLastReport(row: number, at: EpochMs): void {
    this.#data[row * WIDTH + LAST_REPORT] = at
  }
  until(row: number): EpochMs {
    return this.#data[row * WIDTH + UNTIL]!
  }
  setUntil(row: number, at: EpochMs): void {
    this.#data[row * WIDTH + UNTIL] = at
  }
}
