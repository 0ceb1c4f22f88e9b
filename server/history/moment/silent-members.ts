import type { Address } from '../../../shared/address.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { HostKey } from '../../membership/event.ts'
import type { MembershipTable } from '../../membership/table.ts'

/** Members that are told at most (some ten milliseconds of the main thread); of further ones the history says `confirmed`. */
const MOST_TOLD = 50_000

/** A membership that lasts, and what no event told of it. */
export interface SilentMember {
  source: string
  segment: string
  group: Address
  ip: Address
  mac: number | null
  /** Of one that is only presumed; null: it reports. */
  lastReportAt: EpochMs | null
  /** Versions that it reported in: bit n-1 for version n. */
  versions: number
}

/**
 * Who is silent in the tables now, and who has reported in several versions. The history keeps no refreshes, so of what
 * lasts the running monitor alone knows that a v1 or v2 host has not reported for a while (RFC 2236 s3), and that a host
 * has followed another querier (RFC 3376 s7.2.1).
 */
export function silentMembers(taps: Iterable<{ name: string; table: MembershipTable }>): SilentMember[] {
  const silent: SilentMember[] = []
  for (const { name: source, table } of taps) {
    for (const { segment, groups } of table.segments.values()) {
      for (const group of groups.values()) {
        for (const { presumed, host, lastReportAt, versions } of group.members) {
          if (!presumed && !areSeveral(versions)) continue
          if (silent.length >= MOST_TOLD) return silent
          const { ip, mac } = host
          const heard = presumed ? lastReportAt : null
          silent.push({ source, segment: segment.name, group: group.address, ip, mac, lastReportAt: heard, versions })
        }
      }
    }
  }
  return silent
}

/** Whether a mask has more than one version. */
export const areSeveral = (versions: number): boolean => (versions & (versions - 1)) !== 0

const keyOf = (source: string, segment: string, group: Address, ip: Address, mac: number | null): string =>
  `${source}\n${segment}\n${group}\n${ip}\n${mac ?? ''}`

/** The same in the reading thread. */
export class SilentBook {
  readonly #members: ReadonlyMap<string, SilentMember>

  constructor(members: readonly SilentMember[] = []) {
    this.#members = new Map(
      members.map((member) => {
        const { source, segment, group, ip, mac } = member
        return [keyOf(source, segment, group, ip, mac), member]
      }),
    )
  }

  /** null: nothing is known of it. */
  of(source: string, segment: string, group: Address, { ip, mac }: HostKey): SilentMember | null {
    if (this.#members.size === 0) return null
    return this.#members.get(keyOf(source, segment, group, ip, mac)) ?? null
  }
}

export const NOBODY_SILENT = new SilentBook()
