import { SECOND, type EpochMs } from '../../../shared/time.ts'
import { slotOf, wholeMs } from './key.ts'
import type { Db } from './sqlite.ts'

/** Sources whose end is written down, those with the newest clocks; what others did is taken for complete. */
const SOURCES_AT_MOST = 256
/** The clocks of sources that write now are not further apart, nor further behind the clock of this machine, than this. */
const LIVE_WITHIN = 60 * SECOND
const BASE = 36

/** How far a source has come. `whole`: what it did in the millisecond `at` is all there; else more may come. */
interface End {
  at: EpochMs
  whole: boolean
}

/**
 * Where the history ended when a file was begun: how far each source had come. A source goes on from there, so what it did
 * before stays as it was, whatever comes in between the rows that are there: the rows of a file are the same rows in the
 * same order for one pin. Its text is what the API gives.
 */
export class Pin {
  /** Sources with a larger number came later. */
  readonly #newest: number
  /** The oldest event that was there. */
  readonly oldest: number
  readonly #ends: ReadonlyMap<number, End>

  private constructor(newest: number, oldest: number, ends: ReadonlyMap<number, End>) {
    this.#newest = newest
    this.oldest = oldest
    this.#ends = ends
  }

  /** As it is; `now`: of this machine. */
  static of(db: Db, now: EpochMs): Pin {
    const sources = db
      .prepare(
        'SELECT id, max(last_at, coalesce(reached, last_at)) FROM source WHERE last_at IS NOT NULL ORDER BY 2 DESC LIMIT ?',
      )
      .raw()
      .all(SOURCES_AT_MOST) as [number, EpochMs][]
    const newest = db.prepare('SELECT coalesce(max(id), 0) FROM source').pluck().get() as number
    const oldest = db.prepare('SELECT min(id) FROM event').pluck().get() as number | null
    // After a clean end nothing lasts, and nothing more comes.
    const over = db.prepare('SELECT 1 FROM open LIMIT 1').pluck().get() === undefined
    const ends = sources.map(([id, at]): [number, End] => [id, { at, whole: over || at < now - LIVE_WITHIN }])
    return new Pin(newest, oldest ?? Number.MAX_SAFE_INTEGER, new Map(ends))
  }

  /** null: it is no pin. */
  static parse(text: string): Pin | null {
    const [newest, oldest, ...ends] = text.split('.').map((part) => part.split('_').map(numberOf))
    if (newest?.length !== 1 || oldest?.length !== 1 || ends.length > SOURCES_AT_MOST) return null
    if ([newest, oldest, ...ends].flat().some(Number.isNaN) || ends.some(({ length }) => length !== 2)) return null
    const read = ends.map(([id = 0, end = 0]): [number, End] => [id, { at: Math.floor(end / 2), whole: end % 2 !== 0 }])
    return new Pin(newest[0]!, oldest[0]!, new Map(read))
  }

  toString(): string {
    const ends = [...this.#ends].map(([id, { at, whole }]) => `${textOf(id)}_${textOf(at * 2 + (whole ? 1 : 0))}`)
    return [textOf(this.#newest), textOf(this.oldest), ...ends].join('.')
  }

  /** Whether what a source did at `at` was there. */
  has(source: number, at: EpochMs): boolean {
    if (source > this.#newest) return false
    const end = this.#ends.get(source)
    return end === undefined || at < end.at || (end.whole && at === end.at)
  }

  /** Whether all that a source did before `at` was there. */
  hasUntil(source: number, at: EpochMs): boolean {
    if (source > this.#newest) return false
    const end = this.#ends.get(source)
    return end === undefined || at <= end.at
  }

  /** The names of sources that came since. */
  newcomers(db: Db): ReadonlySet<string> {
    return new Set(db.prepare('SELECT name FROM source WHERE id > ?').pluck().all(this.#newest) as string[])
  }

  /** The last moment known of a source; null: nothing is written down of it. */
  lastOf(source: number): EpochMs | null {
    return this.#ends.get(source)?.at ?? null
  }

  /** What all sources that write at the same time have passed: what is told of it stays as it is. null: there is none. */
  get settledAt(): EpochMs | null {
    const ends = [...this.#ends.values()]
    if (ends.length === 0) return null
    const latest = Math.max(...ends.map(({ at }) => at))
    const live = ends.filter(({ at }) => at >= latest - LIVE_WITHIN)
    return Math.min(...live.map(({ at, whole }) => (whole ? at : at - 1)))
  }

  /** No source goes on: of captures that were read to their end, and after a clean end. */
  get isOver(): boolean {
    return [...this.#ends.values()].every(({ whole }) => whole)
  }

  /** Ids below this are of a time that all sources which write at the same time have passed. */
  get settledId(): number {
    const at = this.settledAt
    return at === null ? Number.MIN_SAFE_INTEGER : slotOf(wholeMs(at))
  }

  /** A source came since. */
  hasNewcomers(db: Db): boolean {
    return (db.prepare('SELECT coalesce(max(id), 0) FROM source').pluck().get() as number) > this.#newest
  }
}

/** Whether a text is one that was given with a count. */
export const isPin = (text: string): boolean => Pin.parse(text) !== null

const textOf = (number: number): string => number.toString(BASE)
const numberOf = (text: string): number => (/^-?[0-9a-z]{1,11}$/.test(text) ? Number.parseInt(text, BASE) : Number.NaN)
