import type { Address } from '../../../shared/address.ts'
import type { IgmpVersion } from '../../../shared/igmp.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { MINUTE } from '../../../shared/time.ts'
import type { HostKey } from '../../membership/event.ts'
import type { Lingering, PastGroup, PastMember } from '../../membership/restore.ts'
import type { SegmentTable } from '../../membership/segment-table.ts'
import type { AsOfMember } from '../intervals/as-of.ts'
import { areSeveral, type SilentMember } from './silent-members.ts'
import { slotOf, timeOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'
import { readWhat, slipOf } from '../file/what.ts'
import type { Addresses } from './addresses.ts'
import { lingeringOf, type Departed } from './departures.ts'

/** When groups began that had not ended by a moment. */
export function beginnings(db: Db, at: EpochMs): (group: number) => EpochMs | null {
  const last = db.prepare(
    `SELECT id, what FROM event WHERE grp = ? AND (what & 15) IN (4, 5) AND id < ? ORDER BY id DESC`,
  )
  const before = slotOf(at + MINUTE)
  return (group) => {
    for (const { id, what } of last.iterate(group, before) as Iterable<{ id: number; what: number }>) {
      const told = timeOf(id, slipOf(what))
      if (told <= at) return readWhat(what).kind === 'group-started' ? told : null
    }
    return null
  }
}

/** A group as it was, by the members that it had and by what departed ones had asked for. null: there was none. */
export function pastGroup(
  number: number,
  members: readonly AsOfMember[],
  segment: SegmentTable,
  {
    at,
    addresses,
    departed,
    began,
    runSince,
    toldOf,
  }: {
    at: EpochMs
    addresses: Addresses
    departed: Departed
    began: EpochMs | null
    runSince: EpochMs
    /** Of a membership that lasts what the running monitor knows; null: nothing. */
    toldOf: (group: Address, host: HostKey) => SilentMember | null
  },
): PastGroup | null {
  const group = addresses.group(number)
  if (!group) return null
  const { timing } = segment.election
  const timers = { gmi: timing.groupMembership, robustness: timing.robustness }
  const since = began !== null && began >= runSince ? began : null
  const shown = members.flatMap(
    (member) => pastMember(member, addresses, segment, at, (host) => toldOf(group.address, host)) ?? [],
  )
  const held = lingeringOf(number, departed, timers, at).map((departure) => lingering(departure, addresses))
  if (shown.length === 0) {
    if (since === null) return null
    // No event tells its end: it was there, by whoever was the last.
    const last = departed.departures.get(number)?.at(-1) ?? departed.started.get(number)
    if (held.length === 0 && last) held.push(lingering(last, addresses))
    if (held.length === 0) return null
  }
  const oldest = Math.min(...shown.map(({ since }) => since))
  return { address: group.address, since: since ?? oldest, members: shown, lingering: held }
}

/** Which of the versions that it reported in a host used: that of its querier, as RFC 3376 s7.2.1 has it. */
const answering = (known: IgmpVersion, reportedIn: number, querier: IgmpVersion | null): IgmpVersion =>
  areSeveral(reportedIn) && querier !== null && (reportedIn & (1 << (querier - 1))) !== 0 ? querier : known

/** What was heard later says nothing of the moment. */
const upTo = (at: EpochMs, heard: EpochMs | null): EpochMs | null => (heard !== null && heard <= at ? heard : null)

const lingering = (
  { mode, sources }: { mode: Lingering['mode']; sources: number | null },
  addresses: Addresses,
): Lingering => ({ mode, sources: addresses.list(sources) })

function pastMember(
  member: AsOfMember,
  addresses: Addresses,
  { election }: SegmentTable,
  at: EpochMs,
  toldOf: (host: HostKey) => SilentMember | null,
): PastMember | null {
  const host = addresses.host(member.host)
  if (!host) return null
  const { since, versions, mode, reports } = member
  const told = member.lastReportAt === null ? toldOf(host.key) : null
  const reportedIn = member.reportedIn | (told?.versions ?? 0)
  const version = answering(member.version, reportedIn, election.elected?.version ?? null)
  const lastReportAt = member.lastReportAt ?? (version < 3 ? upTo(at, told?.lastReportAt ?? null) : null)
  const gmi = election.timing.groupMembership
  // Who is there beyond the interval without a report can only be presumed (RFC 2236 s3).
  const silent = lastReportAt !== null && version < 3 && mode === 'EXCLUDE' && at >= lastReportAt + gmi
  return {
    host: host.key,
    since,
    version,
    versions,
    mode,
    sources: addresses.list(member.sources),
    presumed: silent || (member.presumed && lastReportAt === null),
    lastReportAt,
    reports,
  }
}
