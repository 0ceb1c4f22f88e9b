import { compareAddress, type Address } from '../../shared/address.ts'
import type { FilterMode, IgmpVersion } from '../../shared/igmp.ts'
import { DAY, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Expiring } from './deadlines.ts'
import type { MemberRecord } from './event.ts'
import type { Group } from './group.ts'
import type { Host } from './host.ts'
import type { PastMember } from './restore.ts'
import { UNKNOWN } from './unknown.ts'

/** A presumed member that nobody has heard for this long is dropped. */
export const PRESUMED_FOR: DurationMs = 1 * DAY

/** What only members with source lists need. */
export interface MemberSources {
  /** EXCLUDE: the excluded sources. */
  excluded: Set<Address>
  /** A deadline per included source. */
  included: Map<Address, EpochMs>
  /** The last TO_IN with sources: those of one host within the unsolicited report interval are parts of one list. */
  toInAt: EpochMs
}

/* `flags`, packed because there are millions of members: one small integer instead of four fields. */
const EXCLUDE = 1
const PRESUMED = 2
const VERSION_SHIFT = 2 // two bits: the version it reported in last
const VERSIONS_SHIFT = 4 // three bits: the versions it has reported in
const ESTABLISHED = 1 << 7

/* Columns of its numbers. */
const SINCE = 0
const LAST_REPORT = 1
const UNTIL = 2
const REPORTS = 3

/** One host in one group on one segment, as the host's own reports tell it (an extra to the RFC's router state). */
export class Member implements Expiring {
  /* What each report needs comes first: with the header it is one cache line. */
  readonly group: Group
  /** Next membership of the same host. */
  nextOfHost: Member | null = null
  private flags = 0
  /** Its row in the numbers of the table's members. */
  private readonly row: number
  sources: MemberSources | null = null
  slot = -1
  readonly host: Host
  /** Its place in `group.members`; -1 when it has ended. */
  inGroup = -1

  constructor(host: Host, group: Group, at: EpochMs) {
    this.host = host
    this.group = group
    const { memberNumbers } = group.segment
    this.row = memberNumbers.take()
    memberNumbers.set(this.row, SINCE, at)
    memberNumbers.set(this.row, LAST_REPORT, at)
  }

  /** Call when it has ended: its numbers are somebody else's then. */
  release(): void {
    this.group.segment.memberNumbers.release(this.row)
  }
  get since(): EpochMs {
    return this.group.segment.memberNumbers.get(this.row, SINCE)
  }
  get lastReportAt(): EpochMs {
    return this.group.segment.memberNumbers.get(this.row, LAST_REPORT)
  }
  get reports(): number {
    return this.group.segment.memberNumbers.get(this.row, REPORTS)
  }
  /** EXCLUDE: when it lapses unless the host reports again. */
  get until(): EpochMs {
    return this.group.segment.memberNumbers.get(this.row, UNTIL)
  }
  set until(at: EpochMs) {
    this.group.segment.memberNumbers.set(this.row, UNTIL, at)
  }

  /** Members go before their group when both are due at once. On the prototype: there are millions of these. */
  get rank(): number {
    return 0
  }
  get mode(): FilterMode {
    return this.flags & EXCLUDE ? 'EXCLUDE' : 'INCLUDE'
  }
  set mode(mode: FilterMode) {
    this.flags = mode === 'EXCLUDE' ? this.flags | EXCLUDE : this.flags & ~EXCLUDE
  }
  /** Silent, while a v1/v2 host keeps the group alive: it may be suppressed (suppression.ts). */
  get presumed(): boolean {
    return (this.flags & PRESUMED) !== 0
  }
  set presumed(presumed: boolean) {
    this.flags = presumed ? this.flags | PRESUMED : this.flags & ~PRESUMED
  }
  /** It answered: when there is no room any more, others go first (standing.ts). */
  get established(): boolean {
    return (this.flags & ESTABLISHED) !== 0
  }
  establish(): void {
    this.flags |= ESTABLISHED
  }
  get version(): IgmpVersion {
    return ((this.flags >> VERSION_SHIFT) & 3) as IgmpVersion
  }
  /** Bit n-1 is set when it reported in version n. */
  get versions(): number {
    return (this.flags >> VERSIONS_SHIFT) & 7
  }
  /** The host reported it in this version. */
  heard(version: IgmpVersion, at: EpochMs): void {
    const { memberNumbers } = this.group.segment
    memberNumbers.set(this.row, LAST_REPORT, at)
    memberNumbers.add(this.row, REPORTS, 1)
    const seen = this.flags | (1 << (VERSIONS_SHIFT + version - 1))
    this.flags = (seen & ~(3 << VERSION_SHIFT)) | (version << VERSION_SHIFT)
  }

  /** As it was at a moment that is over (restore.ts). */
  restore(past: PastMember): void {
    const { memberNumbers } = this.group.segment
    const seen = past.versions | (1 << (past.version - 1))
    this.flags = (past.version << VERSION_SHIFT) | ((seen & 7) << VERSIONS_SHIFT)
    this.mode = past.mode
    memberNumbers.set(this.row, LAST_REPORT, past.lastReportAt ?? UNKNOWN)
    memberNumbers.set(this.row, REPORTS, past.reports ?? UNKNOWN)
  }

  /** Its timers stood still for so long. */
  postpone(by: DurationMs): void {
    this.until += by
    if (this.sources) for (const [source, until] of this.sources.included) this.sources.included.set(source, until + by)
  }

  /** The clock was set back to just after `latest`. */
  setBack(latest: EpochMs, by: DurationMs): void {
    const { memberNumbers } = this.group.segment
    memberNumbers.set(this.row, SINCE, Math.min(this.since, latest))
    memberNumbers.set(this.row, LAST_REPORT, Math.min(this.lastReportAt, latest))
    if (this.sources) this.sources.toInAt = Math.min(this.sources.toInAt, latest)
    this.postpone(by)
  }

  dueAt(): EpochMs {
    if (this.inGroup === -1) return Infinity
    if (this.presumed) return this.presumedUntil()
    if (this.mode === 'EXCLUDE') return this.until
    let due = Infinity
    if (this.sources) for (const until of this.sources.included.values()) if (until < due) due = until
    return due
  }

  /** Not before it became presumed: a querier may ask for a membership interval of days (RFC 3376 s4.1.7). */
  private presumedUntil(): EpochMs {
    return Math.max(this.lastReportAt + PRESUMED_FOR, this.until)
  }

  /** When its tap went blind, where it was not heard since and that still counts (blindness.ts); null: it is known. */
  get unknownSince(): EpochMs | null {
    const { unknown, segment } = this.group
    return unknown === 0 ? null : segment.blindness.since(this.lastReportAt)
  }

  /** INCLUDE without a source: the host receives nothing of the group. */
  isEmpty(): boolean {
    return this.mode === 'INCLUDE' && (this.sources === null || this.sources.included.size === 0)
  }

  /** When it ends if the host stays silent; a presumed member ends with its group. */
  endsAt(): EpochMs {
    if (this.presumed) return Math.min(this.presumedUntil(), this.group.presumedUntil())
    let ends = this.mode === 'EXCLUDE' ? this.until : 0
    if (this.sources) for (const until of this.sources.included.values()) if (until > ends) ends = until
    return ends
  }

  /** In EXCLUDE the excluded sources, in INCLUDE the included ones; by address. */
  sourceList(): readonly Address[] {
    if (!this.sources) return NONE
    const list = this.mode === 'EXCLUDE' ? [...this.sources.excluded] : [...this.sources.included.keys()]
    return list.length === 0 ? NONE : list.sort(compareAddress)
  }

  record(): MemberRecord {
    return {
      since: this.since,
      lastReportAt: this.lastReportAt,
      reports: this.reports,
      versions: this.versions,
      state: this.presumed ? 'presumed' : 'confirmed',
      mode: this.mode,
      sources: this.sourceList(),
    }
  }
}

const NONE: readonly Address[] = []
