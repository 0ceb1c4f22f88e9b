import { MINUTES_OF_HOUR } from './hour-pack.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** By minute of an hour: 1 where the segment was watched. */
export type Watched = Uint8Array

const BITS = 8

/** Which minutes a segment was watched in: from its roll-ups, and from the minutes that are not in them yet. */
export class WatchedMinutes {
  readonly #hours: Statement
  readonly #due: Statement
  readonly #minutes: Statement

  constructor(db: Db) {
    // Its first octets are the bits of its minutes (hour-pack.ts).
    this.#hours = db.prepare('SELECT at, substr(packed, 1, 8) FROM hour WHERE segment = ? AND at >= ? AND at < ?').raw()
    this.#due = db
      .prepare(
        `SELECT d.at FROM hour_due d JOIN segment s ON s.source = d.source
         WHERE s.id = ? AND d.at >= ? AND d.at < ?`,
      )
      .pluck()
    this.#minutes = db.prepare('SELECT at FROM minute WHERE at >= ? AND at < ? AND segment = ?').pluck()
  }

  /** By hour; one that is not there was not watched. */
  of(segment: number, first: number, end: number): ReadonlyMap<number, Watched> {
    const found = new Map<number, Watched>()
    for (const [at, bits] of this.#hours.all(segment, first, end) as [number, Uint8Array][]) {
      const watched = new Uint8Array(MINUTES_OF_HOUR)
      for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
        watched[minute] = (bits[Math.floor(minute / BITS)]! >> (minute % BITS)) & 1
      }
      found.set(at, watched)
    }
    for (const hour of this.#due.all(segment, first, end) as number[]) {
      const from = hour * MINUTES_OF_HOUR
      const minutes = this.#minutes.all(from, from + MINUTES_OF_HOUR, segment) as number[]
      if (minutes.length === 0) continue
      const watched = new Uint8Array(MINUTES_OF_HOUR)
      for (const minute of minutes) watched[minute - from] = 1
      found.set(hour, watched)
    }
    return found
  }
}
