import { compareAddress, formatAddress, formatMac } from '../../shared/address.ts'
import type { FinalGroupLine, FinalSegmentLine } from '../../shared/final.ts'
import { wireVersion } from '../../shared/igmp.ts'
import { hostId } from './line.ts'
import type { MembershipTable } from './table.ts'

/** The state of a table as `rollcall replay` prints it: per segment its querier, then its groups by address. */
export function* finalLines(table: MembershipTable): Generator<FinalSegmentLine | FinalGroupLine> {
  for (const { segment, election, groups } of table.segments.values()) {
    const { name, family, vlans } = segment
    const path = { segment: name, family, vlans }
    const { elected, unnumbered } = election
    yield {
      final: 'segment',
      ...path,
      querier: elected && { ...hostId(elected), version: wireVersion(family, elected.version) },
      unnumbered: unnumbered && { mac: unnumbered.mac === null ? null : formatMac(unnumbered.mac) },
    }
    for (const group of [...groups.values()].sort((a, b) => compareAddress(a.address, b.address))) {
      const { running, blocked } = group.lists()
      const members = [...group.members].sort((a, b) => compareAddress(a.host.ip, b.host.ip))
      yield {
        final: 'group',
        ...path,
        group: formatAddress(group.address),
        mode: group.mode,
        sources: running.map(formatAddress),
        blocked: blocked.map(formatAddress),
        members: members.map((member) => ({
          ...hostId(member.host),
          state: member.presumed ? ('presumed' as const) : ('confirmed' as const),
          version: wireVersion(family, member.version),
          mode: member.mode,
          sources: member.sourceList().map(formatAddress),
          lastReportAt: member.lastReportAt,
        })),
      }
    }
  }
}
