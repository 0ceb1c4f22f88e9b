import { FLOWS } from '../../../shared/counts.ts'
import type { CountMinutes } from '../../views/count-minutes.ts'
import type { Db } from '../file/sqlite.ts'
import { MINUTES_OF_HOUR } from './hour-pack.ts'
import { TAP_FLOWS, TAP_SIZES, TapHour } from './tap-hour-pack.ts'

/** Adds the roll-ups of whole sources, by the minute. */
export class TapHourReader {
  readonly #minutes: CountMinutes
  readonly #hour = new TapHour()
  readonly #rows

  constructor(db: Db, minutes: CountMinutes) {
    this.#minutes = minutes
    this.#rows = db.prepare('SELECT at, packed FROM tap_hour WHERE source = ? AND at >= ? AND at < ?').raw()
  }

  /** All hours of the range that it has, but those of `skip`. Gives which these are. */
  read(source: number, name: string, skip: ReadonlySet<number>): Set<number> {
    const minutes = this.#minutes
    const first = Math.floor(minutes.first / MINUTES_OF_HOUR)
    const end = Math.ceil(minutes.end / MINUTES_OF_HOUR)
    const told = new Set<number>()
    for (const [at, packed] of this.#rows.iterate(source, first, end) as Iterable<[number, Uint8Array]>) {
      if (skip.has(at)) continue
      this.#add(name, at * MINUTES_OF_HOUR, packed)
      told.add(at)
    }
    return told
  }

  #add(name: string, first: number, packed: Uint8Array): void {
    const tap = this.#minutes.tap(name)
    const { present, sizes, flows } = this.#hour
    this.#hour.unpack(packed)
    for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
      if (present[minute] !== 1) continue
      const place = minute * TAP_SIZES
      tap.size(first + minute, sizes[place]!, sizes[place + 1]!, sizes[place + 2]!)
      for (let i = 0; i < TAP_FLOWS; i += 1) tap.flow(first + minute, FLOWS[i]!, flows[minute * TAP_FLOWS + i]!)
    }
  }
}
