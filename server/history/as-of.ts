import type { FilterMode, IgmpVersion } from '../../shared/igmp.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Work } from '../views/work.ts'
import { Beginnings } from './beginnings.ts'
import { IDS_PER_MS, slotOf, timeOf, wholeMs } from './key.ts'
import type { EventRecord } from './reading.ts'
import type { Db } from './sqlite.ts'
import { isContinued, readWhat, slipOf } from './what.ts'

/** A membership that there was at a moment. */
export interface AsOfMember {
  /** Number in `segment_group`. */
  group: number
  /** Number in `host`. */
  host: number
  /** Of the membership, over changes of mode and sources; after a gap: of its return. */
  since: EpochMs
  version: IgmpVersion
  /** Bit n-1 for version n, as far as it is known. */
  versions: number
  mode: FilterMode
  /** Number in `source_list`. */
  sources: number | null
  /** null: it went on, and the history does not keep refreshes. */
  lastReportAt: EpochMs | null
  presumed: boolean
  /** Up to the last one; null where that is not known. */
  reports: number | null
}

/** Numbers of the file; absent: all. */
export interface AsOfOnly {
  group?: readonly number[]
  host?: readonly number[]
  source?: readonly number[]
}

/**
 * A host that reports no more for this long is presumed: the group membership interval with the defaults of RFC 3376 s8.4
 * (2 x 125 s + 10 s). What it was on the segment then is not kept.
 */
const MEMBERSHIP_INTERVAL: DurationMs = 260 * SECOND
/** Rows that are looked at between two places where the work may be interrupted. */
const ROWS_LOOKED_AT = 20_000

/** An interval that contains the moment; `end` null: it lasts. */
interface Interval {
  began: EpochMs
  member: AsOfMember
  end: number | null
}

/**
 * What lasted at `at`, by group and host: what began by then and had not ended. Where two runs tell of one membership
 * (a clock that went back between them) the one that began last is told. `pin`: ends with a larger id are taken for
 * not there, so that a reading says the same again later.
 */
export function* asOf(db: Db, at: EpochMs, only: AsOfOnly = {}, pin = Infinity): Work<readonly AsOfMember[]> {
  const found = new Found(at, pin, new Beginnings(db))
  // First what lasts, then what ended: what ends meanwhile is in both, and nothing is missed.
  yield* readOpen(db, only, found)
  yield* readEnds(db, at, only, found)
  return found.members()
}

function* readOpen(db: Db, only: AsOfOnly, found: Found): Work<void> {
  const rows = db.prepare(
    `SELECT id, what, grp, host, sources FROM open WHERE id > ? AND id < ? ${chosen(only)} ORDER BY id LIMIT ?`,
  )
  const before = slotOf(found.at) + MOST_SLIPPED
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const records = rows.all(after, before, ROWS_LOOKED_AT) as OpenRecord[]
    for (const record of records) found.lasting(record)
    const last = records.at(-1)
    if (!last) return
    after = last.id
    yield
  }
}

function* readEnds(db: Db, at: EpochMs, only: AsOfOnly, found: Found): Work<void> {
  const far = db.prepare('SELECT id FROM event WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?').pluck()
  // The time of a row is its id shifted, less its slip (key.ts, what.ts): compared here, since most rows do not match.
  const rows = db.prepare(
    `SELECT * FROM event WHERE id > @after AND id <= @until AND lasted IS NOT NULL
       AND (id >> 9) - (what >> 16) - lasted <= @moment AND (id >> 9) - (what >> 16) > @moment ${chosen(only)}`,
  )
  const moment = slotOf(at) / IDS_PER_MS
  for (let after = slotOf(at); ;) {
    const until = (far.get(after, ROWS_LOOKED_AT) as number | undefined) ?? Number.MAX_SAFE_INTEGER
    for (const record of rows.all({ after, until, moment }) as EventRecord[]) found.ended(record)
    if (until === Number.MAX_SAFE_INTEGER) return
    after = until
    yield
  }
}

/** Rows of `open` whose id slipped began earlier than it says. */
const MOST_SLIPPED = 60 * SECOND * IDS_PER_MS

function chosen({ group, host, source }: AsOfOnly): string {
  const list = (numbers: readonly number[]): string => `(${numbers.map(Math.trunc).join(',')})`
  return [
    group && `AND grp IN ${list(group)}`,
    host && `AND host IN ${list(host)}`,
    source &&
      `AND grp IN (SELECT g.id FROM segment_group g JOIN segment s ON s.id = g.segment WHERE s.source IN ${list(source)})`,
  ]
    .filter(Boolean)
    .join(' ')
}

type OpenRecord = Pick<EventRecord, 'id' | 'what' | 'sources'> & { grp: number; host: number }

/** Of each membership the interval that contains the moment. */
class Found {
  readonly at: EpochMs
  readonly #pin: number
  readonly #beginnings: Beginnings
  readonly #groups = new Map<number, Map<number, Interval>>()

  constructor(at: EpochMs, pin: number, beginnings: Beginnings) {
    this.at = wholeMs(at)
    this.#pin = pin
    this.#beginnings = beginnings
  }

  lasting({ id, what, grp: group, host, sources }: OpenRecord): void {
    const began = timeOf(id, slipOf(what))
    if (began > this.at) return
    const { kind, version, mode } = readWhat(what)
    const since = kind === 'changed' ? this.#beginnings.of(began, group, host).since : began
    const versions = 1 << (version - 1)
    const unknown = { lastReportAt: null, presumed: false, reports: null }
    this.#add({ began, end: null, member: { group, host, since, version, versions, mode, sources, ...unknown } })
  }

  ended(record: EventRecord): void {
    const { id, grp: group, host, lasted } = record
    if (group === null || host === null || lasted === null) return
    const what = readWhat(record.what)
    const end = timeOf(id, slipOf(record.what))
    const began = end - lasted
    const chain = isContinued(record.what) ? this.#beginnings.of(began, group, host) : null
    const heard = end - (record.silent ?? 0)
    // Its last report was before: all that is known of its end was so already.
    const silent = heard <= this.at && id <= this.#pin
    const sources = what.kind === 'changed' ? record.was : record.sources
    const last = silent && what.kind !== 'changed' ? what.version : null
    const version = onlyOf(what.versions) ?? last ?? this.#beginnings.version(began, group, host) ?? what.version
    const member: AsOfMember = {
      group,
      host,
      since: chain?.since ?? began,
      version,
      versions: silent ? what.versions : 1 << (version - 1),
      mode: what.wasMode,
      sources,
      lastReportAt: silent ? heard : null,
      presumed: silent && what.wasState === 'presumed' && this.at >= heard + MEMBERSHIP_INTERVAL,
      reports: silent ? (record.reports ?? 0) + (chain?.reports ?? 0) : null,
    }
    this.#add({ began, end: id, member })
  }

  members(): readonly AsOfMember[] {
    const byNumber = ([a]: [number, unknown], [b]: [number, unknown]): number => a - b
    return [...this.#groups]
      .sort(byNumber)
      .flatMap(([, hosts]) => [...hosts].sort(byNumber).map(([, { member }]) => member))
  }

  #add(interval: Interval): void {
    const { group, host } = interval.member
    let hosts = this.#groups.get(group)
    if (!hosts) this.#groups.set(group, (hosts = new Map()))
    const known = hosts.get(host)
    if (!known || isLater(interval, known)) hosts.set(host, interval)
  }
}

/** Of one beginning the end tells more. */
const isLater = (one: Interval, other: Interval): boolean =>
  one.began !== other.began
    ? one.began > other.began
    : (one.end ?? Number.NEGATIVE_INFINITY) > (other.end ?? Number.NEGATIVE_INFINITY)

/** The version, when it reported in one alone. */
const onlyOf = (versions: number): IgmpVersion | null =>
  versions === 1 ? 1 : versions === 2 ? 2 : versions === 4 ? 3 : null
