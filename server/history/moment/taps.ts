import type { Family } from '../../../shared/address.ts'
import { DAY, SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Moment } from '../../../shared/past.ts'
import type { Segment } from '../../decode/segment.ts'
import { timeOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'
import { slipOf } from '../file/what.ts'
import { firstMoments } from './first-moment.ts'

/** The clock of a source is kept once a second or so: until then nobody takes it for silent. */
const CLOCK_KEPT: DurationMs = 5 * SECOND
/** A tap that was not heard again is told among the blind ones for so long, while another one watches. */
const TOLD_BLIND: DurationMs = 1 * DAY
/** Blind taps that an answer tells; those that went blind longest ago are left out. */
const MAX_BLIND = 100

/** A time of which nothing is known of a source; `to` null: it has no end. */
export interface Gap {
  from: EpochMs
  to: EpochMs | null
  why: string
}

/** What became of a source up to a moment. */
export interface TapAt {
  id: number
  name: string
  /** Of a capture that has ended by then, or not yet begun: none. */
  segments: { id: number; segment: Segment }[]
  /** Since then the same table has been kept: before it another run began, or the clock was set back. */
  runSince: EpochMs
  /** Times in that run in which it was blind, the oldest first. */
  blindTimes: { from: EpochMs; to: EpochMs }[]
  /** It is blind at the moment. */
  blind: Gap | null
  /** The time of an imported capture; null: it is none. */
  capture: Capture | null
}

interface Capture {
  from: EpochMs | null
  to: EpochMs | null
}

/** Every tap as it stood at a moment, with its segments. */
export function tapsAt(db: Db, at: EpochMs): TapAt[] {
  const segments = segmentsBySource(db)
  const gaps = gapsBySource(db, at)
  const captures = capturesBySource(db)
  const firstAfter = firstMoments(db)
  const begins = beginningOf(db)
  const sources = db.prepare('SELECT id, name, last_at AS lastAt FROM source ORDER BY id').all() as {
    id: number
    name: string
    lastAt: EpochMs | null
  }[]
  return sources.map(({ id, name, lastAt }) => {
    const known = gaps.get(id) ?? []
    const over = known.filter((gap): gap is Gap & { to: EpochMs } => gap.to !== null && gap.to <= at)
    const runSince = Math.max(Number.NEGATIVE_INFINITY, ...over.filter(endsRun).map(({ to }) => to))
    const blindTimes = over.filter((gap) => !endsRun(gap) && gap.from >= runSince)
    const now = known.find((gap) => gap.from <= at && (gap.to === null || gap.to > at))
    const ended = lastAt !== null && lastAt + CLOCK_KEPT < at ? { from: lastAt, to: null, why: 'ended' } : null
    const capture = captures.get(id) ?? null
    // Before the beginning of all there is nothing to say of one of them.
    const mayBegin = !now && !ended && !capture && at >= (begins ?? at)
    const first = mayBegin ? firstAfter(id, at) : null
    const before = first === null ? null : { from: begins ?? at, to: first, why: 'before' }
    const blind = now ?? ended ?? before
    const isThere = capture === null || holds(capture, at)
    return { id, name, segments: (isThere && segments.get(id)) || [], runSince, blindTimes, blind, capture }
  })
}

/** Those of which nothing is known, that went blind last first. */
function blindOf(taps: readonly TapAt[], at: EpochMs): Moment['blind'] {
  const nobody = taps.every(({ blind, capture }) => blind !== null || (capture !== null && !holds(capture, at)))
  return taps
    .flatMap(({ name: source, blind, capture }) => {
      const gap = blind ?? (nobody && capture ? endOf(capture, at) : null)
      return gap ? [{ source, ...gap }] : []
    })
    .filter(({ from, to }) => nobody || to !== null || at - from <= TOLD_BLIND)
    .sort((a, b) => b.from - a.from)
    .slice(0, MAX_BLIND)
}

const holds = ({ from, to }: Capture, at: EpochMs): boolean => from !== null && to !== null && from <= at && at <= to

const endOf = ({ to }: Capture, at: EpochMs): Gap | null =>
  to !== null && to < at ? { from: to, to: null, why: 'ended' } : null

export function momentOf(db: Db, taps: readonly TapAt[], at: EpochMs): Moment {
  return { at, blind: blindOf(taps, at), beginsAt: beginningOf(db) }
}

/** Before it the history knows nothing; null: it is empty. */
export function beginningOf(db: Db): EpochMs | null {
  const first = db.prepare('SELECT id, what FROM event ORDER BY id LIMIT 1').get() as
    { id: number; what: number } | undefined
  return first ? timeOf(first.id, slipOf(first.what)) : null
}

function capturesBySource(db: Db): Map<number, Capture> {
  const rows = db.prepare('SELECT source, first_at AS "from", last_at AS "to" FROM import').all() as (Capture & {
    source: number
  })[]
  return new Map(rows.map(({ source, from, to }) => [source, { from, to }]))
}

/** Since when nobody has kept its table at the moment; null: somebody does. */
export const stoppedSince = ({ blind }: TapAt): EpochMs | null => (blind && endsRun(blind) ? blind.from : null)

/** After it the monitor learnt anew who asks and how. */
const endsRun = ({ why }: Gap): boolean => why === 'monitor-stopped' || why === 'clock-set-back'

export function segmentsBySource(db: Db): Map<number, TapAt['segments']> {
  const rows = db.prepare('SELECT id, source, family, name, vlans FROM segment ORDER BY id').all() as {
    id: number
    source: number
    family: Family
    name: string
    vlans: string
  }[]
  const found = new Map<number, TapAt['segments']>()
  for (const { id, source, family, name, vlans } of rows) {
    const segment = { family, name, vlans: vlans === '' ? [] : vlans.split('.').map(Number) }
    const list = found.get(source)
    if (list) list.push({ id, segment })
    else found.set(source, [{ id, segment }])
  }
  return found
}

/** Gaps that touch a range, by when they began. */
export function gapsOfSources(db: Db, from: EpochMs, to: EpochMs): Moment['blind'] {
  const names = new Map(db.prepare('SELECT id, name FROM source').raw().all() as [number, string][])
  const known = [...gapsBySource(db, to)]
    .flatMap(([id, gaps]) => gaps.map((gap) => ({ source: names.get(id) ?? '', ...gap })))
    .filter((gap) => gap.from < to && (gap.to === null || gap.to > from))
  return [...notYet(db, names, from, to), ...known].sort((a, b) => a.from - b.from)
}

/** The part of a range in which a source was not there yet. */
function notYet(db: Db, names: ReadonlyMap<number, string>, from: EpochMs, to: EpochMs): Moment['blind'] {
  const captures = capturesBySource(db)
  const firstAfter = firstMoments(db)
  const start = Math.max(from, beginningOf(db) ?? from)
  if (start >= to) return []
  return [...names].flatMap(([id, source]) => {
    const first = captures.has(id) ? null : firstAfter(id, start)
    return first === null ? [] : [{ source, from: start, to: Math.min(first, to), why: 'before' }]
  })
}

function gapsBySource(db: Db, at: EpochMs): Map<number, Gap[]> {
  const rows = db
    .prepare(
      `SELECT g.source, g.id, g.until AS "to", g.why, coalesce(e.what, 0) AS what
       FROM gap g LEFT JOIN event e ON e.id = g.id ORDER BY g.id`,
    )
    .all() as { source: number; id: number; to: EpochMs | null; why: string; what: number }[]
  const found = new Map<number, Gap[]>()
  for (const { source, id, to, why, what } of rows) {
    const from = timeOf(id, slipOf(what))
    if (from > at) continue
    const list = found.get(source)
    if (list) list.push({ from, to, why })
    else found.set(source, [{ from, to, why }])
  }
  return found
}
