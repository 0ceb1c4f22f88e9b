import type { EpochMs } from '../../../shared/time.ts'
import { Aside } from './aside.ts'
import { choiceOf } from '../postings/choice.ts'
import { eventPages, type RawEvent } from './event-pages.ts'
import { membershipFilter } from './filter.ts'
import { knownEnds } from '../file/known-end.ts'
import { MembershipCursor, type LastingInterval } from './membership-cursor.ts'
import type { Names } from '../file/names.ts'
import type { Ended } from '../intervals/open-intervals.ts'
import type { Pin } from '../file/pin.ts'
import type { MemberKey } from '../protocol.ts'
import { idRange, type Reading } from '../file/reading.ts'
import type { HistoryQuery } from '../file/row.ts'
import type { Db } from '../file/sqlite.ts'

/** Lasting memberships that the monitor is asked about at a time: its thread looks them up. */
const ASKED_AT_A_TIME = 500

/**
 * Intervals that touch the range, in the order of their end; those that last come last, in the order of their beginning.
 * What ended after the pin is told as lasting. Each row is valid until the next is asked for. `aside`: a name for a
 * temporary table.
 */
export function* readMemberships(
  db: Db,
  names: Names,
  query: HistoryQuery,
  pin: Pin,
  aside: string,
): Reading<MembershipCursor> {
  const { matches, error } = membershipFilter(query.filter ?? '')
  if (!matches) throw new Error(error.message)
  const isWanted = query.filter?.trim() ? matches : () => true
  const cursor = new MembershipCursor(names, knownEnds(db))
  yield* readEnded(db, query, pin, cursor, isWanted)
  const lasting = new Aside(db, aside)
  try {
    const filling = lasting.fill(names, pin)
    while (filling.next().done !== true) yield { rows: [] }
    for (const page of lasting.pages(query.to ?? Infinity, ASKED_AT_A_TIME)) {
      const answers = (yield { ask: page.map((interval) => keyOf(interval, names)) }) ?? []
      yield { rows: rowsOf(page, answers, pin, cursor, isWanted) }
    }
  } finally {
    lasting.drop()
  }
}

/** Those that ended. `beyond`: by events with a larger id alone. */
export function* readEnded(
  db: Db,
  query: HistoryQuery,
  pin: Pin,
  cursor: MembershipCursor,
  isWanted: (row: MembershipCursor) => boolean,
  beyond = Number.MIN_SAFE_INTEGER,
): Reading<MembershipCursor> {
  const { from = Number.NEGATIVE_INFINITY, to = Infinity } = query
  const { settledId } = pin
  function* ended(page: readonly RawEvent[], newcomers: boolean): Generator<MembershipCursor, void> {
    for (const record of page) {
      if (!cursor.moveToEnded(record)) continue
      const endedAt = cursor.endedAt ?? 0
      if (endedAt < from || cursor.firstJoinAt >= to) continue
      if ((newcomers || record[0] >= settledId) && !pin.has(cursor.sourceId, endedAt)) continue
      if (isWanted(cursor)) yield cursor
    }
  }
  // An interval of the range may end at any time after it.
  const { after, before } = idRange(db, fromOnly(query))
  const range = { after: Math.max(after, beyond), before }
  for (const page of eventPages(db, 'ends', range, pin, choiceOf(db, query.filter ?? ''))) {
    yield { rows: ended(page, pin.hasNewcomers(db)) }
  }
}

export const fromOnly = ({ from }: HistoryQuery): { from?: EpochMs } => (from === undefined ? {} : { from })

function keyOf({ group, host }: LastingInterval, names: Names): MemberKey {
  const { place, address } = names.group(group)
  return { source: place.source, segment: place.segment, group: address, ...names.hostKey(host) }
}

function* rowsOf(
  page: readonly LastingInterval[],
  answers: readonly (Ended | null)[],
  pin: Pin,
  cursor: MembershipCursor,
  isWanted: (row: MembershipCursor) => boolean,
): Generator<MembershipCursor, void> {
  for (const [i, interval] of page.entries()) {
    cursor.moveToLasting(interval, pin, answers[i] ?? null)
    if (isWanted(cursor)) yield cursor
  }
}
