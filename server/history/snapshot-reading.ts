import { wireVersion, type IgmpVersion } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import { asOf, type AsOfMember } from './as-of.ts'
import { snapshotFilter } from './filter.ts'
import { slotOf, timeOf } from './key.ts'
import type { Names } from './names.ts'
import type { Pin } from './pin.ts'
import { ROWS_AT_A_TIME, type Reading } from './reading.ts'
import type { HistoryQuery, SnapshotRow } from './row.ts'
import type { Db } from './sqlite.ts'
import { readWhat, slipOf } from './what.ts'

/**
 * The groups as of a moment: of the query, or the last that all taps have passed. A group has a row while a member of it is
 * known; one that only its timer holds has none.
 */
export function* readSnapshot(db: Db, names: Names, query: HistoryQuery, pin: Pin): Reading<SnapshotRow> {
  const { matches, error } = snapshotFilter(query.filter ?? '')
  if (!matches) throw new Error(error.message)
  const at = query.at ?? pin.settledAt
  if (at === null) return
  const work = asOf(db, at)
  let step = work.next()
  for (; !step.done; step = work.next()) yield { rows: [] }
  const queriers = queriersAt(db, names, at)
  let rows: SnapshotRow[] = []
  for (const members of byGroup(step.value)) {
    if (pin.isNewcomer(names.group(members[0]!.group).place.sourceId)) continue
    const row = snapshotRow(at, members, names, queriers)
    if (matches(row)) rows.push(row)
    if (rows.length < ROWS_AT_A_TIME) continue
    yield { rows }
    rows = []
  }
  yield { rows }
}

function* byGroup(members: readonly AsOfMember[]): Generator<readonly AsOfMember[]> {
  for (let from = 0; from < members.length;) {
    let to = from + 1
    while (to < members.length && members[to]!.group === members[from]!.group) to += 1
    yield members.slice(from, to)
    from = to
  }
}

/** What a router holds of a group by its members (RFC 3376 s6.2.1, s6.4.2; restore.ts in membership has the same rule). */
function snapshotRow(
  at: EpochMs,
  members: readonly AsOfMember[],
  names: Names,
  queriers: ReadonlyMap<number, string>,
): SnapshotRow {
  const { group: id } = members[0]!
  const { place, group, called: groupName } = names.group(id)
  const { source, segment, family, vlan, called: segmentName } = place
  const listsOf = (mode: AsOfMember['mode']): (readonly string[])[] =>
    members.filter((member) => member.mode === mode).map((member) => names.list(member.sources))
  const wanted = new Set(listsOf('INCLUDE').flat())
  const [first, ...others] = listsOf('EXCLUDE')
  const rest = others.map((list) => new Set(list))
  const blocked = first?.filter((one) => !wanted.has(one) && rest.every((list) => list.has(one)))
  const presumed = members.filter((member) => member.presumed).length
  return {
    asOf: at,
    source,
    segment,
    family,
    vlan,
    segmentName,
    group,
    groupName,
    confirmed: members.length - presumed,
    presumed,
    mode: blocked ? 'EXCLUDE' : 'INCLUDE',
    sources: blocked ?? [...wanted],
    version: wireVersion(family, oldestVersion(members)),
    since: Math.min(...members.map(({ since }) => since)),
    lastReportAt: null,
    expiresAt: null,
    querier: queriers.get(place.id) ?? null,
  }
}

/** Group compatibility mode (RFC 3376 s7.3.2): of those who reported within their timer. */
const oldestVersion = (members: readonly AsOfMember[]): IgmpVersion =>
  members.reduce<IgmpVersion>((oldest, { version, presumed }) => (!presumed && version < oldest ? version : oldest), 3)

/** The elected querier of each segment. */
function queriersAt(db: Db, names: Names, at: EpochMs): Map<number, string> {
  const queriers = new Map<number, string>()
  const events = db
    .prepare('SELECT id, what, host FROM event WHERE (what & 15) IN (6, 7) AND id < ? ORDER BY id')
    .raw()
    .iterate(slotOf(at + 1)) as Iterable<[id: number, what: number, host: number]>
  for (const [id, what, host] of events) {
    const { place, host: address } = names.host(host)
    if (timeOf(id, slipOf(what)) > at) continue
    if (readWhat(what).kind === 'querier-elected') queriers.set(place.id, address)
    else queriers.delete(place.id)
  }
  return queriers
}
