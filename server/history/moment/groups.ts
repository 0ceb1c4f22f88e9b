import type { Address } from '../../../shared/address.ts'
import type { IgmpVersion } from '../../../shared/igmp.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { HostKey } from '../../membership/event.ts'
import type { Lingering, PastGroup, PastMember } from '../../membership/restore.ts'
import type { SegmentTable } from '../../membership/segment-table.ts'
import { known } from '../../membership/unknown.ts'
import type { AsOfMember } from '../intervals/as-of.ts'
import { areSeveral, type SilentMember } from './silent-members.ts'
import { slotOf, timeOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'
import { readWhat, slipOf } from '../file/what.ts'
import type { Addresses } from './addresses.ts'
import { lingeringOf, type Departed, type Departure } from './departures.ts'

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

/** When a group ended next after a moment; null: it lasts. */
export function endings(db: Db, at: EpochMs): (group: number) => EpochMs | null {
  const next = db.prepare(`SELECT id, what FROM event WHERE grp = ? AND (what & 15) IN (4, 5) AND id >= ? ORDER BY id`)
  return (group) => {
    for (const { id, what } of next.iterate(group, slotOf(at)) as Iterable<{ id: number; what: number }>) {
      const told = timeOf(id, slipOf(what))
      if (told > at) return readWhat(what).kind === 'group-ended' ? told : null
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
    endOf,
    runSince,
    toldOf,
  }: {
    at: EpochMs
    addresses: Addresses
    departed: Departed
    began: EpochMs | null
    endOf: (group: number) => EpochMs | null
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
  const lastReportAt = lastOf(shown, departed.departures.get(number) ?? [])
  const until = lastReportAt === null ? null : ranOut(endOf(number), lastReportAt + timers.gmi)
  return { address: group.address, since: since ?? oldest, members: shown, lingering: held, lastReportAt, until }
}

/** The last report of anybody, where that of everybody is known. */
function lastOf(members: readonly PastMember[], departures: readonly Departure[]): EpochMs | null {
  let last = Number.NEGATIVE_INFINITY
  for (const { lastReportAt } of members) {
    if (lastReportAt === null) return null
    last = Math.max(last, lastReportAt)
  }
  for (const { heardAt } of departures) last = Math.max(last, heardAt)
  return known(last)
}

/** The store keeps whole milliseconds: of a report, and of an end. */
const NEAR: DurationMs = 2

/** It did run out then: nothing was heard after the moment, and nothing had cut it short. */
const ranOut = (ended: EpochMs | null, due: EpochMs): EpochMs | null =>
  ended !== null && Math.abs(ended - due) <= NEAR ? ended : null

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
  const silentSince = told?.lastReportAt ?? null
  const lastReportAt = member.lastReportAt ?? upTo(at, silentSince)
  const gmi = election.timing.groupMembership
  // Who is there beyond the interval without a report can only be presumed (RFC 2236 s3); of version 3, who was in the end
  // (RFC 3376 s7.2.2).
  const mayHide = version < 3 || member.presumed || silentSince !== null
  const silent = lastReportAt !== null && mayHide && mode === 'EXCLUDE' && at >= lastReportAt + gmi
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
