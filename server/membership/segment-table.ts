import type { Address } from '../../shared/address.ts'
import type { GmiFormula } from '../../shared/segment.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import { Blindness } from './blindness.ts'
import { Hosts } from './host.ts'
import type { Group } from './group.ts'
import type { Member } from './member.ts'
import type { NumberRows } from './number-rows.ts'
import { QuerierElection } from './querier.ts'
import { Suppression } from './suppression.ts'

/** What the current minute of a segment has seen so far. */
export interface MinuteTally {
  joins: number
  leaves: number
  expiries: number
  queries: number
  reportsV1: number
  reportsV2: number
  reportsV3: number
  problems: number
  generalV1: number
  generalV2: number
  generalV3: number
  specificV2: number
  specificV3: number
  leaveMessages: number
}

export const emptyTally = (): MinuteTally => ({
  joins: 0,
  leaves: 0,
  expiries: 0,
  queries: 0,
  reportsV1: 0,
  reportsV2: 0,
  reportsV3: 0,
  problems: 0,
  generalV1: 0,
  generalV2: 0,
  generalV3: 0,
  specificV2: 0,
  specificV3: 0,
  leaveMessages: 0,
})

/** The numbers of all members and hosts of a table. */
export interface TableNumbers {
  readonly members: NumberRows
  readonly hosts: NumberRows
}

/** All state of one segment. Sizes leave 224.0.0.0/24 out; `linkLocalGroups` counts those. */
export class SegmentTable {
  readonly segment: Segment
  readonly groups = new Map<Address, Group>()
  readonly hosts = new Hosts()
  /* Shared by all segments of a table. */
  readonly memberNumbers: NumberRows
  readonly hostNumbers: NumberRows
  readonly election: QuerierElection
  readonly suppression = new Suppression()
  firstSeenAt: EpochMs
  tally: MinuteTally = emptyTally()
  linkLocalGroups = 0
  /** Whether any host has ever asked for a stream that switches do not always flood. */
  hadRoutableGroup = false
  /** Whether any host has ever asked for a group of the link itself. */
  hadLinkLocalGroup = false
  /** Hosts with a membership outside 224.0.0.0/24. */
  hostsWithGroups = 0
  /** Groups outside 224.0.0.0/24 with a known member. */
  groupsWithMembers = 0
  confirmed = 0
  presumed = 0
  /** Those of them that were not heard since the tap went blind, while that counts. */
  unknown = 0
  readonly blindness: Blindness
  /** Memberships that answered (standing.ts), link-local ones too. */
  established = 0
  /** When a message came last. */
  heardAt: EpochMs
  /** -Infinity while there was none: null would cost a boxed number for each report. */
  private lastAnswer: EpochMs = Number.NEGATIVE_INFINITY
  /** Joins of groups in 232/8 that are none (RFC 9776 s6.4) and were ignored. */
  ignoredSourceSpecific = 0

  constructor(segment: Segment, formula: GmiFormula, numbers: TableNumbers, at: EpochMs) {
    this.segment = segment
    this.memberNumbers = numbers.members
    this.hostNumbers = numbers.hosts
    this.election = new QuerierElection(segment, formula)
    this.blindness = new Blindness(this)
    this.firstSeenAt = at
    this.heardAt = at
  }

  get routableGroups(): number {
    return this.groups.size - this.linkLocalGroups
  }
  /** The last answer to a query, seen or not: a current-state record or a v1/v2 report that came again. */
  get lastAnswerAt(): EpochMs | null {
    return this.lastAnswer === Number.NEGATIVE_INFINITY ? null : this.lastAnswer
  }
  answered(at: EpochMs): void {
    this.lastAnswer = at
  }
  /** The clock was set back to just after `latest`. */
  setBack(latest: EpochMs): void {
    this.firstSeenAt = Math.min(this.firstSeenAt, latest)
    this.lastAnswer = Math.min(this.lastAnswer, latest)
    this.heardAt = Math.min(this.heardAt, latest)
    this.tally = emptyTally()
  }
  get gmi(): DurationMs {
    return this.election.timing.groupMembership
  }

  /** The member reports, or it ends. Call before it is changed. */
  heardAgain(member: Member): void {
    if (member.unknownSince === null) return
    const { group } = member
    group.unknown -= 1
    if (!group.linkLocal) this.unknown -= 1
  }

  addGroup(group: Group): void {
    group.listed = true
    this.groups.set(group.address, group)
    if (group.linkLocal) {
      this.linkLocalGroups += 1
      this.hadLinkLocalGroup = true
    } else this.hadRoutableGroup = true
  }

  removeGroup(group: Group): void {
    group.listed = false
    this.groups.delete(group.address)
    if (group.linkLocal) this.linkLocalGroups -= 1
  }

  addMember(member: Member): void {
    member.group.add(member)
    member.host.add(member)
    if (member.group.linkLocal) return
    this.confirmed += 1
    if (member.group.members.length === 1) this.groupsWithMembers += 1
    if (member.host.routable === 1) this.hostsWithGroups += 1
  }

  removeMember(member: Member): void {
    const presumed = member.presumed
    this.heardAgain(member)
    if (member.established) this.established -= 1
    member.group.remove(member)
    member.host.remove(member)
    member.release()
    if (member.group.linkLocal) return
    if (presumed) this.presumed -= 1
    else this.confirmed -= 1
    if (member.group.members.length === 0) this.groupsWithMembers -= 1
    if (member.host.routable === 0) this.hostsWithGroups -= 1
  }

  /** Whether this host has been heard within the group membership interval, or may only be suppressed. */
  setPresumed(member: Member, presumed: boolean): void {
    if (member.presumed === presumed) return
    member.presumed = presumed
    const more = presumed ? 1 : -1
    member.group.presumed += more
    if (member.group.linkLocal) return
    this.presumed += more
    this.confirmed -= more
  }
}
