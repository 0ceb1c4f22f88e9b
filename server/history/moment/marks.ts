import { formatAddress } from '../../../shared/address.ts'
import { compileFilter, parseFilter, type FieldAccess } from '../../../shared/filter.ts'
import { MAX_BINS, MAX_MARKS, type Mark, type MarkBin, type Marks } from '../../../shared/past.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Segment } from '../../decode/segment.ts'
import type { NameBook } from '../../names/book.ts'
import { countFilter } from '../../views/count-filter.ts'
import type { Work } from '../../views/work.ts'
import { readCounts } from '../rollups/counts-reading.ts'
import { readEvents } from '../reading/event-reading.ts'
import { slotOf, timeOf } from '../file/key.ts'
import { Names } from '../file/names.ts'
import { Pin } from '../file/pin.ts'
import type { Db } from '../file/sqlite.ts'
import { readWhat, slipOf } from '../file/what.ts'
import { Addresses } from './addresses.ts'
import { gapsOfSources, momentOf, segmentsBySource } from './taps.ts'

/** Widths of a bin, in minutes: counts are kept by the minute, and of long ago by ten. */
const WIDTHS = [1, 2, 5, 10, 20, 30, 60, 120, 240, 360, 720, 1_440]
/** Gaps of an answer, the newest. */
const MAX_GAPS = 500
/** Marks that are looked at for those that a filter chooses. */
const MARKS_READ = 20_000

interface MarksQuery {
  from: EpochMs
  to: EpochMs
  filter: string
}

/** Where something happened. `now`: of this machine. */
export function* readMarks(db: Db, given: NameBook, query: MarksQuery, now: EpochMs): Work<Marks> {
  const minutes = (query.to - query.from) / MINUTE
  const width =
    (WIDTHS.find((one) => minutes / one < MAX_BINS) ?? Math.ceil(minutes / MAX_BINS / 1_440 + 1) * 1_440) * MINUTE
  const from = Math.floor(query.from / width) * width
  const to = Math.min(Math.ceil(query.to / width) * width, from + MAX_BINS * width)
  const bins: MarkBin[] = Array.from({ length: (to - from) / width }, () => ({ joined: 0, left: 0, expired: 0 }))
  if (countFilter(query.filter).error === null) fillFromCounts(db, given, { ...query, from, to }, width, bins)
  else yield* fillFromEvents(db, given, { ...query, from, to }, width, bins, now)
  yield
  const { marks, more } = readSome(db, given, { ...query, from, to })
  return {
    from,
    to,
    width,
    bins,
    marks,
    more,
    gaps: gapsOfSources(db, from, to).slice(-MAX_GAPS),
    beginsAt: momentOf(db, [], to).beginsAt,
  }
}

/** Of segments: as they were counted. */
function fillFromCounts(
  db: Db,
  given: NameBook,
  { from, to, filter }: MarksQuery,
  step: DurationMs,
  bins: MarkBin[],
): void {
  const { flows } = readCounts(db, given, { from, to, step, filter, tail: [] })
  bins.forEach((bin, i) => {
    bin.joined = flows.joins[i] ?? 0
    bin.left = flows.leaves[i] ?? 0
    bin.expired = flows.expiries[i] ?? 0
  })
}

/** Of groups and hosts: event by event. */
function* fillFromEvents(
  db: Db,
  given: NameBook,
  { from, to, filter }: MarksQuery,
  width: DurationMs,
  bins: MarkBin[],
  now: EpochMs,
): Work<void> {
  const reading = readEvents(db, new Names(db, given), { from, to, filter }, Pin.of(db, now))
  for (let step = reading.next(); !step.done; step = reading.next()) {
    if ('rows' in step.value) {
      for (const { at, event } of step.value.rows) {
        const bin = bins[Math.floor((at - from) / width)]
        if (bin && (event === 'joined' || event === 'left' || event === 'expired')) bin[event] += 1
      }
    }
    yield
  }
}

/** Queriers that changed and findings that opened, the newest. */
function readSome(db: Db, given: NameBook, query: MarksQuery): { marks: Mark[]; more: number } {
  const chosen = segmentsOf(db, given, query.filter)
  const all = [...querierMarks(db, chosen, query), ...findingMarks(db, chosen, query)].sort((a, b) => b.at - a.at)
  return { marks: all.slice(0, MAX_MARKS), more: Math.max(0, all.length - MAX_MARKS) }
}

/** What a filter says of segments chooses the marks; of which group or host one is, it is not asked. */
function segmentsOf(db: Db, given: NameBook, filter: string): Map<number, string> {
  const terms = parseFilter(filter).filter?.terms.filter(({ field }) => field === 'segment' || field === 'vlan') ?? []
  const { matches } = compileFilter({ terms }, SEGMENT)
  const chosen = new Map<number, string>()
  for (const segments of segmentsBySource(db).values()) {
    for (const { id, segment } of segments) {
      if (!matches || matches({ segment, called: given.segment(segment) })) chosen.set(id, segment.name)
    }
  }
  return chosen
}

const SEGMENT: FieldAccess<{ segment: Segment; called: string | null }> = {
  segment: ({ segment, called }, is) => is(segment.name) || (called !== null && is(called)),
  vlan: ({ segment }, is) => is(segment.vlans),
}

function* querierMarks(db: Db, chosen: ReadonlyMap<number, string>, { from, to }: MarksQuery): Generator<Mark> {
  const addresses = new Addresses(db)
  const rows = db
    .prepare(
      `SELECT id, what, host FROM event WHERE (what & 15) IN (6, 7) AND id >= ? AND id < ?
       ORDER BY id DESC LIMIT ${MARKS_READ}`,
    )
    .all(slotOf(from), slotOf(to)) as { id: number; what: number; host: number | null }[]
  for (const { id, what, host: number } of rows) {
    const host = number === null ? null : addresses.host(number)
    const segment = host && chosen.get(host.segment)
    if (!host || segment == null) continue
    const kind = readWhat(what).kind === 'querier-elected' ? ('querier-elected' as const) : ('querier-lost' as const)
    yield { at: timeOf(id, slipOf(what)), kind, segment, what: formatAddress(host.key.ip) }
  }
}

function* findingMarks(db: Db, chosen: ReadonlyMap<number, string>, { from, to }: MarksQuery): Generator<Mark> {
  const rows = db
    .prepare(
      `SELECT f.id, f.what, f.segment, f.code, r.name AS source FROM finding f JOIN source r ON r.id = f.source
       WHERE f.id >= ? AND f.id < ? ORDER BY f.id DESC LIMIT ${MARKS_READ}`,
    )
    .all(slotOf(from), slotOf(to)) as {
    id: number
    what: number
    segment: number | null
    code: string
    source: string
  }[]
  for (const { id, what, segment: number, code, source } of rows) {
    const segment = number === null ? source : chosen.get(number)
    if (segment === undefined) continue
    yield { at: timeOf(id, slipOf(what)), kind: 'finding-opened', segment, what: code }
  }
}
