import type { GroupCountPoint } from '../../../shared/past.ts'
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { GroupChanges, type Move } from './group-changes.ts'
import { GroupHourTable, standOf, type GroupHourRow } from './group-hour-table.ts'
import { GroupTally, leftBy, stepOf, type GroupStand } from './group-tally.ts'
import { MINUTES_OF_HOUR } from './hour-pack.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { WatchedMinutes, type Watched } from './watched-minutes.ts'

/** What there is to know of a group in a step: what was rolled up, or what its events tell. */
export type Counted = Pick<GroupHourRow, 'members' | 'least' | 'most' | 'joins' | 'leaves' | 'expiries'>

/** Where nothing changed it is as it was; where nobody watched nothing is known, unless something happened. */
export function pointOf(at: EpochMs, counted: Counted | null, stand: GroupStand, watched: boolean): GroupCountPoint {
  if (counted) {
    const { members, least, most, joins: joined, leaves: left, expiries: expired } = counted
    return { at, members, least, most, joined, left, expired }
  }
  const members = watched ? leftBy(stand) : null
  return { at, members, least: members, most: members, joined: 0, left: 0, expired: 0 }
}

const UNWATCHED: Watched = new Uint8Array(MINUTES_OF_HOUR)

/** The sizes of one group over time. Made once and asked for many groups. */
export class GroupSeries {
  readonly #table: GroupHourTable
  readonly #rows: Statement
  readonly #place: Statement
  readonly #due: Statement
  readonly #changes: GroupChanges
  readonly #watched: WatchedMinutes

  constructor(db: Db) {
    this.#table = new GroupHourTable(db)
    this.#rows = db.prepare('SELECT * FROM group_hour WHERE grp = ? AND at >= ? AND at < ?')
    this.#place = db
      .prepare('SELECT g.segment, s.source FROM segment_group g JOIN segment s ON s.id = g.segment WHERE g.id = ?')
      .raw()
    this.#due = db.prepare('SELECT at FROM group_hour_due WHERE source = ? AND at >= ? AND at < ? ORDER BY at').pluck()
    this.#changes = new GroupChanges(db)
    this.#watched = new WatchedMinutes(db)
  }

  /** `from` <= hour < `to`; hours as they lie since 1970. */
  hours(group: number, from: EpochMs, to: EpochMs): GroupCountPoint[] {
    const [first, end] = [stepOf(from, HOUR), Math.ceil(to / HOUR)]
    const { segment, source } = this.#placeOf(group)
    const rows = new Map((this.#rows.all(group, first, end) as GroupHourRow[]).map((row) => [row.at, row]))
    const due = new Set(this.#due.all(source, first, end) as number[])
    const watched = this.#watched.of(segment, first, end)
    const points: GroupCountPoint[] = []
    let stand = this.#table.before(group, first)
    for (let hour = first; hour < end; hour += 1) {
      const counted = due.has(hour) ? this.#tally(group, hour, HOUR, hour, stand) : (rows.get(hour) ?? null)
      points.push(pointOf(hour * HOUR, counted, stand, watched.get(hour)?.includes(1) === true))
      if (counted) stand = counted instanceof GroupTally ? counted : standOf(counted)
    }
    return points
  }

  /** The same by the minute, from the events of the hours that it touches. */
  minutes(group: number, from: EpochMs, to: EpochMs): GroupCountPoint[] {
    const [first, end] = [stepOf(from, MINUTE), Math.ceil(to / MINUTE)]
    const { segment } = this.#placeOf(group)
    const [firstHour, endHour] = [stepOf(from, HOUR), Math.ceil(to / HOUR)]
    const watched = this.#watched.of(segment, firstHour, endHour)
    const points: GroupCountPoint[] = []
    let stand = this.#table.before(group, firstHour)
    for (let hour = firstHour; hour < endHour; hour += 1) {
      const tallies = this.#byMinute(group, hour, stand)
      for (let place = 0; place < MINUTES_OF_HOUR; place += 1) {
        const minute = hour * MINUTES_OF_HOUR + place
        const tally = tallies.get(minute) ?? null
        const seen = (watched.get(hour) ?? UNWATCHED)[place] === 1
        if (minute >= first && minute < end) points.push(pointOf(minute * MINUTE, tally, stand, seen))
        if (tally) stand = tally
      }
    }
    return points
  }

  #placeOf(group: number): { segment: number; source: number } {
    const [segment = 0, source = 0] = (this.#place.get(group) as [number, number] | undefined) ?? []
    return { segment, source }
  }

  #tally(group: number, hour: number, width: DurationMs, step: number, stand: GroupStand): GroupTally | null {
    let tally: GroupTally | null = null
    for (const moves of this.#changes.ofGroup(group, hour)) {
      for (const { change, at, count } of moves) (tally ??= new GroupTally(step, width, stand)).take(change, at, count)
    }
    return tally
  }

  #byMinute(group: number, hour: number, before: GroupStand): ReadonlyMap<number, GroupTally> {
    const tallies = new Map<number, GroupTally>()
    let stand = before
    for (const moves of this.#changes.ofGroup(group, hour)) {
      for (const move of moves) stand = countMinute(tallies, move, stand)
    }
    return tallies
  }
}

/** Moves come in the order of time, so a minute begins with what the one before it left. */
export function countMinute(tallies: Map<number, GroupTally>, move: Move, stand: GroupStand): GroupTally {
  const minute = stepOf(move.at, MINUTE)
  let tally = tallies.get(minute)
  if (!tally) tallies.set(minute, (tally = new GroupTally(minute, MINUTE, stand)))
  tally.take(move.change, move.at, move.count)
  return tally
}
