import type { EpochMs } from '../../../shared/time.ts'
import type { Work } from '../../views/work.ts'
import { basesOf, chosen, keyframeParts, type AsOfOnly } from './as-of-bases.ts'
import { Found, type AsOfMember, type EndRecord, type OpenRecord } from './as-of-found.ts'
import { Beginnings } from './beginnings.ts'
import { IDS_PER_MS, MAX_SLIP, slotOf, wholeMs } from '../file/key.ts'
import { knownEnds } from '../file/known-end.ts'
import { unpackLasting, type Lasting } from './keyframe-pack.ts'
import { postedIds, postedUpTo } from '../postings/posting-reading.ts'
import type { Db } from '../file/sqlite.ts'

export type { AsOfOnly } from './as-of-bases.ts'
export type { AsOfMember } from './as-of-found.ts'

/** Rows that are looked at between two places where the work may be interrupted, about. */
const ROWS_LOOKED_AT = 20_000

/**
 * What lasted at `at`, by group and host: what began by then and had not ended. Of a source with a keyframe after that
 * moment (keyframe-table.ts) it is what the keyframe has from before, and what ended up to it; else what lasts still, and
 * what ended since. Where two runs tell of one membership (a clock that went back between them) the one that began last is
 * told. `pin`: ends with a larger id are taken for not there, so that a reading says the same again later.
 */
export function* asOf(db: Db, at: EpochMs, only: AsOfOnly = {}, pin = Infinity): Work<readonly AsOfMember[]> {
  const found = new Found(wholeMs(at), pin, new Beginnings(db), knownEnds(db))
  // First what lasts, then what ended: what ends meanwhile is in both, and nothing is missed.
  const bases = basesOf(db, found.at, only)
  yield
  const still = bases.filter(({ keyframe }) => keyframe === null)
  if (still.length > 0) {
    // Asking each row for its source takes as long as reading it.
    const isAll = still.length === bases.length
    yield* readOpen(db, isAll ? only : { ...only, source: still.map(({ source }) => source) }, found)
  }
  for (const { source, keyframe } of bases)
    if (keyframe !== null) yield* readKeyframe(db, source, keyframe, only, found)
  const until = Math.max(...bases.map((base) => base.until), Number.NEGATIVE_INFINITY)
  if (until > found.at) yield* readEnds(db, slotOf(until + 1) + MOST_SLIPPED, only, found)
  return found.members()
}

function* readOpen(db: Db, only: AsOfOnly, found: Found): Work<void> {
  const rows = db
    .prepare(
      `SELECT id, what, grp, host, sources FROM open WHERE id > ? AND id < ? ${chosen(only)} ORDER BY id LIMIT ?`,
    )
    .raw()
  const before = slotOf(found.at) + MOST_SLIPPED
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const records = rows.all(after, before, ROWS_LOOKED_AT) as OpenRecord[]
    for (const record of records) found.open(record)
    const last = records.at(-1)
    if (!last) return
    after = last[0]
    yield
  }
}

function* readKeyframe(db: Db, source: number, at: EpochMs, only: AsOfOnly, found: Found): Work<void> {
  const groups = only.group && new Set(only.group)
  const hosts = only.host && new Set(only.host)
  const take = (row: Lasting): void => {
    if (groups?.has(row.group) !== false && hosts?.has(row.host) !== false) found.lasting(row)
  }
  for (const packed of keyframeParts(db, source, at, only)) {
    unpackLasting(packed, at, found.at, take)
    yield
  }
  const silent = db.prepare(
    `SELECT ${END} FROM keyframe_silent k CROSS JOIN event e ON e.id = k.event
     WHERE k.source = ? AND k.at = ? AND ${contains(found.at)} ${chosen(only)}`,
  )
  for (const record of silent.raw().all(source, at) as EndRecord[]) found.ended(record)
}

function* readEnds(db: Db, before: number, only: AsOfOnly, found: Found): Work<void> {
  const numbers = only.group ?? only.host
  const after = slotOf(found.at)
  const where = `${contains(found.at)} ${chosen(only)}`
  if (!numbers || numbers.length > LISTS_AT_MOST) {
    yield* scanEnds(db, after, before, where, found)
    return
  }
  // Before the lists: what is posted meanwhile is in both.
  const posted = postedUpTo(db)
  const one = db.prepare(`SELECT ${END} FROM event WHERE id = ? AND ${where}`).raw()
  const rows = { by: only.group ? ('grp' as const) : ('host' as const), numbers }
  for (const ids of postedIds(db, rows, after, before)) {
    for (const id of ids) {
      const record = one.get(id) as EndRecord | undefined
      if (record) found.ended(record)
    }
    yield
  }
  yield* scanEnds(db, Math.max(after, posted), before, where, found)
}

function* scanEnds(db: Db, from: number, before: number, where: string, found: Found): Work<void> {
  const far = db.prepare('SELECT id FROM event WHERE id > ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?').pluck()
  const rows = db.prepare(`SELECT ${END} FROM event WHERE id > ? AND id <= ? AND ${where}`).raw()
  // Ids are times: what comes next is about as dense.
  const first = far.get(from, before, ROWS_LOOKED_AT) as number | undefined
  const step = first === undefined ? before - from : first - from
  for (let after = from; after < before; after += step) {
    for (const record of rows.all(after, Math.min(after + step, before)) as EndRecord[]) found.ended(record)
    yield
  }
}

const END = 'id, what, grp, host, sources, was, lasted, silent, reports'
/**
 * The interval that an event ended contains the moment: it began by then, and ended after. The time of a row is its id
 * shifted, less its slip (key.ts, what.ts). Compared in SQL, since most rows do not match; the first test fails for them.
 */
const contains = (at: EpochMs): string => {
  const moment = slotOf(at) / IDS_PER_MS
  return `lasted >= (id >> 9) - (what >> 16) - ${moment} AND (id >> 9) - (what >> 16) > ${moment}`
}

/** Rows of `open` whose id slipped began earlier than it says, and so did ends. */
const MOST_SLIPPED = MAX_SLIP * IDS_PER_MS
/** Groups or hosts whose lists are read one by one; of more all rows are looked at. */
const LISTS_AT_MOST = 256
