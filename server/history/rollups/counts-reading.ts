import type { Counts } from '../../../shared/counts.ts'
import { MINUTE } from '../../../shared/time.ts'
import type { Names } from '../../names/names.ts'
import { countFilter } from '../../views/count-filter.ts'
import type { KnownGap } from '../../views/count-gaps.ts'
import { countsOf, minutesFor, type CountSteps } from '../../views/counts.ts'
import type { CountMinutes } from '../../views/count-minutes.ts'
import { miss, type TapTail } from '../../views/trend-counts.ts'
import { slotOf, timeOf } from '../file/key.ts'
import { MINUTES_OF_HOUR, SLOT_MINUTES } from './hour-pack.ts'
import { HourReader, MinuteReader, type SegmentRecord } from './minute-reading.ts'
import { TapHourReader } from './tap-hour-reading.ts'
import type { Db } from '../file/sqlite.ts'
import { slipOf } from '../file/what.ts'

/** What to count. */
export interface CountsQuery extends CountSteps {
  /** The filter grammar, of segments; it must be one that can be read. */
  filter: string
  /** false: what was put in from captures is left out; absent: it counts. */
  captures?: boolean
  /** Taps that are blind now; and minutes that may not be in the file yet, told only without a filter: they are not by segment. */
  tail: readonly TapTail[]
}

/** Steps that the roll-ups can tell; finer ones are read by the minute. */
const ROLLED_STEP = SLOT_MINUTES * MINUTE

/**
 * Counts over time of the segments that a filter chooses. One pass over the roll-ups, and over what they lack: sources with
 * all their segments have one of their own, by the minute.
 */
export function readCounts(db: Db, names: Pick<Names, 'segment'>, query: CountsQuery): Counts {
  const { from, to, step, filter, captures = true, tail } = query
  const minutes = minutesFor({ from, to, step })
  const chosen = chosenSegments(db, filter, (segment) => names.segment(segment))
  const put = new Set(captures ? [] : (db.prepare('SELECT source FROM import').pluck().all() as number[]))
  const segments = chosen.filter(({ sourceId }) => !put.has(sourceId))
  const due = dueHours(db)
  const cut = cutHour(db, to / MINUTE)
  if (cut !== null) {
    for (const { sourceId } of segments) due.set(sourceId, (due.get(sourceId) ?? new Set<number>()).add(cut))
  }
  const whole = readWhole(db, minutes, segments, due)
  const byMinute = step < ROLLED_STEP ? { from: from / MINUTE, to: to / MINUTE } : null
  const hours = new HourReader(db, minutes, byMinute?.from ?? Infinity)
  for (const segment of segments) {
    hours.read(segment, due.get(segment.sourceId) ?? NONE, whole.get(segment.sourceId) ?? NONE)
  }
  const reader = new MinuteReader(db, minutes, segments, runningMinutes(db, tail))
  if (byMinute) {
    const lacks = (source: number, hour: number): boolean => whole.get(source)?.has(hour) !== true
    const sources = [...new Set(segments.map(({ sourceId }) => sourceId))]
    for (const [first, end] of spansLacking(byMinute, (hour) => sources.some((source) => lacks(source, hour))))
      reader.read(first, end, ({ sourceId }, hour) => lacks(sourceId, hour))
  }
  const wanted = [...new Set([...due.values()].flatMap((hour) => [...hour]))]
  for (const hour of wanted) {
    const [first, end] = [hour * MINUTES_OF_HOUR, (hour + 1) * MINUTES_OF_HOUR]
    const isDue = ({ sourceId }: SegmentRecord): boolean => due.get(sourceId)?.has(hour) === true
    // What was read by the minute already is not read again.
    if (!byMinute) reader.read(first, end, isDue)
    else {
      reader.read(first, Math.min(end, byMinute.from), isDue)
      reader.read(Math.max(first, byMinute.to), end, isDue)
    }
  }
  if (filter.trim() === '') for (const { tap, minutes: told } of tail) for (const one of told) minutes.tap(tap).add(one)
  const counted = new Set(segments.map(({ source }) => source))
  const missed = tail.filter(({ tap }) => counted.has(tap)).flatMap((one) => miss(minutes, one))
  return countsOf(minutes, { from, to, step }, [...gapsIn(db, query, segments), ...missed], segments.length)
}

const NONE: ReadonlySet<number> = new Set()

/** Adds the roll-ups of sources of which all segments are chosen. Gives which hours of each these were. */
function readWhole(
  db: Db,
  minutes: CountMinutes,
  segments: readonly SegmentRecord[],
  due: ReadonlyMap<number, ReadonlySet<number>>,
): Map<number, ReadonlySet<number>> {
  const all = db.prepare('SELECT source, count(*) FROM segment GROUP BY source').raw().all() as [number, number][]
  const reader = new TapHourReader(db, minutes)
  const told = new Map<number, ReadonlySet<number>>()
  for (const [source, count] of all) {
    const chosen = segments.filter(({ sourceId }) => sourceId === source)
    const [first] = chosen
    if (first && chosen.length === count) told.set(source, reader.read(source, first.source, due.get(source) ?? NONE))
  }
  return told
}

/** The parts of a range of minutes that lie in hours which lack something. */
function* spansLacking(
  range: { from: number; to: number },
  lacks: (hour: number) => boolean,
): Generator<readonly [number, number]> {
  let begun: number | null = null
  for (let at = range.from; at < range.to;) {
    const hour = Math.floor(at / MINUTES_OF_HOUR)
    if (lacks(hour)) begun ??= at
    else if (begun !== null) {
      yield [begun, at]
      begun = null
    }
    at = (hour + 1) * MINUTES_OF_HOUR
  }
  if (begun !== null) yield [begun, range.to]
}

/** Of the taps whose clocks go the minute in which these stand, as far as the file knows. */
function runningMinutes(db: Db, tail: readonly TapTail[]): Map<string, number> {
  const clock = db.prepare('SELECT last_at FROM source WHERE name = ?').pluck()
  const running = new Map<string, number>()
  for (const { tap } of tail.filter((one) => one.running)) {
    const at = clock.get(tap) as number | null | undefined
    if (at != null) running.set(tap, Math.floor(at / MINUTE))
  }
  return running
}

/** Those that a filter of segments chooses. Throws for one that cannot be read. */
export function chosenSegments(
  db: Db,
  filter: string,
  called: (segment: Omit<SegmentRecord, 'vlans'> & { vlans: readonly number[] }) => string | null,
): SegmentRecord[] {
  const { matches, error } = countFilter(filter)
  if (error) throw new Error(error.message)
  const records = db
    .prepare(
      `SELECT s.id, r.name AS source, s.source AS sourceId, s.family, s.name, s.vlans
       FROM segment s JOIN source r ON r.id = s.source`,
    )
    .all() as SegmentRecord[]
  const vlansOf = (vlans: string): readonly number[] => (vlans === '' ? [] : vlans.split('.').map(Number))
  return records.filter((record) => {
    const segment = { ...record, vlans: vlansOf(record.vlans) }
    return matches({ ...segment, called: called(segment) })
  })
}

/** Of each source the hours that are not rolled up, or not as they are now. */
export function dueHours(db: Db): Map<number, Set<number>> {
  const due = new Map<number, Set<number>>()
  for (const [source, at] of db.prepare('SELECT source, at FROM hour_due').raw().all() as [number, number][]) {
    due.set(source, (due.get(source) ?? new Set<number>()).add(at))
  }
  return due
}

/**
 * A roll-up knows what happened by ten minutes: of the hour in which the end of the range cuts them, the minutes tell. null:
 * it cuts none, or the minutes are gone, which the roll-ups outlive.
 */
function cutHour(db: Db, end: number): number | null {
  if (end % SLOT_MINUTES === 0) return null
  const hour = Math.floor(end / MINUTES_OF_HOUR)
  const oldest = db.prepare('SELECT min(at) FROM minute').pluck().get() as number | null
  return oldest !== null && oldest <= hour * MINUTES_OF_HOUR ? hour : null
}

type GapRecord = { id: number; source: string; until: number | null; why: string; what: number }

/** What the history knows to be missing in the range, of the taps that are counted. */
function gapsIn(db: Db, { from, to }: CountsQuery, segments: readonly SegmentRecord[]): KnownGap[] {
  const sources = new Set(segments.map(({ source }) => source))
  const records = db
    .prepare(
      `SELECT g.id, r.name AS source, g.until, g.why, e.what FROM gap g
       JOIN event e ON e.id = g.id JOIN source r ON r.id = g.source
       WHERE g.id < ? AND (g.until IS NULL OR g.until >= ?) ORDER BY g.id`,
    )
    .all(slotOf(to), from) as GapRecord[]
  return records
    .filter(({ source }) => sources.has(source))
    .map(({ id, what, until, why }) => ({ from: timeOf(id, slipOf(what)), to: until, why }))
}
