import type { ExportStep } from '../../../shared/export.ts'
import { HOUR, MINUTE, type EpochMs } from '../../../shared/time.ts'
import { GroupChanges } from '../rollups/group-changes.ts'
import { groupCountFilter, type CountedGroup } from './group-count-filter.ts'
import { GroupHourTable, standOf, type GroupHourRow } from '../rollups/group-hour-table.ts'
import { countMinute, pointOf, type Counted } from '../rollups/group-series.ts'
import { GroupTally, stepOf, type GroupStand } from '../rollups/group-tally.ts'
import { MINUTES_OF_HOUR } from '../rollups/hour-pack.ts'
import type { Names } from '../file/names.ts'
import { ROWS_AT_A_TIME, type Reading } from '../file/reading.ts'
import type { GroupCountRow } from '../file/row.ts'
import type { Db } from '../file/sqlite.ts'
import { WatchedMinutes, type Watched } from '../rollups/watched-minutes.ts'

export interface GroupRowsQuery {
  from?: EpochMs
  to?: EpochMs
  step: ExportStep
  filter?: string
}

interface Group {
  id: number
  segmentId: number
  sourceId: number
  told: CountedGroup
  order: string
  stand: GroupStand
}
/** Roll-ups that are read at a time: of so many groups and hours. */
const CELLS_AT_A_TIME = 100_000
/** Events that are read at a time. */
const EVENTS_AT_A_TIME = 4_096

/** All groups of a filter, a group a row and step, by time, segment and group. Nobody there and no change: no row. */
export function* readGroupCounts(db: Db, names: Names, query: GroupRowsQuery): Reading<GroupCountRow> {
  const range = rangeOf(db, query)
  if (!range) return
  const table = new GroupHourTable(db)
  const groups: Group[] = []
  yield* chosen(db, names, query.filter ?? '', groups)
  for (const group of groups) group.stand = table.before(group.id, range.first)
  const window = Math.max(1, Math.floor(CELLS_AT_A_TIME / Math.max(groups.length, 1)))
  for (let hour = range.first; hour < range.end; hour += window) {
    const part = new Part(db, groups, hour, Math.min(hour + window, range.end), query)
    yield { rows: [] }
    yield* part.read()
  }
}

/** The hours that there are, of those that are asked for. */
function rangeOf(db: Db, { from, to }: GroupRowsQuery): { first: number; end: number } | null {
  const [first, end] = db
    .prepare(
      `SELECT min(f), max(e) + 1 FROM (
         SELECT min(at) AS f, max(at) AS e FROM group_hour UNION ALL SELECT min(at), max(at) FROM group_hour_due
         UNION ALL SELECT min(at), max(at) FROM hour UNION ALL SELECT min(at), max(at) FROM hour_due)`,
    )
    .raw()
    .get() as [number | null, number | null]
  if (first === null || end === null) return null
  return {
    first: Math.max(first, from === undefined ? first : stepOf(from, HOUR)),
    end: Math.min(end, to === undefined ? end : Math.ceil(to / HOUR)),
  }
}

function* chosen(db: Db, names: Names, filter: string, groups: Group[]): Reading<GroupCountRow> {
  const { matches, error } = groupCountFilter(filter)
  if (!matches) throw new Error(error.message)
  const next = db
    .prepare(
      `SELECT g.id, g.segment, s.source FROM segment_group g JOIN segment s ON s.id = g.segment
       WHERE g.id > ? ORDER BY g.id LIMIT ?`,
    )
    .raw()
  for (let after = -1; ;) {
    const records = next.all(after, ROWS_AT_A_TIME) as [number, number, number][]
    for (const [id, segmentId, sourceId] of records) {
      const { place, group, called: groupName, address } = names.group(id)
      const { source, segment, family, vlan, called: segmentName } = place
      const told = { source, segment, family, vlan, segmentName, group, groupName }
      if (!matches(told)) continue
      const rank = typeof address === 'number' ? String(address >>> 0).padStart(10, '0') : address
      groups.push({ id, segmentId, sourceId, told, order: `${segment}\n${source}\n${rank}`, stand: standOf(undefined) })
    }
    const last = records.at(-1)
    if (!last) break
    yield { rows: [] }
    after = last[0]
  }
  groups.sort((a, b) => (a.order < b.order ? -1 : 1))
}

/** Some hours of all groups. */
class Part {
  readonly #groups: readonly Group[]
  readonly #first: number
  readonly #end: number
  readonly #query: GroupRowsQuery
  readonly #changes: GroupChanges
  readonly #rows = new Map<number, Map<number, GroupHourRow>>()
  readonly #watched = new Map<number, ReadonlyMap<number, Watched>>()
  /** Hours that are not rolled up, by their source. */
  readonly #due = new Map<number, Set<number>>()
  /** Hours of which anything is known: captures may be years apart. */
  readonly #known = new Set<number>()

  constructor(db: Db, groups: readonly Group[], first: number, end: number, query: GroupRowsQuery) {
    this.#groups = groups
    this.#first = first
    this.#end = end
    this.#query = query
    this.#changes = new GroupChanges(db)
    const watched = new WatchedMinutes(db)
    const due = db.prepare('SELECT source, at FROM group_hour_due WHERE at >= ? AND at < ?').raw()
    for (const [source, at] of due.all(first, end) as [number, number][]) {
      this.#due.set(source, (this.#due.get(source) ?? new Set<number>()).add(at))
      this.#known.add(at)
    }
    const rows = db.prepare('SELECT * FROM group_hour WHERE grp = ? AND at >= ? AND at < ?')
    for (const { id, segmentId } of groups) {
      if (!this.#watched.has(segmentId)) {
        const seen = watched.of(segmentId, first, end)
        this.#watched.set(segmentId, seen)
        for (const hour of seen.keys()) this.#known.add(hour)
      }
      const found = rows.all(id, first, end) as GroupHourRow[]
      for (const { at } of found) this.#known.add(at)
      if (found.length > 0) this.#rows.set(id, new Map(found.map((row) => [row.at, row])))
    }
  }

  *read(): Reading<GroupCountRow> {
    for (let hour = this.#first; hour < this.#end; hour += 1) {
      if (!this.#known.has(hour)) continue
      if (this.#query.step === 'hour') yield* this.#hour(hour)
      else yield* this.#minutes(hour)
    }
  }

  *#hour(hour: number): Reading<GroupCountRow> {
    const tallies = new Map<number, GroupTally>()
    const stands = new Map(this.#groups.map(({ id, stand }) => [id, stand]))
    for (const [source, hours] of this.#due) {
      if (!hours.has(hour)) continue
      for (const moves of this.#changes.of(source, hour, EVENTS_AT_A_TIME)) {
        for (const { group, change, at, count } of moves) {
          const stand = stands.get(group)
          if (!stand) continue
          let tally = tallies.get(group)
          if (!tally) tallies.set(group, (tally = new GroupTally(hour, HOUR, stand)))
          tally.take(change, at, count)
        }
        yield { rows: [] }
      }
    }
    const of = (group: Group): Counted | null =>
      this.#due.get(group.sourceId)?.has(hour) === true
        ? (tallies.get(group.id) ?? null)
        : (this.#rows.get(group.id)?.get(hour) ?? null)
    yield* this.#rowsAt(hour * HOUR, of, (minutes) => minutes.includes(1))
  }

  *#minutes(hour: number): Reading<GroupCountRow> {
    const stands = new Map(this.#groups.map(({ id, stand }) => [id, stand]))
    const tallies = new Map<number, Map<number, GroupTally>>()
    for (const source of new Set(this.#groups.map(({ sourceId }) => sourceId))) {
      for (const moves of this.#changes.of(source, hour, EVENTS_AT_A_TIME)) {
        for (const move of moves) {
          const stand = stands.get(move.group)
          if (!stand) continue
          let own = tallies.get(move.group)
          if (!own) tallies.set(move.group, (own = new Map<number, GroupTally>()))
          stands.set(move.group, countMinute(own, move, stand))
        }
        yield { rows: [] }
      }
    }
    for (let place = 0; place < MINUTES_OF_HOUR; place += 1) {
      const minute = hour * MINUTES_OF_HOUR + place
      const of = ({ id }: Group): Counted | null => tallies.get(id)?.get(minute) ?? null
      yield* this.#rowsAt(minute * MINUTE, of, (minutes) => minutes[place] === 1)
    }
  }

  *#rowsAt(
    at: EpochMs,
    counted: (group: Group) => Counted | null,
    seen: (minutes: Watched) => boolean,
  ): Reading<GroupCountRow> {
    const { from = Number.NEGATIVE_INFINITY, to = Infinity } = this.#query
    const isAsked = at >= from && at < to
    const hour = stepOf(at, HOUR)
    let rows: GroupCountRow[] = []
    for (const group of this.#groups) {
      const found = counted(group)
      const minutes = this.#watched.get(group.segmentId)?.get(hour)
      const point = pointOf(at, found, group.stand, minutes !== undefined && seen(minutes))
      if (found) group.stand = found instanceof GroupTally ? found : standOf(found as GroupHourRow)
      if (!isAsked || (found === null && (point.members ?? 0) === 0)) continue
      rows.push({ ...group.told, groupId: group.id, ...point })
      if (rows.length < ROWS_AT_A_TIME) continue
      yield { rows }
      rows = []
    }
    if (rows.length > 0) yield { rows }
  }
}
