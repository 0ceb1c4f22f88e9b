import { compareAddress, isLinkLocalGroup, type Address } from '../../shared/address.ts'
import type { GroupEndReason } from '../../shared/event.ts'
import type { FilterMode, IgmpVersion } from '../../shared/igmp.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Expiring } from './deadlines.ts'
import type { HostKey } from './event.ts'
import type { Member } from './member.ts'
import type { SegmentTable } from './segment-table.ts'
import type { GroupAnswers } from './suppression.ts'

/** A source timer (RFC 3376 s6.2.3). */
export interface SourceTimer {
  /** 0: the timer is zero, the source is blocked (EXCLUDE only). */
  until: EpochMs
  /** A specific query that was seen shortened it. */
  lowered: boolean
}

/** Router-side state of one group on one segment (RFC 3376 s6.2), and the hosts that are known to hold it. */
export class Group implements Expiring {
  slot = -1
  readonly rank = 1
  readonly address: Address
  readonly segment: SegmentTable
  readonly linkLocal: boolean
  mode: FilterMode = 'INCLUDE'
  /** The group timer (s6.2.2), used in EXCLUDE only. */
  until: EpochMs = 0
  lowered = false
  sources: Map<Address, SourceTimer> | null = null
  /** Older host present timers (s7.3.2). */
  v1Until: EpochMs = 0
  v2Until: EpochMs = 0
  /** The group membership interval after the last v1/v2 report, which may hold back others; 0: it is over. */
  heldBackUntil: EpochMs = 0
  /** Whose reports set them last. */
  v1By: HostKey | null = null
  v2By: HostKey | null = null
  since: EpochMs
  lastReportAt: EpochMs
  readonly members: Member[] = []
  presumed = 0
  /** Members that were not heard since the tap went blind, while that counts (blindness.ts). */
  unknown = 0
  /** In the table: from the record that gave it state until it ends. */
  listed = false
  /** When a group-specific query was seen last. */
  askedAt: EpochMs = 0
  /** Who answered of late, to see whether v1/v2 hosts suppress; null where none did. */
  answers: GroupAnswers | null = null

  constructor(segment: SegmentTable, address: Address, at: EpochMs) {
    this.segment = segment
    this.address = address
    this.linkLocal = isLinkLocalGroup(address)
    this.since = at
    this.lastReportAt = at
  }

  get confirmed(): number {
    return this.members.length - this.presumed
  }

  /** Group compatibility mode (s7.3.2). */
  version(at: EpochMs): IgmpVersion {
    return this.v1Until > at ? 1 : this.v2Until > at ? 2 : 3
  }

  dueAt(): EpochMs {
    if (!this.listed) return Infinity
    let due = this.mode === 'EXCLUDE' ? this.until : Infinity
    if (this.heldBackUntil > 0 && this.heldBackUntil < due) due = this.heldBackUntil
    if (this.sources) for (const { until } of this.sources.values()) if (until > 0 && until < due) due = until
    return due
  }

  /** Its running timers stood still for so long. */
  postpone(by: DurationMs): void {
    this.until += by
    this.v1Until += by
    this.v2Until += by
    if (this.heldBackUntil > 0) this.heldBackUntil += by
    if (!this.sources) return
    for (const [source, timer] of this.sources) {
      if (timer.until > 0) this.sources.set(source, { ...timer, until: timer.until + by })
    }
  }

  /** The clock was set back to just after `latest`. */
  setBack(latest: EpochMs, by: DurationMs): void {
    this.since = Math.min(this.since, latest)
    this.lastReportAt = Math.min(this.lastReportAt, latest)
    this.askedAt = Math.min(this.askedAt, latest)
    this.answers = null
    this.postpone(by)
  }

  /** EXCLUDE({}, {}): all sources, as a v1/v2 host or one without a list asks for. */
  get excludesNone(): boolean {
    return this.listed && this.mode === 'EXCLUDE' && this.sources === null
  }

  /** INCLUDE({}) is no state (s6.2.1). */
  isEmpty(): boolean {
    return this.mode === 'INCLUDE' && (this.sources === null || this.sources.size === 0)
  }

  /** When its last timer ends: the group is gone then, if nobody reports. */
  endsAt(): EpochMs {
    let ends = this.mode === 'EXCLUDE' ? this.until : 0
    if (this.sources) for (const { until } of this.sources.values()) if (until > ends) ends = until
    return ends
  }

  /** When its members end that are only presumed, if nobody reports. */
  presumedUntil(): EpochMs {
    return this.heldBackUntil > 0 ? Math.min(this.heldBackUntil, this.endsAt()) : this.endsAt()
  }

  /** Timers at or before `at` end (s6.2.2, s6.3, s6.5). Returns why the group ended, or null while it lives. */
  expire(at: EpochMs): GroupEndReason | null {
    if (this.heldBackUntil <= at) this.heldBackUntil = 0
    let reason: GroupEndReason = 'timeout'
    if (this.sources) {
      for (const [source, timer] of this.sources) {
        if (timer.until === 0 || timer.until > at) continue
        if (timer.lowered) reason = 'leave'
        if (this.mode === 'INCLUDE') this.sources.delete(source)
        else this.sources.set(source, { until: 0, lowered: false }) // moves from X to Y
      }
    }
    if (this.mode === 'EXCLUDE') {
      if (this.until > at) return null
      reason = this.lowered ? 'leave' : 'timeout'
      this.mode = 'INCLUDE'
      this.lowered = false
      if (this.sources) for (const [source, { until }] of this.sources) if (until === 0) this.sources.delete(source)
    }
    if (this.sources && this.sources.size > 0) return null
    this.sources = null
    return reason
  }

  /** Sources with a running timer, and those whose timer is zero. In the order of their addresses. */
  lists(): { running: Address[]; blocked: Address[] } {
    const running: Address[] = []
    const blocked: Address[] = []
    if (this.sources) for (const [source, { until }] of this.sources) (until > 0 ? running : blocked).push(source)
    return { running: running.sort(compareAddress), blocked: blocked.sort(compareAddress) }
  }

  add(member: Member): void {
    member.inGroup = this.members.push(member) - 1
  }

  remove(member: Member): void {
    const last = this.members.pop()
    if (last && last !== member) {
      this.members[member.inGroup] = last
      last.inGroup = member.inGroup
    }
    member.inGroup = -1
    if (member.presumed) this.presumed -= 1
  }
}
