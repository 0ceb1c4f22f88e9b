import type { Address } from '../../../shared/address.ts'
import type { IgmpVersion } from '../../../shared/igmp.ts'
import { ALL_HOSTS, ALL_NODES } from '../../../shared/address.ts'
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { QueryMessage } from '../../decode/message.ts'
import type { Segment } from '../../decode/segment.ts'
import type { Watch } from '../../findings/watch.ts'
import type { Reign } from '../../membership/querier.ts'
import type { SegmentTable } from '../../membership/segment-table.ts'
import type { MembershipTable } from '../../membership/table.ts'
import { PART, type Work } from '../../views/work.ts'
import { slotOf, timeOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'
import { readQuery, slipOf } from '../file/what.ts'
import type { Addresses } from './addresses.ts'
import { readReigns } from './reigns.ts'
import { stoppedSince, type TapAt } from './taps.ts'

/**
 * Who asked, as it stood at a moment. The general queries of the time before are heard again by the code that hears live
 * ones: election, timers, cadence and contenders come out of it. What lies before them is told by the events.
 */

/** Queries of so long before the moment are heard again; of a querier that asks more seldom, of longer. */
const HEARD_AGAIN: readonly DurationMs[] = [HOUR, 6 * HOUR, 36 * HOUR]
/** Reigns of a segment, the newest: as many as a live one keeps. */
const REIGNS_KEPT = 64
/** A row whose time is full lies behind its own (key.ts). */
const SLIPPED: DurationMs = MINUTE

type QueryRow = [id: number, what: number, segment: number, host: number, maxResponse: number, interval: number | null]

export interface Place {
  readonly tap: TapAt
  readonly table: MembershipTable
  readonly watch: Watch
}

/** Hears again what was asked before `at` on all taps, and moves their clocks there. */
export function* hearAgain(db: Db, addresses: Addresses, places: readonly Place[], at: EpochMs): Work<void> {
  const reigns = yield* readReigns(
    db,
    addresses,
    places.map(({ tap }) => tap),
    at,
  )
  const bySegment = new Map<number, { place: Place; segment: Segment }>()
  for (const place of places) for (const { id, segment } of place.tap.segments) bySegment.set(id, { place, segment })
  const window = yield* enough(db, at, bySegment, reigns)
  for (const place of places) beginAt(place, at - window)
  const rows = yield* readQueries(db, at - window, at)
  let heard = 0
  for (const row of rows) {
    const of = bySegment.get(row[2])
    const host = of && addresses.host(row[3])
    const told = timeOf(row[0], slipOf(row[1]))
    if (!of || !host || told < of.place.tap.runSince || told > at) continue
    const query = message(of.segment, row, told, host.key)
    passBlindTimes(of.place, told)
    of.place.watch.hear(query)
    of.place.table.observe(query)
    heard += 1
    if (heard % PART === 0) yield
  }
  for (const place of places) {
    passBlindTimes(place, at)
    place.table.advance(at)
  }
  for (const [id, known] of reigns) {
    const of = bySegment.get(id)
    const table = of?.place.table.segments.get(of.segment)
    const last = known.at(-1)
    if (last && of) last.to ??= stoppedSince(of.place.tap)
    if (table) restoreReigns(table, known.slice(-REIGNS_KEPT))
  }
}

/** The clock stands at the beginning of what is heard again; of times before it in which the tap was blind the last counts. */
function beginAt({ tap, table }: Place, from: EpochMs): void {
  table.advance(from)
  const before = tap.blindTimes.filter(({ to }) => to <= from)
  tap.blindTimes.splice(0, before.length)
  const last = before.at(-1)
  if (last) for (const { election } of table.segments.values()) election.resume(last.to)
}

/** As long as there is a querier that has not asked in it. */
function* enough(
  db: Db,
  at: EpochMs,
  bySegment: ReadonlyMap<number, { segment: Segment }>,
  reigns: ReadonlyMap<number, readonly Reign[]>,
): Work<DurationMs> {
  const [usual = HOUR, ...longer] = HEARD_AGAIN
  let window = usual
  for (const next of longer) {
    const asked = new Set<number>()
    for (const [, , segment] of yield* readQueries(db, at - window, at)) asked.add(segment)
    const silent = [...bySegment.keys()].some((id) => reigns.get(id)?.at(-1)?.to === null && !asked.has(id))
    if (!silent) return window
    window = next
  }
  return window
}

function* readQueries(db: Db, from: EpochMs, to: EpochMs): Work<QueryRow[]> {
  const next = db
    .prepare(
      `SELECT q.id, q.what, h.segment, q.host, q.max_response, q.interval FROM query q JOIN host h ON h.id = q.host
       WHERE ((q.what >> 2) & 3) = 0 AND q.id > ? AND q.id < ? ORDER BY q.id LIMIT 2000`,
    )
    .raw()
  const rows: QueryRow[] = []
  const before = slotOf(to + SLIPPED)
  for (let after = slotOf(from) - 1; ;) {
    const some = next.all(after, before) as QueryRow[]
    rows.push(...some)
    const last = some.at(-1)
    if (!last) return rows
    after = last[0]
    yield
  }
}

function message(
  segment: Segment,
  [, what, , , maxResponseMs, queryIntervalMs]: QueryRow,
  at: EpochMs,
  { ip, mac }: { ip: Address; mac: QueryMessage['mac'] },
): QueryMessage {
  const { version, robustness } = readQuery(what)
  return {
    kind: 'query',
    frame: 0,
    at,
    segment,
    encapsulation: [],
    mac,
    src: ip,
    dst: segment.family === 'ipv4' ? ALL_HOSTS : ALL_NODES,
    ttl: 1,
    routerAlert: true,
    type: null,
    problems: [],
    sampled: false,
    sound: true,
    version: version as IgmpVersion,
    scope: 'general',
    group: null,
    maxResponseMs,
    suppress: false,
    robustness,
    queryIntervalMs,
    sources: [],
  }
}

/** The tap saw nothing then: that is no silence (table.resume). */
function passBlindTimes({ tap, table, watch }: Place, at: EpochMs): void {
  while (tap.blindTimes[0] && tap.blindTimes[0].to <= at) {
    const { from, to } = tap.blindTimes.shift()!
    table.advance(from)
    table.resume(to)
    watch.resume(to)
  }
}

/** The reigns as the events tell them; whom the queries elected again has been there since then. */
function restoreReigns({ election }: SegmentTable, known: readonly Reign[]): void {
  const last = known.at(-1)
  const heard = new Map([...election.candidates.values()].map(({ ip, lastQueryAt }) => [ip, lastQueryAt]))
  if (election.elected) heard.set(election.elected.ip, election.elected.lastQueryAt)
  for (const { querier } of known) querier.lastQueryAt = heard.get(querier.ip) ?? querier.lastQueryAt
  election.reigns.splice(0, Infinity, ...known)
  if (!last) return
  if (last.to === null) {
    election.elected = last.querier
    election.last = null
    election.candidates.delete(last.querier.ip)
  } else {
    election.elected = null
    election.last = last.querier
  }
}
