import type { Address } from '../../shared/address.ts'
import type { FilterMode, IgmpVersion } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { HostKey } from './event.ts'
import type { Group, SourceTimer } from './group.ts'
import type { Host } from './host.ts'
import type { Member } from './member.ts'
import type { Rows } from './rows.ts'
import type { SegmentTable } from './segment-table.ts'
import { NO_DEADLINE, UNKNOWN } from './unknown.ts'

/** A membership as it was at a moment. */
export interface PastMember {
  readonly host: HostKey
  readonly since: EpochMs
  readonly version: IgmpVersion
  /** Bit n-1 for version n. */
  readonly versions: number
  readonly mode: FilterMode
  readonly sources: readonly Address[]
  readonly presumed: boolean
  /** null: not known. */
  readonly lastReportAt: EpochMs | null
  readonly reports: number | null
}

/** What a router held of a group beyond its members. */
export interface Lingering {
  readonly mode: FilterMode
  readonly sources: readonly Address[]
}

export interface PastGroup {
  readonly address: Address
  readonly since: EpochMs
  readonly members: readonly PastMember[]
  /** Of hosts that had gone, while the timers that they started ran on. */
  readonly lingering: readonly Lingering[]
  /** Of anybody; null: not known. */
  readonly lastReportAt: EpochMs | null
  /** When the timer of EXCLUDE would run out; null: not known. */
  readonly until: EpochMs | null
}

/** Puts a group with its members into a table, as it was. Nothing is told, and nothing of it ever ends by itself. */
export function restoreGroup(rows: Rows, segment: SegmentTable, past: PastGroup): void {
  const group = rows.group(segment, past.address, null, past.since)
  if (!group || group.listed) return
  rows.list(group)
  group.lastReportAt = past.lastReportAt ?? UNKNOWN
  for (const one of past.members) restoreMember(rows, group, one)
  restoreRouterSide(group, past)
  restoreCompatibility(group)
}

function restoreMember(rows: Rows, group: Group, past: PastMember): void {
  const { segment } = group
  const host = rows.host(segment, past.host.ip, past.host.mac, past.since)
  const member = host && rows.join(host, group, past.since)
  if (!member) return
  member.restore(past)
  const { sources } = past
  if (past.mode === 'EXCLUDE') member.until = NO_DEADLINE
  if (sources.length > 0) {
    member.sources = {
      excluded: new Set(past.mode === 'EXCLUDE' ? sources : []),
      included: new Map(past.mode === 'INCLUDE' ? sources.map((source) => [source, NO_DEADLINE]) : []),
      toInAt: UNKNOWN,
    }
  }
  segment.setPresumed(member, past.presumed)
}

/**
 * The router's state by the members (RFC 3376 s6.2.1): EXCLUDE as soon as one of them excludes, INCLUDE with all sources
 * that they want otherwise. In EXCLUDE what all of them exclude and none wants is blocked (s6.4.2: Y*A), and what is
 * wanted is forwarded by timers of its own.
 */
function restoreRouterSide(group: Group, { members, lingering, until }: PastGroup): void {
  const states: Lingering[] = [...members, ...lingering]
  const excluding = states.filter(({ mode }) => mode === 'EXCLUDE')
  const wanted = new Set(states.flatMap(({ mode, sources }) => (mode === 'INCLUDE' ? sources : [])))
  const timers = new Map<Address, SourceTimer>()
  for (const source of wanted) timers.set(source, { until: NO_DEADLINE, lowered: false })
  const [first, ...others] = excluding
  if (first) {
    group.mode = 'EXCLUDE'
    group.until = until ?? NO_DEADLINE
    const rest = others.map(({ sources }) => new Set(sources))
    for (const source of first.sources) {
      if (!wanted.has(source) && rest.every((list) => list.has(source))) {
        timers.set(source, { until: 0, lowered: false })
      }
    }
  }
  group.sources = timers.size > 0 ? timers : null
}

/** Group compatibility mode (RFC 3376 s7.3.2): who has reported in an older version within its timer. */
function restoreCompatibility(group: Group): void {
  const heard = (version: IgmpVersion): Member[] =>
    group.members.filter((member) => member.version === version && !member.presumed)
  const v1 = heard(1)
  const v2 = heard(2)
  if (v1.length > 0) group.v1Until = NO_DEADLINE
  if (v2.length > 0) group.v2Until = NO_DEADLINE
  // Of several nobody knows who was the last.
  group.v1By = v1.length === 1 ? (v1[0]?.host ?? null) : null
  group.v2By = v2.length === 1 ? (v2[0]?.host ?? null) : null
}

/**
 * What is known of a host by its memberships, when all of them are there: since when at the latest, and the version that
 * the newest of them was reported in.
 */
export function restoreHost(host: Host): void {
  let firstSeenAt = NO_DEADLINE
  let newest: Member | null = null
  for (const member of host.members()) {
    firstSeenAt = Math.min(firstSeenAt, member.since)
    if (newest === null || member.since > newest.since) newest = member
  }
  if (newest) host.restore({ firstSeenAt, version: newest.version })
}
