import type { HostId } from '../../shared/event.ts'
import type { MemberRow } from '../../shared/membership.ts'
import type { Name, NamedEvent } from '../../shared/names.ts'

/** What groups and hosts are called in the rows that a page has: for drawings of what was. */
export interface KnownNames {
  group: (group: string) => Name | null
  host: (host: HostId) => Name | null
}

const keyOf = ({ ip, mac }: HostId): string => `${ip} ${mac ?? ''}`

export function knownNames(past: readonly NamedEvent[], members: readonly MemberRow[] = []): KnownNames {
  const groups = new Map<string, Name>()
  const hosts = new Map<string, Name>()
  const note = (row: NamedEvent | MemberRow): void => {
    if ('group' in row && row.groupName) groups.set(row.group, row.groupName)
    if ('host' in row && row.hostName) hosts.set(keyOf(row.host), row.hostName)
  }
  past.forEach(note)
  // What holds now says it last.
  members.forEach(note)
  return { group: (group) => groups.get(group) ?? null, host: (host) => hosts.get(keyOf(host)) ?? null }
}
