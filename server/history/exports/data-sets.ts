import { HOUR, MINUTE, type EpochMs } from '../../../shared/time.ts'
import type { NameBook } from '../../names/book.ts'
import { counting, course, type Course } from './course.ts'
import { readCountRows } from '../reading/counts-rows-reading.ts'
import { readEvents } from '../reading/event-reading.ts'
import {
  COUNTS,
  DIFFERENCE,
  EVENTS,
  findingColumns,
  GROUP_COUNTS,
  MEMBERSHIPS,
  QUERIERS,
  SNAPSHOT,
} from './file-columns.ts'
import { readFindings } from '../reading/finding-reading.ts'
import { readGroupCounts, type GroupRowsQuery } from '../reading/group-rows-reading.ts'
import { readDifference } from '../moment/difference-reading.ts'
import { readMemberships } from '../reading/membership-reading.ts'
import { Names } from '../file/names.ts'
import type { Pin } from '../file/pin.ts'
import type { ReadRequest } from '../protocol.ts'
import { readQuerierRows } from '../reading/querier-rows-reading.ts'
import { readGaps, readQueries } from '../reading/query-reading.ts'
import { countEvents, countMemberships } from '../reading/row-counts.ts'
import { readSnapshot } from '../moment/snapshot-reading.ts'
import type { HistoryQuery } from '../file/row.ts'
import type { SilentBook } from '../moment/silent-members.ts'
import type { Db } from '../file/sqlite.ts'

/** What is read under each name, and the columns of its file. `id`: of the reading, for the names of temporary tables. */
export function begin(
  id: number,
  { name, query, read }: ReadRequest,
  db: Db,
  given: NameBook,
  pin: Pin,
  silent: SilentBook,
): Course {
  const names = new Names(db, given)
  const aside = `aside_${id}`
  if (read.as === 'count' && (query.filter ?? '').trim() === '') {
    if (name === 'events') return counting(id, countEvents(db, names, query, pin))
    if (name === 'memberships') return counting(id, countMemberships(db, names, query, pin, aside))
  }
  switch (name) {
    case 'memberships':
      return course(id, readMemberships(db, names, query, pin, aside), read, MEMBERSHIPS, (row) => row.row())
    case 'events':
      return course(id, readEvents(db, names, query, pin), read, EVENTS, (row) => row.row())
    case 'snapshot':
      return course(id, readSnapshot(db, given, query, pin, silent), read, SNAPSHOT)
    case 'counts':
      return course(id, readCountRows(db, names, query, pin), read, COUNTS)
    case 'group-counts':
      return course(id, readGroupCounts(db, names, groupQuery(query, pin)), read, GROUP_COUNTS)
    case 'difference':
      return course(id, readDifference(db, given, between(query)), read, DIFFERENCE)
    case 'queriers':
      return course(id, readQuerierRows(db, names, query, pin, aside), read, QUERIERS)
    case 'findings':
      return course(
        id,
        readFindings(db, names, query, pin),
        read,
        findingColumns(read.as === 'file' ? read.options.notes : {}),
      )
    case 'queries':
      return course(id, readQueries(db, names, query), read, null)
    case 'gaps':
      return course(id, readGaps(db, query), read, null)
  }
}

/** Whoever asks has checked that there are two. */
const between = ({ from = 0, to = 0, filter = '' }: HistoryQuery): { from: EpochMs; to: EpochMs; filter: string } => ({
  from,
  to,
  filter,
})

/** Steps that all taps have passed: those stay as they are. Where nothing goes on, the last one too. */
function groupQuery({ from, to, filter, step = 'minute' }: HistoryQuery, pin: Pin): GroupRowsQuery {
  const length = step === 'hour' ? HOUR : MINUTE
  const settled = Math.floor(((pin.settledAt ?? Number.NEGATIVE_INFINITY) + 1) / length) * length
  return {
    step,
    to: Math.min(to ?? Infinity, pin.isOver ? Infinity : settled),
    ...(from === undefined ? {} : { from }),
    ...(filter === undefined ? {} : { filter }),
  }
}
