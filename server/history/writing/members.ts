import { familyOf, mac, type Family } from '../../../shared/address.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { Segment } from '../../decode/segment.ts'
import type { Member } from '../../membership/member.ts'
import type { SegmentTable } from '../../membership/segment-table.ts'
import type { MembershipTable } from '../../membership/table.ts'
import type { Ended, OpenRow } from '../intervals/open-intervals.ts'
import type { LastingMember, Resumed } from './pack.ts'
import type { MemberKey } from '../protocol.ts'
import { packWhat } from '../file/what.ts'

/** The table of a source by its name, or null when there is none. */
export type Tables = (source: string) => MembershipTable | null

/** What the table is asked about an interval of the file. */
export const keyOf = ({ sourceName: source, segmentName: segment, group, ip, mac }: OpenRow): MemberKey => ({
  source,
  segment,
  group,
  ip,
  mac,
})

/** How memberships stand in the tables now; null for one that is no membership (any more). */
export function standing(tables: Tables, keys: readonly MemberKey[]): readonly (Ended | null)[] {
  const segments = new Map<string, ReadonlyMap<string, SegmentTable>>()
  return keys.map((key) => {
    let named = segments.get(key.source)
    if (!named) segments.set(key.source, (named = segmentsByName(tables(key.source))))
    const segment = named.get(placeOf(familyOf(key.group), key.segment))
    const group = segment?.groups.get(key.group)
    const host = segment?.hosts.find(key.ip, key.mac === -1 ? null : mac(key.mac))
    const member = group && host ? host.memberAt(group.address) : null
    return member ? ended(member) : null
  })
}

const ended = (member: Member): Ended => ({
  lastReportAt: member.lastReportAt,
  reports: member.reports,
  versions: member.versions,
  state: member.presumed ? 'presumed' : 'confirmed',
})

/** Each is looked at once: in a flood there are thousands, and thousands of keys are asked for in one turn. */
function segmentsByName(table: MembershipTable | null): Map<string, SegmentTable> {
  const named = new Map<string, SegmentTable>()
  for (const one of table?.segments.values() ?? []) named.set(placeOf(one.segment.family, one.segment.name), one)
  return named
}

const placeOf = (family: Family, name: string): string => `${family}\n${name}`

/** What lasts in a table, group by group: after a gap the history goes on from it. */
export function* lasting(table: MembershipTable, at: EpochMs): Generator<{ segment: Segment; members: Resumed[] }> {
  for (const { segment, groups } of [...table.segments.values()]) {
    for (const group of [...groups.values()]) {
      yield { segment, members: group.members.map((member) => resumed(member, at)) }
    }
  }
}

/** The same as it stands, with all that is known of it: its clock is set back. */
export function* standingAt(
  table: MembershipTable,
  at: EpochMs,
): Generator<{ segment: Segment; members: LastingMember[] }> {
  for (const { segment, groups } of table.segments.values()) {
    for (const group of groups.values()) yield { segment, members: group.members.map((member) => stood(member, at)) }
  }
}

const stood = (member: Member, at: EpochMs): LastingMember => ({
  at,
  group: member.group.address,
  host: member.host,
  version: member.version,
  mode: member.mode,
  sources: member.sourceList(),
  before: member.record(),
})

const resumed = (member: Member, at: EpochMs): Resumed => ({
  at,
  since: member.since,
  group: member.group.address,
  ip: member.host.ip,
  mac: member.host.mac,
  bits: packWhat({
    kind: 'joined',
    version: member.version,
    mode: member.mode,
    versions: 0,
    wasMode: member.mode,
    wasState: 'confirmed',
    reason: 'none',
  }),
  reports: member.reports,
  sources: member.sourceList(),
})
