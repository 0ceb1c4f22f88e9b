import type { DifferenceKind } from '../../../shared/past.ts'
import { familyOf, formatAddress, UNSPECIFIED } from '../../../shared/address.ts'
import { wireVersion } from '../../../shared/igmp.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { PART, type Work } from '../../views/work.ts'
import { asOf, type AsOfMember } from '../intervals/as-of.ts'
import type { Db } from '../file/sqlite.ts'
import { Addresses } from './addresses.ts'
import { changesBetween, type Change } from './changes.ts'
import { differingQueriers } from './differing-queriers.ts'

/** One thing that differs, in numbers of the file. */
export interface Differing {
  change: DifferenceKind
  at: EpochMs | null
  segment: number
  group: number | null
  host: number | null
  before: string | null
  after: string | null
}

/**
 * The memberships at `from` against those at `to`, and who was elected: segment by segment, the newest change first, what has
 * no time last. Who left and came back is in both; that is no difference.
 */
export function* differing(db: Db, from: EpochMs, to: EpochMs): Work<Differing[]> {
  const addresses = new Addresses(db)
  const before = yield* asOf(db, from)
  const after = yield* asOf(db, to)
  const { rows, gone, altered } = yield* compared(before, after, addresses, from)
  const changes = yield* changesBetween(db, from, to, gone, altered)
  for (const row of rows) settle(row, changes)
  rows.push(...(yield* differingQueriers(db, addresses, from, to)))
  return rows.sort((a, b) => a.segment - b.segment || (b.at ?? -Infinity) - (a.at ?? -Infinity) || 0)
}

const keyOf = (group: number, host: number): string => `${group} ${host}`

/** Both are sorted by group and host. `gone`, `altered`: whose events have to be looked for. */
function* compared(
  before: readonly AsOfMember[],
  after: readonly AsOfMember[],
  addresses: Addresses,
  from: EpochMs,
): Work<{ rows: Differing[]; gone: Set<string>; altered: Set<string> }> {
  const rows: Differing[] = []
  const gone = new Set<string>()
  const altered = new Set<string>()
  let i = 0
  let k = 0
  while (i < before.length || k < after.length) {
    if ((i + k) % (16 * PART) === 0) yield
    const a = before[i]
    const b = after[k]
    const order = !a ? 1 : !b ? -1 : a.group - b.group || a.host - b.host
    if (order < 0 && a) {
      rows.push(rowOf(a, 'lost', null, addresses))
      gone.add(keyOf(a.group, a.host))
    } else if (order > 0 && b) rows.push(rowOf(b, 'joined', b.since, addresses))
    else if (a && b) {
      for (const row of alterations(a, b, addresses, from)) {
        rows.push(row)
        altered.add(keyOf(a.group, a.host))
      }
    }
    if (order <= 0) i += 1
    if (order >= 0) k += 1
  }
  return { rows, gone, altered }
}

const rowOf = (
  { group, host }: AsOfMember,
  change: DifferenceKind,
  at: EpochMs | null,
  addresses: Addresses,
): Differing => ({
  change,
  at,
  segment: addresses.group(group)?.segment ?? -1,
  group,
  host,
  before: null,
  after: null,
})

/** Who left and came back otherwise has done so when it came back. */
function alterations(a: AsOfMember, b: AsOfMember, addresses: Addresses, from: EpochMs): Differing[] {
  const back = b.since > from ? b.since : null
  const rows: Differing[] = []
  if (a.version !== b.version) {
    const family = familyOf(addresses.group(a.group)?.address ?? UNSPECIFIED)
    const [before, after] = [a, b].map(({ version }) => String(wireVersion(family, version)))
    rows.push({ ...rowOf(a, 'version', back, addresses), before: before ?? null, after: after ?? null })
  }
  if (a.mode !== b.mode || a.sources !== b.sources) {
    const [before, after] = [a, b].map(({ mode, sources }) =>
      [mode, ...addresses.list(sources).map(formatAddress)].join(' '),
    )
    rows.push({ ...rowOf(a, 'mode', back, addresses), before: before ?? null, after: after ?? null })
  }
  return rows
}

/** How and when it happened, as its events tell. Of a version no event tells it. */
function settle(row: Differing, changes: ReadonlyMap<string, Change>): void {
  if (row.group === null || row.host === null || row.change === 'version') return
  const change = changes.get(keyOf(row.group, row.host))
  if (!change) return
  if (row.change === 'lost') {
    row.at = change.at
    row.change = change.kind === 'left' || change.kind === 'expired' ? change.kind : 'lost'
  } else if (row.change === 'mode') row.at = Math.max(row.at ?? change.at, change.at)
}
