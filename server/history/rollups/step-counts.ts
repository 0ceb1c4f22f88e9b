import { HOUR, MINUTE } from '../../../shared/time.ts'
import { FLOW_COLUMNS, Hour, MINUTES_OF_HOUR, SIZE_COLUMNS } from './hour-pack.ts'
import { cutMinutes } from './cut-minutes.ts'
import type { SegmentRecord } from './minute-reading.ts'
import type { Pin } from '../file/pin.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Three sizes and eight flows: the columns of `minute` after its key. null: it is not kept that finely. */
export type Values = readonly (number | null)[]
const COLUMNS = `at, segment, groups, hosts, memberships, joins, leaves, expiries, queries, reports_v1, reports_v2,
  reports_v3, problems`
const NOT_KEPT: Values = new Array<null>(FLOW_COLUMNS).fill(null)

/** The counts of segments by the minute and by the hour, as far as a pin: of an hour that was not over its minutes. */
export class StepCounts {
  readonly #pin: Pin
  readonly #segments: ReadonlyMap<number, SegmentRecord>
  readonly #due: ReadonlyMap<number, ReadonlySet<number>>
  readonly #cut: ReadonlyMap<number, number>
  readonly #minutes: Statement
  readonly #packed: Statement
  readonly #nextMinute: Statement
  readonly #nextHour: Statement
  readonly #oldestMinute: number
  readonly #hour = new Hour()

  constructor(db: Db, pin: Pin, segments: readonly SegmentRecord[], due: ReadonlyMap<number, ReadonlySet<number>>) {
    this.#pin = pin
    this.#segments = new Map(segments.map((segment) => [segment.id, segment]))
    this.#due = due
    this.#cut = cutMinutes(db, pin)
    this.#minutes = db.prepare(`SELECT ${COLUMNS} FROM minute WHERE at >= ? AND at < ?`).raw()
    this.#packed = db.prepare('SELECT packed FROM hour WHERE segment = ? AND at = ?').pluck()
    this.#nextMinute = db.prepare('SELECT min(at) FROM minute WHERE at >= ?').pluck()
    this.#nextHour = db.prepare('SELECT min(at) FROM hour WHERE segment = ? AND at >= ?').pluck()
    const oldest = this.#nextMinute.get(Number.MIN_SAFE_INTEGER) as number | null
    this.#oldestMinute = oldest ?? Infinity
  }

  /** The first hour from `hour` on of which there is anything; Infinity: there is none. */
  next(hour: number): number {
    const from = Number.isFinite(hour) ? hour : Number.MIN_SAFE_INTEGER / MINUTES_OF_HOUR
    const minute = this.#nextMinute.get(from * MINUTES_OF_HOUR) as number | null
    let next = minute === null ? Infinity : Math.floor(minute / MINUTES_OF_HOUR)
    for (const segment of this.#segments.keys()) {
      const rolled = this.#nextHour.get(segment, from) as number | null
      if (rolled !== null && rolled < next) next = rolled
    }
    return next
  }

  /** Of each segment its minutes, by their place in the hour. */
  byMinute(hour: number): Map<number, Values[]> {
    const found = new Map<number, Values[]>()
    const first = hour * MINUTES_OF_HOUR
    const put = (segment: number, minute: number, values: Values): void => {
      let minutes = found.get(segment)
      if (!minutes) found.set(segment, (minutes = []))
      minutes[minute] ??= values
    }
    for (const [at, segment, ...values] of this.#minutes.all(first, first + MINUTES_OF_HOUR) as [
      number,
      number,
      ...number[],
    ][]) {
      const source = this.#segments.get(segment)?.sourceId
      if (source === undefined) continue
      const over = this.#pin.hasUntil(source, (at + 1) * MINUTE) || this.#cut.get(source) === at
      if (over) put(segment, at - first, values)
    }
    if (first >= this.#oldestMinute) return found
    for (const segment of this.#segments.keys()) {
      if (!this.#unpack(segment, hour)) continue
      this.#hour.present.forEach((there, minute) => {
        if (there === 1 && first + minute < this.#oldestMinute)
          put(segment, minute, [...this.#sizes(minute), ...NOT_KEPT])
      })
    }
    return found
  }

  /** Of each segment the sizes at the end of the hour, and what happened in it. */
  byHour(hour: number): Map<number, Values> {
    const found = new Map<number, Values>()
    for (const { id, sourceId } of this.#segments.values()) {
      const over = this.#pin.hasUntil(sourceId, (hour + 1) * HOUR) && this.#due.get(sourceId)?.has(hour) !== true
      if (over && this.#unpack(id, hour)) found.set(id, this.#whole())
    }
    if (found.size === this.#segments.size) return found
    for (const [segment, minutes] of this.byMinute(hour)) {
      if (!found.has(segment)) found.set(segment, sumOf(Object.values(minutes)))
    }
    return found
  }

  #unpack(segment: number, hour: number): boolean {
    const packed = this.#packed.get(segment, hour) as Uint8Array | undefined
    if (packed) this.#hour.unpack(packed)
    return packed !== undefined
  }

  #sizes(minute: number): number[] {
    return [...this.#hour.sizes.subarray(minute * SIZE_COLUMNS, (minute + 1) * SIZE_COLUMNS)]
  }

  #whole(): Values {
    const { present, flows } = this.#hour
    const sums = new Array<number>(FLOW_COLUMNS).fill(0)
    flows.forEach((count, i) => (sums[i % FLOW_COLUMNS]! += count))
    return [...this.#sizes(present.lastIndexOf(1)), ...sums]
  }
}

/** The sizes of the last minute, and what happened in all. */
function sumOf(minutes: readonly Values[]): Values {
  const last = minutes.at(-1) ?? []
  return last.map((size, column) => (column < SIZE_COLUMNS ? size : added(minutes.map((values) => values[column]))))
}

/** What is not known of one is not known of all. */
export const added = (numbers: readonly (number | null | undefined)[]): number | null =>
  numbers.reduce<number | null>((sum, one) => (sum === null || one == null ? null : sum + one), 0)
