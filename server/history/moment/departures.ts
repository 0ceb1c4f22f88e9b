import type { FilterMode } from '../../../shared/igmp.ts'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { PART, type Work } from '../../views/work.ts'
import { slotOf, timeOf } from '../file/key.ts'
import type { EventRecord } from '../file/reading.ts'
import type { Db } from '../file/sqlite.ts'
import { readWhat, slipOf } from '../file/what.ts'

/**
 * What routers still held of hosts that had gone: a leave stops nothing, the timer that the last report started runs on
 * until a specific query shortens it (RFC 3376 s6.4, s6.6.1). Groups without a known member are found here too.
 */

/** What one host had asked for until it ended or changed. */
export interface Departure {
  at: EpochMs
  /** Its last report before: timers run from there. */
  heardAt: EpochMs
  mode: FilterMode
  sources: number | null
  /** It went on with another mode or other sources. */
  changed: boolean
  /** What it went on with. */
  next: FilterMode
}

export interface Departed {
  /** By group, the oldest first. */
  departures: Map<number, Departure[]>
  /** When groups ended last. */
  ended: Map<number, EpochMs>
  /** Groups that began, with what they began with. */
  started: Map<number, Pick<Departure, 'mode' | 'sources'>>
  /** Specific queries by group, the oldest first; `source`: for some sources alone. */
  asked: Map<number, { at: EpochMs; maxResponseMs: DurationMs; source: boolean }[]>
}

/** Rows that are read at a time, and rows at most: of a network that changes faster the newest are looked at. */
const ROWS_READ = 2_000
const ROWS_AT_MOST = 500_000
const SLIPPED: DurationMs = MINUTE
/** The group membership interval with the defaults of RFC 9776 s8.4; one that was learnt may be longer, up to a bound. */
export const USUAL_LOOK: DurationMs = 270 * SECOND
export const LONGEST_LOOK: DurationMs = 3_600 * SECOND

/** Of the time (from, at]. */
export function* readDepartures(db: Db, from: EpochMs, at: EpochMs): Work<Departed> {
  const found: Departed = { departures: new Map(), ended: new Map(), started: new Map(), asked: new Map() }
  const next = db.prepare(
    `SELECT * FROM event WHERE id > ? AND id < ? AND (what & 15) IN (1, 2, 3, 4, 5) ORDER BY id DESC LIMIT ${ROWS_READ}`,
  )
  const first = slotOf(from) - 1
  let read = 0
  for (let before = slotOf(at + SLIPPED); read < ROWS_AT_MOST;) {
    const rows = next.all(first, before) as EventRecord[]
    read += rows.length
    for (const row of rows) add(found, row, from, at)
    const last = rows.at(-1)
    if (!last) break
    before = last.id
    yield
  }
  for (const list of found.departures.values()) list.reverse()
  yield* readAsked(db, found, from, at)
  return found
}

function add({ departures, ended, started }: Departed, record: EventRecord, from: EpochMs, at: EpochMs): void {
  const { grp, lasted } = record
  const told = timeOf(record.id, slipOf(record.what))
  if (grp === null || told > at || told <= from) return
  const { kind, wasMode, mode } = readWhat(record.what)
  if (kind === 'group-ended') {
    if (!ended.has(grp)) ended.set(grp, told)
    return
  }
  if (kind === 'group-started') {
    if (!started.has(grp)) started.set(grp, { mode, sources: record.sources })
    return
  }
  if (lasted === null) return
  const changed = kind === 'changed'
  const departure = {
    at: told,
    heardAt: told - (record.silent ?? 0),
    mode: wasMode,
    sources: changed ? record.was : record.sources,
    changed,
    next: mode,
  }
  const list = departures.get(grp)
  if (list) list.push(departure)
  else departures.set(grp, [departure])
}

function* readAsked(db: Db, { departures, asked }: Departed, from: EpochMs, at: EpochMs): Work<void> {
  const next = db
    .prepare(
      `SELECT id, what, grp, max_response FROM query WHERE id > ? AND id < ? AND grp IS NOT NULL
       ORDER BY id LIMIT ${ROWS_READ}`,
    )
    .raw()
  const end = slotOf(at + SLIPPED)
  let read = 0
  for (let after = slotOf(from) - 1; read < ROWS_AT_MOST;) {
    const rows = next.all(after, end) as [number, number, number, number][]
    read += rows.length
    for (const [id, what, group, maxResponseMs] of rows) {
      const told = timeOf(id, slipOf(what))
      if (told > at || !departures.has(group)) continue
      const query = { at: told, maxResponseMs, source: ((what >> 2) & 3) === 2 }
      const list = asked.get(group)
      if (list) list.push(query)
      else asked.set(group, [query])
    }
    const last = rows.at(-1)
    if (!last) return
    after = last[0]
    if (read % PART === 0) yield
  }
}

interface Timers {
  gmi: DurationMs
  robustness: number
}

/** What of the departures from a group still held at `at`. */
export function lingeringOf(
  group: number,
  { departures, ended, asked }: Departed,
  { gmi, robustness }: Timers,
  at: EpochMs,
): Departure[] {
  const over = ended.get(group) ?? Number.NEGATIVE_INFINITY
  return (departures.get(group) ?? []).filter((departure) => {
    const { mode, heardAt, changed, next } = departure
    if (departure.at <= over) return false
    // Who went on in EXCLUDE has set the group's state anew (s6.4: rows 2, 4, 7 and 11).
    if (changed && next === 'EXCLUDE') return false
    const lowered = (asked.get(group) ?? []).find(
      (query) => query.at >= departure.at && (mode === 'INCLUDE' || !query.source),
    )
    const until = Math.min(heardAt + gmi, lowered ? lowered.at + lowered.maxResponseMs * robustness : Infinity)
    return until > at
  })
}
