import type { Address } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { HostKey } from '../membership/event.ts'
import type { MembershipTable } from '../membership/table.ts'

/** Members that are told at most (some ten milliseconds of the main thread); of further ones the history says `confirmed`. */
const MOST_TOLD = 50_000

/** A membership that lasts and is only presumed: the last report of its host. */
export interface SilentMember {
  source: string
  segment: string
  group: Address
  ip: Address
  mac: number | null
  lastReportAt: EpochMs
}

/**
 * Who is silent in the tables now. The history keeps no refreshes, so of what lasts the running monitor alone knows that a
 * v1 or v2 host has not reported for a while (RFC 2236 s3).
 */
export function silentMembers(taps: Iterable<{ name: string; table: MembershipTable }>): SilentMember[] {
  const silent: SilentMember[] = []
  for (const { name: source, table } of taps) {
    for (const { segment, groups } of table.segments.values()) {
      for (const group of groups.values()) {
        if (group.presumed === 0) continue
        for (const { presumed, host, lastReportAt } of group.members) {
          if (!presumed) continue
          if (silent.length >= MOST_TOLD) return silent
          silent.push({ source, segment: segment.name, group: group.address, ip: host.ip, mac: host.mac, lastReportAt })
        }
      }
    }
  }
  return silent
}

const keyOf = (source: string, segment: string, group: Address, ip: Address, mac: number | null): string =>
  `${source}\n${segment}\n${group}\n${ip}\n${mac ?? ''}`

/** The same in the reading thread. */
export class SilentBook {
  readonly #lastReports: ReadonlyMap<string, EpochMs>

  constructor(members: readonly SilentMember[] = []) {
    this.#lastReports = new Map(
      members.map(({ source, segment, group, ip, mac, lastReportAt }) => [
        keyOf(source, segment, group, ip, mac),
        lastReportAt,
      ]),
    )
  }

  /** null: nothing is known of its silence. */
  lastReportOf(source: string, segment: string, group: Address, { ip, mac }: HostKey): EpochMs | null {
    if (this.#lastReports.size === 0) return null
    return this.#lastReports.get(keyOf(source, segment, group, ip, mac)) ?? null
  }
}

export const NOBODY_SILENT = new SilentBook()
