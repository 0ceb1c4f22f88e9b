import type { Family } from '../../../shared/address.ts'
import type { CountMinutes, TapCounts } from '../../views/count-minutes.ts'
import { FLOW_COLUMNS, Hour, MINUTES_OF_HOUR, SIZE_COLUMNS, SLOT_MINUTES, SLOTS } from './hour-pack.ts'
import { FLOWS_OF } from './flow-columns.ts'
import type { Db } from '../file/sqlite.ts'

export interface SegmentRecord {
  id: number
  source: string
  sourceId: number
  family: Family
  name: string
  vlans: string
}

/** Adds the roll-ups of segments. */
export class HourReader {
  readonly #minutes: CountMinutes
  /** From this minute on until the end of the range others read. */
  readonly #before: number
  readonly #hour = new Hour()
  readonly #rows
  readonly #ends

  constructor(db: Db, minutes: CountMinutes, before: number) {
    this.#minutes = minutes
    this.#before = before
    this.#rows = db.prepare('SELECT at, packed FROM hour WHERE segment = ? AND at >= ? AND at < ?').raw()
    this.#ends = (['ASC', 'DESC'] as const).map((order) =>
      db.prepare(`SELECT at, packed FROM hour WHERE segment = ? ORDER BY at ${order} LIMIT 1`).raw(),
    )
  }

  /** `told`: hours of its source that others have told. */
  read({ id, source, family }: SegmentRecord, due: ReadonlySet<number>, told: ReadonlySet<number>): void {
    const tap = this.#minutes.tap(source)
    // When the tap saw it first and last, in the range or not.
    for (const statement of this.#ends) {
      const row = statement.get(id) as [number, Uint8Array] | undefined
      if (row && !due.has(row[0])) this.#lived(tap, row)
    }
    let first = Math.floor(this.#minutes.first / MINUTES_OF_HOUR)
    let end = Math.ceil(Math.min(this.#minutes.end, this.#before) / MINUTES_OF_HOUR)
    // Most often that is all but the time before it began.
    while (end > first && (told.has(end - 1) || due.has(end - 1))) end -= 1
    while (first < end && (told.has(first) || due.has(first))) first += 1
    if (first === end) return
    for (const row of this.#rows.iterate(id, first, end) as Iterable<[number, Uint8Array]>) {
      if (!due.has(row[0]) && !told.has(row[0])) this.#add(tap, family, row)
    }
  }

  #lived(tap: TapCounts, [at, packed]: [number, Uint8Array]): void {
    this.#hour.unpack(packed)
    this.#hour.present.forEach((one, minute) => {
      if (one === 1) tap.lived(at * MINUTES_OF_HOUR + minute)
    })
  }

  #add(tap: TapCounts, family: Family, [at, packed]: [number, Uint8Array]): void {
    const { present, sizes, flows } = this.#hour
    this.#hour.unpack(packed)
    const first = at * MINUTES_OF_HOUR
    for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
      if (present[minute] !== 1 || first + minute >= this.#before) continue
      const place = minute * SIZE_COLUMNS
      tap.size(first + minute, sizes[place]!, sizes[place + 1]!, sizes[place + 2]!)
    }
    if (this.#before !== Infinity) return
    const names = FLOWS_OF[family]
    for (let slot = 0; slot < SLOTS; slot += 1) {
      for (let column = 0; column < FLOW_COLUMNS; column += 1) {
        const name = names[column]
        if (name) tap.flow(first + slot * SLOT_MINUTES, name, flows[slot * FLOW_COLUMNS + column]!)
      }
    }
  }
}

/** Adds rows of the table `minute`. */
export class MinuteReader {
  readonly #minutes: CountMinutes
  readonly #segments: ReadonlyMap<number, SegmentRecord>
  readonly #ids: string
  /** By source the minute that is not over: the file has a part of it. */
  readonly #running: ReadonlyMap<string, number>
  readonly #rows

  constructor(
    db: Db,
    minutes: CountMinutes,
    segments: readonly SegmentRecord[],
    running: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#running = running
    this.#minutes = minutes
    this.#segments = new Map(segments.map((segment) => [segment.id, segment]))
    this.#ids = JSON.stringify([...this.#segments.keys()])
    this.#rows = db
      .prepare('SELECT * FROM minute WHERE at >= ? AND at < ? AND segment IN (SELECT value FROM json_each(?))')
      .raw()
  }

  /** `wanted`: of which segments, and of which hours. */
  read(first: number, end: number, wanted: (segment: SegmentRecord, hour: number) => boolean): void {
    if (first >= end) return
    const minutes = this.#minutes
    for (const row of this.#rows.iterate(first, end, this.#ids) as Iterable<number[]>) {
      const [at = 0, id = 0, groups = 0, hosts = 0, memberships = 0] = row
      const segment = this.#segments.get(id)
      if (!segment || !wanted(segment, Math.floor(at / MINUTES_OF_HOUR))) continue
      if (this.#running.get(segment.source) === at) continue
      const tap = minutes.tap(segment.source)
      tap.size(at, groups, hosts, memberships)
      FLOWS_OF[segment.family].forEach((name, i) => {
        if (name) tap.flow(at, name, row[2 + SIZE_COLUMNS + i] ?? 0)
      })
    }
  }
}
