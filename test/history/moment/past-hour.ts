import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { frames, truth } from '../../membership/hour.ts'
import { subjectOf, TestTap } from '../../views/test-subject.ts'
import { written } from '../histories.ts'
import { History } from '../../../server/history/store.ts'
import { openForReading, type Db } from '../../../server/history/file/sqlite.ts'
import { pastSubject, type PastSubject } from '../../../server/history/moment/subject.ts'
import { NO_NAMES } from '../../../server/names/names.ts'
import { Tap } from '../../../server/tap.ts'
import { viewOf } from '../../../server/views/index.ts'
import type { Subject } from '../../../server/views/subject.ts'
import { done } from '../../../server/views/work.ts'
import type { Family } from '../../../shared/address.ts'
import type { ViewName, ViewRequest, ViewState } from '../../../shared/live.ts'
import type { GroupRow, HostRow, MemberRow } from '../../../shared/membership.ts'
import type { GmiFormula, SegmentRow } from '../../../shared/segment.ts'
import type { EpochMs } from '../../../shared/time.ts'

/** The hour in a history, and in a live tap that stopped at a moment. */
export const BASE: EpochMs = truth.meta.base_epoch * 1_000

export interface RecordedHour {
  history: History
  file: string
  end(): Promise<void>
}

export async function recordHour(formula: GmiFormula = 'rfc3376'): Promise<RecordedHour> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-moment-'))
  const tap = new Tap('hour', { formula, dedupe: 5 })
  const history = await History.open({ folder, tables: () => tap.table, onNotice: () => undefined })
  for (const frame of frames) history.record('hour', tap.take(frame), tap.table.clock)
  await written(history)
  const end = async (): Promise<void> => {
    await history.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { history, file: history.file, end }
}

export function reading<Result>(file: string, read: (db: Db) => Result): Result {
  const db = openForReading(file)
  try {
    return read(db)
  } finally {
    db.close()
  }
}

export const pastAt = (file: string, at: EpochMs, formula: GmiFormula = 'rfc3376'): PastSubject =>
  reading(file, (db) => done(pastSubject(db, NO_NAMES, formula, at)))

export function liveAt(at: EpochMs): Subject {
  const tap = new TestTap('hour')
  for (const frame of frames) if (frame.at <= at) tap.take(frame)
  tap.advance(at)
  return subjectOf(tap)
}

const view = <V extends ViewName>(subject: Subject, request: Extract<ViewRequest, { view: V }>): ViewState<V> =>
  viewOf(subject, request) as ViewState<V>

const LIST = { filter: '', offset: 0, limit: 500 }

interface Rows {
  groups: readonly GroupRow[]
  members: readonly MemberRow[]
  hosts: readonly HostRow[]
  queriers: readonly SegmentRow[]
}

/** What the pages show. */
export function rowsOf(subject: Subject): Rows {
  const { rows: groups } = view(subject, { view: 'groups', ...LIST, sort: 'group', linkLocal: true })
  const { rows: hosts } = view(subject, { view: 'hosts', ...LIST, sort: 'host' })
  const members = groups.flatMap(({ segment, group }) => view(subject, { view: 'group', segment, group }).rows)
  return { groups, hosts, members, queriers: view(subject, { view: 'queriers' }).rows }
}

/** Who the history cannot know to have been silent then: they reported again later. */
export type Silent = ReadonlySet<string>

/** The rows without what the past does not know. */
export function knowable({ groups, members, hosts, queriers }: Rows): Record<keyof Rows, unknown[]> {
  const byKey = <Row extends { key: string }>(rows: readonly Row[]): Row[] =>
    [...rows].sort((a, b) => (a.key < b.key ? -1 : 1))
  return {
    groups: byKey(groups).map(
      ({ key, family, vlans, source, mode, sources, blocked, confirmed, presumed, since, ...row }) => ({
        ...{ key, family: family satisfies Family, vlans, source, mode, sources, blocked, since },
        members: confirmed + presumed,
        ...{ querier: row.querier, state: row.state, linkLocal: row.linkLocal, name: row.name },
      }),
    ),
    members: byKey(members).map(({ key, mode, sources, since, host, group, segment }) => ({
      ...{ key, mode, sources, since, host, group, segment },
    })),
    hosts: byKey(hosts)
      .filter(({ confirmed, presumed, linkLocal }) => confirmed + presumed + linkLocal > 0)
      .map(({ key, confirmed, presumed, linkLocal, host }) => ({ key, groups: confirmed + presumed, linkLocal, host })),
    queriers: byKey(queriers).map(({ key, ...row }) => ({
      ...{ key, state: row.state, condition: row.condition, querier: row.querier, lastQuerier: row.lastQuerier },
      ...{ unnumbered: row.unnumbered, candidates: row.candidates, timing: row.timing, lastQueryAt: row.lastQueryAt },
      ...{ nextQueryAt: row.nextQueryAt, groups: row.groups, hosts: row.hosts, memberships: row.memberships },
      ...{ cadence: row.cadence, reigns: row.reigns, stats: row.stats },
    })),
  }
}
