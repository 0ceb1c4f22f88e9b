import { parseAddress } from '../../../shared/address.ts'
import type { GroupCounts } from '../../../shared/past.ts'
import type { NameBook } from '../../names/book.ts'
import { readGroupPoints } from '../rollups/group-counts-reading.ts'
import { Names } from '../file/names.ts'
import type { Db } from '../file/sqlite.ts'
import type { GroupCountsQuery } from './question.ts'

/** How many were in a group over time, with its name of today. Of one that was never seen no points. */
export function readGroup(db: Db, given: NameBook, query: GroupCountsQuery): GroupCounts {
  const points = readGroupPoints(db, new Names(db, given), query)
  const address = parseAddress(query.group)
  const vlans = db.prepare('SELECT vlans FROM segment WHERE name = ? LIMIT 1').pluck().get(query.segment) as
    string | undefined
  const segment = { name: query.segment, vlans: vlans ? vlans.split('.').map(Number) : [] }
  return { ...points, name: address === null ? null : given.group(address, segment) }
}
