import { isUnspecified, mac } from '../../../shared/address.ts'
import { notice } from '../../../shared/notice.ts'
import { wireVersion } from '../../../shared/igmp.ts'
import { HOUR, type EpochMs } from '../../../shared/time.ts'
import { QuerierElection } from '../../membership/querier.ts'
import type { TimingOfQuery } from '../../membership/timing.ts'
import { querierFilter } from './filter.ts'
import { HistoryError } from '../file/history-error.ts'
import { slotOf, timeOf } from '../file/key.ts'
import type { Names } from '../file/names.ts'
import type { Pin } from '../file/pin.ts'
import { QueryGaps } from './query-gaps.ts'
import { ROWS_AT_A_TIME, type Reading } from '../file/reading.ts'
import type { HistoryQuery, QuerierRow } from '../file/row.ts'
import type { Db } from '../file/sqlite.ts'
import { readQuery, slipOf } from '../file/what.ts'

/** Queries before the range that tell who was the querier when it began: more than two of the longest intervals in use. */
const BEFORE = HOUR
/** Senders of one file; a range in which more asked is refused. */
const SENDERS_AT_MOST = 100_000

type QueryTuple = [
  id: number,
  what: number,
  host: number,
  group: number | null,
  maxResponse: number,
  interval: number | null,
]

/**
 * Who asked in the range, by segment and address. The queries are heard again as they were then, by the rules that the
 * live pages go by (querier.ts), so that gaps and missed queries are what those counted. Queries for groups elect nobody
 * and are left out. `aside`: a name for a temporary table.
 */
export function* readQuerierRows(
  db: Db,
  names: Names,
  query: HistoryQuery,
  pin: Pin,
  aside: string,
): Reading<QuerierRow> {
  const { matches, error } = querierFilter(query.filter ?? '')
  if (!matches) throw new Error(error.message)
  const gaps = new QueryGaps(db, aside)
  try {
    const senders = new Senders(db, names, gaps, query.from ?? Number.NEGATIVE_INFINITY)
    for (const page of queryPages(db, query)) {
      for (const record of page) senders.hear(record, pin)
      yield { rows: [] }
    }
    yield { rows: senders.rows().filter(matches) }
  } finally {
    gaps.drop()
  }
}

function* queryPages(db: Db, { from, to }: HistoryQuery): Generator<QueryTuple[]> {
  const next = db.prepare('SELECT * FROM query WHERE id > ? AND id < ? ORDER BY id LIMIT ?').raw()
  const last = (db.prepare('SELECT max(id) FROM query').pluck().get() as number | null) ?? Number.MIN_SAFE_INTEGER
  const before = Math.min(last + 1, to === undefined ? Infinity : slotOf(Math.ceil(to)))
  for (let after = from === undefined ? Number.MIN_SAFE_INTEGER : slotOf(from - BEFORE) - 1; ;) {
    const page = next.all(after, before, ROWS_AT_A_TIME) as QueryTuple[]
    const end = page.at(-1)
    if (!end) return
    yield page
    after = end[0]
  }
}

/** A sender, as far as it was heard. */
type Sender = Omit<QuerierRow, 'gapMedian' | 'gap95' | 'gapMax'>

class Senders {
  readonly #names: Names
  readonly #gaps: QueryGaps
  readonly #from: EpochMs
  readonly #blind: Blind
  readonly #elections = new Map<number, QuerierElection>()
  readonly #senders = new Map<number, Sender>()

  constructor(db: Db, names: Names, gaps: QueryGaps, from: EpochMs) {
    this.#names = names
    this.#gaps = gaps
    this.#from = from
    this.#blind = new Blind(db)
  }

  hear([id, bits, host, , maxResponse, interval]: QueryTuple, pin: Pin): void {
    const { version, scope, robustness } = readQuery(bits)
    const at = timeOf(id, slipOf(bits))
    const { place, ip, macNumber } = this.#names.host(host)
    if (scope !== 'general' || !pin.has(place.sourceId, at)) return
    const election = this.#electionOf(host)
    this.#goOn(election, place.sourceId, at)
    const query: TimingOfQuery = {
      at,
      src: ip,
      mac: macNumber === -1 ? null : mac(macNumber),
      version: version === 1 ? 1 : version === 2 ? 2 : 3,
      maxResponseMs: maxResponse,
      robustness,
      queryIntervalMs: interval,
    }
    election.hear(query, query.version ?? 3)
    if (at >= this.#from) this.#note(host, election, query)
  }

  rows(): QuerierRow[] {
    return [...this.#senders].map(([host, sender]) => {
      const { median, p95, most } = this.#gaps.of(host)
      return { ...sender, gapMedian: median, gap95: p95, gapMax: most }
    })
  }

  /** What time did to the election before `at`. */
  #goOn(election: QuerierElection, source: number, at: EpochMs): void {
    const seen = election.lastQueryAt
    const blindUntil = seen === null ? null : this.#blind.until(source, seen, at)
    if (blindUntil !== null) election.resume(blindUntil)
    for (let due = election.dueAt(); due <= at; due = election.dueAt()) election.expire(due)
  }

  #note(host: number, election: QuerierElection, query: TimingOfQuery): void {
    const { place, host: address, mac: card, vendor, called } = this.#names.host(host)
    const heard = election.cadence.at(-1)
    let sender = this.#senders.get(host)
    if (!sender) {
      if (this.#senders.size >= SENDERS_AT_MOST) {
        throw new HistoryError(notice('history-queriers-full', { limit: SENDERS_AT_MOST }))
      }
      const { source, segment, family, vlan, called: segmentName } = place
      const who = { source, segment, family, vlan, segmentName, host: address, hostName: called, mac: card, vendor }
      const { at } = query
      const asked = { robustness: null, queryInterval: null, maxResponse: 0, firstAt: at, lastAt: at }
      sender = { ...who, version: 3, role: 'candidate', ...asked, queries: 0, missed: 0 }
      this.#senders.set(host, sender)
    }
    const { timing } = election
    const learnt = election.isQuerier(query.src) && timing.origin !== 'assumed' ? timing.queryIntervalShown : null
    sender.version = wireVersion(place.family, query.version ?? 3)
    sender.role = isUnspecified(query.src) ? 'unnumbered' : heard?.elected ? 'elected' : 'candidate'
    sender.robustness = query.robustness
    sender.queryInterval = query.queryIntervalMs ?? learnt
    sender.maxResponse = query.maxResponseMs
    sender.lastAt = query.at
    sender.queries += 1
    sender.missed += heard?.missed ?? 0
    if (heard?.gap != null) this.#gaps.add(host, heard.gap)
  }

  #electionOf(host: number): QuerierElection {
    const { place } = this.#names.host(host)
    let election = this.#elections.get(place.id)
    if (!election) {
      const vlans = place.vlan === '' ? [] : place.vlan.split('.').map(Number)
      // Of the two formulas neither says when a querier is lost (RFC 3376 s8.5).
      election = new QuerierElection({ family: place.family, name: place.segment, vlans }, 'rfc3376')
      this.#elections.set(place.id, election)
    }
    return election
  }
}

/** Times of which nothing is known, of each source. */
class Blind {
  readonly #bySource = new Map<number, { from: EpochMs; to: EpochMs | null }[]>()

  constructor(db: Db) {
    const gaps = db
      .prepare('SELECT g.id, e.what, g.source, g.until FROM gap g JOIN event e ON e.id = g.id ORDER BY g.id')
      .raw()
      .all() as [id: number, what: number, source: number, until: EpochMs | null][]
    for (const [id, what, source, to] of gaps) {
      const known = this.#bySource.get(source) ?? []
      known.push({ from: timeOf(id, slipOf(what)), to })
      this.#bySource.set(source, known)
    }
  }

  /** The end of the last one between two moments; null: it was watched. */
  until(source: number, from: EpochMs, to: EpochMs): EpochMs | null {
    const gap = this.#bySource.get(source)?.findLast((one) => one.from >= from && one.from < to)
    return gap ? Math.min(gap.to ?? to, to) : null
  }
}
