import type { Family } from '../../../shared/address.ts'
import { DAY, SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Moment } from '../../../shared/past.ts'
import type { Segment } from '../../decode/segment.ts'
import { timeOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'
import { slipOf } from '../file/what.ts'

/** The clock of a source is kept once a second or so: until then nobody takes it for silent. */
const CLOCK_KEPT: DurationMs = 5 * SECOND
/** A tap that was not heard again is told among the blind ones for so long. */
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
  segments: { id: number; segment: Segment }[]
  /** Since then the same table has been kept: before it another run began, or the clock was set back. */
  runSince: EpochMs
  /** Times in that run in which it was blind, the oldest first. */
  blindTimes: { from: EpochMs; to: EpochMs }[]
  /** It is blind at the moment. */
  blind: Gap | null
}

/** Every tap as it stood at a moment, with its segments. */
export function tapsAt(db: Db, at: EpochMs): TapAt[] {
  const segments = segmentsBySource(db)
  const gaps = gapsBySource(db, at)
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
    return { id, name, segments: segments.get(id) ?? [], runSince, blindTimes, blind: now ?? ended }
  })
}

/** Those of which nothing is known, that went blind last first. */
function blindOf(taps: readonly TapAt[], at: EpochMs): Moment['blind'] {
  return taps
    .flatMap(({ name: source, blind }) => (blind ? [{ source, ...blind }] : []))
    .filter(({ from, to }) => to !== null || at - from <= TOLD_BLIND)
    .sort((a, b) => b.from - a.from)
    .slice(0, MAX_BLIND)
}

export function momentOf(db: Db, taps: readonly TapAt[], at: EpochMs): Moment {
  const first = db.prepare('SELECT id, what FROM event ORDER BY id LIMIT 1').get() as
    { id: number; what: number } | undefined
  return { at, blind: blindOf(taps, at), beginsAt: first ? timeOf(first.id, slipOf(first.what)) : null }
}

/** Since when nobody has kept its table at the moment; null: somebody does. */
export const stoppedSince = ({ blind }: TapAt): EpochMs | null => (blind && endsRun(blind) ? blind.from : null)

/** After it the monitor began with an empty table. */
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
  return [...gapsBySource(db, to)]
    .flatMap(([id, gaps]) => gaps.map((gap) => ({ source: names.get(id) ?? '', ...gap })))
    .filter((gap) => gap.from < to && (gap.to === null || gap.to > from))
    .sort((a, b) => a.from - b.from)
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
