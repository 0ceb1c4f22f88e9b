import type { FilterMode, IgmpVersion } from '../../shared/igmp.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Work } from '../views/work.ts'
import { Beginnings } from './beginnings.ts'
import { basesOf, chosen, keyframeParts, type AsOfOnly } from './as-of-bases.ts'
import { IDS_PER_MS, MAX_SLIP, slotOf, timeOf, wholeMs } from './key.ts'
import { unpackLasting, type Lasting } from './keyframe-pack.ts'
import { postedIds, postedUpTo } from './posting-reading.ts'
import type { EventRecord } from './reading.ts'
import type { Db } from './sqlite.ts'
import { isContinued, readWhat, slipOf } from './what.ts'

export type { AsOfOnly } from './as-of-bases.ts'

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
 * What lasted at `at`, by group and host: what began by then and had not ended. Of a source with a keyframe after that
 * moment (keyframe-table.ts) it is what the keyframe has from before, and what ended up to it; else what lasts still, and
 * what ended since. Where two runs tell of one membership (a clock that went back between them) the one that began last is
 * told. `pin`: ends with a larger id are taken for not there, so that a reading says the same again later.
 */
export function* asOf(db: Db, at: EpochMs, only: AsOfOnly = {}, pin = Infinity): Work<readonly AsOfMember[]> {
  const found = new Found(wholeMs(at), pin, new Beginnings(db))
  // First what lasts, then what ended: what ends meanwhile is in both, and nothing is missed.
  const bases = basesOf(db, found.at, only)
  yield
  const still = bases.filter(({ keyframe }) => keyframe === null)
  if (still.length > 0) yield* readOpen(db, { ...only, source: still.map(({ source }) => source) }, found)
  for (const { source, keyframe } of bases)
    if (keyframe !== null) yield* readKeyframe(db, source, keyframe, only, found)
  const until = Math.max(...bases.map((base) => base.until), Number.NEGATIVE_INFINITY)
  if (until > found.at) yield* readEnds(db, slotOf(until + 1) + MOST_SLIPPED, only, found)
  return found.members()
}

function* readOpen(db: Db, only: AsOfOnly, found: Found): Work<void> {
  const rows = db.prepare(
    `SELECT id, what, grp, host, sources FROM open WHERE id > ? AND id < ? ${chosen(only)} ORDER BY id LIMIT ?`,
  )
  const before = slotOf(found.at) + MOST_SLIPPED
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const records = rows.all(after, before, ROWS_LOOKED_AT) as OpenRecord[]
    for (const record of records) found.open(record)
    const last = records.at(-1)
    if (!last) return
    after = last.id
    yield
  }
}

function* readKeyframe(db: Db, source: number, at: EpochMs, only: AsOfOnly, found: Found): Work<void> {
  const take = (row: Lasting): void => found.lasting(row)
  for (const packed of keyframeParts(db, source, at, only)) {
    unpackLasting(packed, at, found.at, take)
    yield
  }
  const silent = db.prepare(
    `SELECT e.* FROM keyframe_silent k CROSS JOIN event e ON e.id = k.event
     WHERE k.source = @source AND k.at = @at AND ${CONTAINS} ${chosen(only)}`,
  )
  for (const record of silent.all({ source, at, moment: momentOf(found.at) }) as EventRecord[]) found.ended(record)
}

function* readEnds(db: Db, before: number, only: AsOfOnly, found: Found): Work<void> {
  const moment = momentOf(found.at)
  const numbers = only.group ?? only.host
  if (numbers && numbers.length <= LISTS_AT_MOST) {
    const one = db.prepare(`SELECT * FROM event WHERE id = @id AND ${CONTAINS} ${chosen(only)}`)
    const rows = { by: only.group ? ('grp' as const) : ('host' as const), numbers }
    for (const ids of postedIds(db, rows, slotOf(found.at), before)) {
      for (const id of ids) {
        const record = one.get({ id, moment }) as EventRecord | undefined
        if (record) found.ended(record)
      }
      yield
    }
  }
  const posted = numbers && numbers.length <= LISTS_AT_MOST ? postedUpTo(db) : Number.MIN_SAFE_INTEGER
  const far = db.prepare('SELECT id FROM event WHERE id > ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?').pluck()
  const rows = db.prepare(`SELECT * FROM event WHERE id > @after AND id <= @until AND ${CONTAINS} ${chosen(only)}`)
  for (let after = Math.max(slotOf(found.at), posted); after < before;) {
    const until = (far.get(after, before, ROWS_LOOKED_AT) as number | undefined) ?? before
    for (const record of rows.all({ after, until, moment }) as EventRecord[]) found.ended(record)
    after = until
    yield
  }
}

/**
 * The interval that an event ended contains the moment. The time of a row is its id shifted, less its slip (key.ts,
 * what.ts): compared in SQL, since most rows do not match.
 */
const CONTAINS = `lasted IS NOT NULL AND (id >> 9) - (what >> 16) - lasted <= @moment AND (id >> 9) - (what >> 16) > @moment`
const momentOf = (at: EpochMs): number => slotOf(at) / IDS_PER_MS

/** Rows of `open` whose id slipped began earlier than it says, and so did ends. */
const MOST_SLIPPED = MAX_SLIP * IDS_PER_MS
/** Groups or hosts whose lists are read one by one; of more all rows are looked at. */
const LISTS_AT_MOST = 256

type OpenRecord = Pick<EventRecord, 'id' | 'what' | 'sources'> & { grp: number; host: number }

/** Of each membership the interval that contains the moment. */
class Found {
  readonly at: EpochMs
  readonly #pin: number
  readonly #beginnings: Beginnings
  readonly #groups = new Map<number, Map<number, Interval>>()

  constructor(at: EpochMs, pin: number, beginnings: Beginnings) {
    this.at = at
    this.#pin = pin
    this.#beginnings = beginnings
  }

  open({ id, what, grp: group, host, sources }: OpenRecord): void {
    const began = timeOf(id, slipOf(what))
    if (began > this.at) return
    const { kind, version, mode } = readWhat(what)
    const since = kind === 'changed' ? this.#beginnings.of(began, group, host).since : began
    this.lasting({ group, host, began, since, version, mode, sources })
  }

  lasting({ group, host, began, since, version, mode, sources }: Lasting): void {
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
    // A run that was killed, or a gap: the last report is not known, and the row has the first.
    const isKnown = what.kind !== 'stopped' || (record.silent ?? 0) < lasted
    const silent = isKnown && heard <= this.at && id <= this.#pin
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
