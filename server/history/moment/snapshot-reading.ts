import type { GroupRow } from '../../../shared/membership.ts'
import { MAX_PAGE } from '../../../shared/live.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { Names } from '../../names/names.ts'
import { groupFilterError, groupsView } from '../../views/groups.ts'
import type { Work } from '../../views/work.ts'
import { pastSubject } from './subject.ts'
import type { Pin } from '../file/pin.ts'
import type { Reading } from '../file/reading.ts'
import type { HistoryQuery, SnapshotRow } from '../file/row.ts'
import type { SilentBook } from './silent-members.ts'
import type { Db } from '../file/sqlite.ts'

/** The groups as of a moment, as the page shows them: of the query, or the last that all taps have passed. */
export function* readSnapshot(
  db: Db,
  names: Names,
  query: HistoryQuery,
  pin: Pin,
  silent: SilentBook,
): Reading<SnapshotRow> {
  const { filter = '' } = query
  const error = groupFilterError(filter)
  if (error) throw new Error(error.message)
  const at = query.at ?? pin.settledAt
  if (at === null) return
  const { subject, lists } = yield* resting(pastSubject(db, names, query.formula ?? 'rfc3376', at, silent))
  const later = pin.newcomers(db)
  for (let offset = 0; ; offset += MAX_PAGE) {
    const request = { view: 'groups', filter, sort: 'segment', linkLocal: true, offset, limit: MAX_PAGE } as const
    const { rows } = yield* resting(groupsView(subject, request, lists))
    if (rows.length === 0) return
    const told = rows.map((row) => snapshotRow(at, row, subject.names))
    yield { rows: told.filter((row) => !later.has(row.source)) }
  }
}

/** Work as a reading that has no rows. */
function* resting<Result>(work: Work<Result>): Generator<{ rows: never[] }, Result, unknown> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value
    yield { rows: [] }
  }
}

/** In EXCLUDE the sources are those that are excluded, as of a membership. */
function snapshotRow(asOf: EpochMs, group: GroupRow, names: Names): SnapshotRow {
  const { source, segment, family, vlans, mode, confirmed, presumed, version } = group
  const { since, lastReportAt, expiresAt, querier } = group
  return {
    asOf,
    source,
    segment,
    family,
    vlan: vlans.join('.'),
    segmentName: names.segment({ name: segment, vlans }),
    group: group.group,
    groupName: group.name?.text ?? null,
    confirmed,
    presumed,
    mode,
    sources: mode === 'EXCLUDE' ? group.blocked : group.sources,
    version,
    since,
    lastReportAt,
    expiresAt,
    querier,
  }
}
