import { EARLIEST, LATEST, SECOND, type EpochMs } from '../../../shared/time.ts'

/*
 * The id of a row is its time. Rows of a table lie in the file by their id, so a range of time is a range of pages and
 * needs no index, and the oldest rows are the first pages. A millisecond has 512 ids; when more rows than that have one
 * time (a group of a million members that ends), the rest take ids of later milliseconds and remember by how many
 * milliseconds they slipped. Ids stay under 47 bits until 2033, so SQLite stores them in six octets.
 */

const EPOCH: EpochMs = Date.UTC(2025, 0, 1)
export const IDS_PER_MS = 512

/**
 * Times are kept to the millisecond, cut and not rounded: a row never lies in the future. One that is outside of what is
 * kept (a clock that was set wrong) becomes the nearest that fits.
 */
export const wholeMs = (at: EpochMs): EpochMs => Math.floor(Math.min(Math.max(at, EARLIEST), LATEST))

/** The first id of the millisecond of `at`. */
export const slotOf = (at: EpochMs): number => (wholeMs(at) - EPOCH) * IDS_PER_MS

export const timeOf = (id: number, slip: number): EpochMs => Math.floor(id / IDS_PER_MS) + EPOCH - slip

/** No row slips further than this; a table that has more rows of one time than fit is more than this design carries. */
export const MAX_SLIP = 60 * SECOND

/** What a table must tell to give a row its id. */
export interface KeyStore {
  /** The largest id, or null when it is empty. */
  last(): number | null
  /** The largest id under `limit`, or null. */
  lastBelow(limit: number): number | null
}

/** Gives ids to the rows of one table. */
export class Keys {
  readonly #store: KeyStore
  #tail: number
  /** The time of the row at the tail: rows of that time or later go behind it. */
  #tailAt: EpochMs

  constructor(store: KeyStore, tailSlip: (id: number) => number) {
    this.#store = store
    const last = store.last()
    this.#tail = last ?? Number.NEGATIVE_INFINITY
    this.#tailAt = last === null ? Number.NEGATIVE_INFINITY : timeOf(last, tailSlip(last))
  }

  /** A free id for a row of the time `at`, in the order of time as far as the ids of the table allow. */
  take(at: EpochMs): { id: number; slip: number } {
    const whole = wholeMs(at)
    const base = slotOf(whole)
    let id = base
    if (base <= this.#tail) id = whole >= this.#tailAt ? this.#tail + 1 : this.#between(base)
    if (id > this.#tail) {
      this.#tail = id
      this.#tailAt = whole
    }
    const slip = Math.floor(id / IDS_PER_MS) - base / IDS_PER_MS
    return { id, slip }
  }

  /** A source whose clock is behind another's: behind the rows of its own millisecond, or the next with room. */
  #between(base: number): number {
    let end = base + IDS_PER_MS
    let step = IDS_PER_MS
    for (;;) {
      const last = this.#store.lastBelow(end)
      if (last === null || last < base) return base
      if (last + 1 < end) return last + 1
      // A full stretch: look twice as far, so that a long one costs few steps.
      end += step
      step *= 2
      if (end > this.#tail) return this.#tail + 1
    }
  }
}
