import type { Family } from '../../../shared/address.ts'
import { FLOWS } from '../../../shared/counts.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { MINUTES_OF_HOUR, SIZE_COLUMNS } from './hour-pack.ts'
import { FLOWS_OF } from './flow-columns.ts'
import { TAP_FLOWS, TAP_SIZES, TapHour } from './tap-hour-pack.ts'

const PLACES: Readonly<Record<Family, readonly number[]>> = { ipv4: placesOf('ipv4'), ipv6: placesOf('ipv6') }

/** The table `tap_hour`: while the segments of a source are rolled up, their minutes are added here. */
export class TapHourTable {
  readonly #hour = new TapHour()
  readonly #segments = new Set<number>()
  readonly #put: Statement
  readonly #drop: Statement
  readonly #count: Statement

  constructor(db: Db) {
    this.#put = db.prepare('INSERT OR REPLACE INTO tap_hour VALUES (?, ?, ?)')
    this.#drop = db.prepare('DELETE FROM tap_hour WHERE source = ? AND at = ?')
    this.#count = db
      .prepare(
        `SELECT count(*) FROM segment s
         WHERE s.source = ? AND EXISTS (SELECT 1 FROM hour h WHERE h.segment = s.id AND h.at = ?)`,
      )
      .pluck()
  }

  begin(): void {
    this.#hour.clear()
    this.#segments.clear()
  }

  /** A row of `minute`: its place in the hour, its segment, and its columns from the sizes on. */
  add(place: number, segment: number, family: Family, counts: readonly number[]): void {
    const { present, sizes, flows } = this.#hour
    if (place < 0 || place >= MINUTES_OF_HOUR) return
    this.#segments.add(segment)
    present[place] = 1
    for (let i = 0; i < TAP_SIZES; i += 1) sizes[place * TAP_SIZES + i]! += counts[i] ?? 0
    PLACES[family].forEach((column, i) => {
      if (column >= 0) flows[place * TAP_FLOWS + column]! += counts[SIZE_COLUMNS + i] ?? 0
    })
  }

  /**
   * After the segments were. A minute that came so late that those of other segments were gone makes an hour of some: then
   * there is none of the source, and who reads adds the segments up.
   */
  write(source: number, at: number): void {
    if (this.#segments.size === (this.#count.get(source, at) as number) && this.#segments.size > 0) {
      this.#put.run(source, at, this.#hour.pack())
    } else this.#drop.run(source, at)
  }
}

/** Of each column of flows its place in `FLOWS`; -1 where the family has none. */
function placesOf(family: Family): number[] {
  return FLOWS_OF[family].map((name) => (name === null ? -1 : FLOWS.indexOf(name)))
}
