import { ALL_HOSTS, isMulticast, isSourceSpecific, type IPv4 } from '../../shared/address.ts'
import type { IgmpVersion, RecordType } from '../../shared/igmp.ts'
import type { GmiFormula } from '../../shared/membership.ts'
import { DAY, MINUTE, type EpochMs } from '../../shared/time.ts'
import type { LeaveMessage, Message, OldReportMessage, QueryMessage, RecordsMessage } from '../decode/message.ts'
import type { Segment } from '../decode/segment.ts'
import { Deadlines, type Expiring } from './deadlines.ts'
import type { MemberRecord, TableEvent } from './event.ts'
import { Group } from './group.ts'
import { Host } from './host.ts'
import { begins, hostReports, lapse } from './member-report.ts'
import { Member } from './member.ts'
import { QuerierElection } from './querier.ts'
import { receiveRecord } from './report.ts'
import { emptyTally, SegmentTable } from './segment-table.ts'
import { seeSpecificQuery } from './specific-query.ts'
import type { MinuteCounts, QueryRecord, Step } from './step.ts'

/** What one table holds at most. What is new and does not fit is refused and counted; what is known stays. */
export interface TableLimits {
  segments: number
  groups: number
  hosts: number
  memberships: number
}
export const TABLE_LIMITS: TableLimits = { segments: 4_096, groups: 200_000, hosts: 2_000_000, memberships: 4_000_000 }

/** Minutes without any frame that are still counted one by one when the clock jumps over them. */
const MINUTES_COUNTED = DAY / MINUTE

const NOTHING: Step = { events: [], queries: [], minutes: [] }
const ANY: readonly IPv4[] = []

export interface TableOptions {
  formula: GmiFormula
  limits?: TableLimits
}

/** What was refused, by reason. */
export interface Refused {
  segments: number
  groups: number
  hosts: number
  memberships: number
  sources: number
}

/**
 * The membership of every segment of one clock. A step takes a message or a time and returns what happened; it does no
 * I/O and reads no clock, so a capture gives the same events at any speed.
 */
export class MembershipTable {
  readonly segments = new Map<Segment, SegmentTable>()
  readonly refused: Refused = { segments: 0, groups: 0, hosts: 0, memberships: 0, sources: 0 }
  /** The largest time seen; -Infinity before the first. */
  clock: EpochMs = Number.NEGATIVE_INFINITY
  groups = 0
  hosts = 0
  memberships = 0
  readonly #formula: GmiFormula
  readonly #limits: TableLimits
  readonly #deadlines = new Deadlines()
  #nextMinute: EpochMs = Number.NEGATIVE_INFINITY
  #events: TableEvent[] = []
  #queries: QueryRecord[] = []
  #minutes: MinuteCounts[] = []
  /** Records of the message at hand: members that it touched, as they were before it. */
  readonly #touched = new Map<Member, MemberRecord>()

  constructor({ formula, limits = TABLE_LIMITS }: TableOptions) {
    this.#formula = formula
    this.#limits = limits
  }

  /** The clock moves to `at` (never back): what is due by then ends, in order. */
  advance(at: EpochMs): Step {
    this.#moveTo(at)
    return this.#take()
  }

  /** Every frame moves the clock, then does what it says. */
  observe(message: Message): Step {
    this.#moveTo(message.at)
    this.#apply(message)
    return this.#take()
  }

  /** The tap was blind until `at`: the minutes it missed are not counted as if they had been quiet. */
  resume(at: EpochMs): void {
    if (at > this.#nextMinute) this.#nextMinute = Math.floor(at / MINUTE) * MINUTE + MINUTE
  }

  // ---- time

  #moveTo(at: EpochMs): void {
    if (at <= this.clock) return
    if (this.clock === Number.NEGATIVE_INFINITY) this.#nextMinute = Math.floor(at / MINUTE) * MINUTE + MINUTE
    if (at - this.#nextMinute > MINUTES_COUNTED * MINUTE) this.resume(at)
    while (this.#nextMinute <= at) {
      this.#deadlines.advance(this.#nextMinute, this.#fire)
      this.#countMinute(this.#nextMinute - MINUTE)
      this.#nextMinute += MINUTE
    }
    this.#deadlines.advance(at, this.#fire)
    this.clock = at
  }

  readonly #fire = (item: Expiring, at: EpochMs): void => {
    if (item instanceof Member) this.#memberDue(item, at)
    else if (item instanceof Group) this.#groupDue(item, at)
    else if (item instanceof QuerierElection) this.#querierDue(item, at)
    else if (item instanceof Host) this.#forget(item)
  }

  #memberDue(member: Member, at: EpochMs): void {
    const { group } = member
    if (!member.presumed && member.mode === 'EXCLUDE' && this.#mayBeSuppressed(member, at)) {
      group.segment.setPresumed(member, true)
      return
    }
    const before = member.record()
    if (!member.presumed && lapse(member, at)) this.#emitMember('changed', member, before, null, at)
    else this.#endMember(member, 'expired', before, null, at)
  }

  /** A silent v1/v2 host is never taken for gone while another keeps the group alive, unless nothing suppresses it. */
  #mayBeSuppressed(member: Member, at: EpochMs): boolean {
    const { group } = member
    return member.version < 3 && !group.segment.suppression.absent && group.mode === 'EXCLUDE' && group.until > at
  }

  #groupDue(group: Group, at: EpochMs): void {
    const { mode } = group
    const reason = group.expire(at)
    if (reason === null) return
    const { segment } = group
    while (group.members.length > 0) {
      const member = group.members[group.members.length - 1]!
      this.#endMember(member, 'expired', member.record(), null, at)
    }
    segment.removeGroup(group)
    this.groups -= 1
    const { segment: path } = segment
    const ended = { segment: path, group: group.address, mode, sources: ANY, blocked: ANY, reason }
    this.#events.push({ event: 'group-ended', at, ...ended })
  }

  #querierDue(election: QuerierElection, at: EpochMs): void {
    const lost = election.expire(at)
    if (!lost) return
    const { segment } = this.#segmentOf.get(election)!
    const querier = { ip: lost.ip, mac: lost.mac }
    this.#events.push({ event: 'querier-lost', at, segment, querier, version: lost.version })
  }
  readonly #segmentOf = new Map<QuerierElection, SegmentTable>()

  #forget(host: Host): void {
    host.forgotten = true
    host.segment.hosts.remove(host)
    this.hosts -= 1
  }

  #countMinute(at: EpochMs): void {
    for (const segment of this.segments.values()) {
      this.#minutes.push({
        at,
        segment: segment.segment,
        groups: segment.routableGroups,
        hosts: segment.hostsWithGroups,
        memberships: segment.confirmed + segment.presumed,
        ...segment.tally,
      })
      segment.tally = emptyTally()
    }
  }

  // ---- messages

  #apply(message: Message): void {
    const segment = this.#segmentTable(message)
    if (!segment) return
    if (message.problems.length > 0) segment.tally.problems += message.problems.length
    switch (message.kind) {
      case 'query':
        if (message.sound && message.version !== null) this.#query(segment, message, message.version)
        return
      case 'report': {
        const host = this.#host(segment, message)
        if (!message.sound || !host) return
        host.lastReportAt = message.at
        host.reports += 1
        host.version = message.version
        if (message.version === 3) this.#recordsReport(segment, host, message)
        else this.#oldReport(segment, host, message)
        return
      }
      case 'leave': {
        const host = this.#host(segment, message)
        if (!message.sound || !host) return
        host.lastReportAt = message.at
        this.#leave(segment, host, message)
        return
      }
      case 'other':
        return
    }
  }

  #query(segment: SegmentTable, query: QueryMessage, version: IgmpVersion): void {
    const { election } = segment
    segment.tally.queries += 1
    if (query.scope === 'general') {
      const elected = election.hear(query, version)
      this.#deadlines.schedule(election)
      if (elected) {
        const querier = { ip: elected.ip, mac: elected.mac }
        const { at } = query
        this.#events.push({ event: 'querier-elected', at, segment: segment.segment, querier, version })
      }
    } else if (query.group !== null) {
      // Who sent it does not matter: hosts answer, and each router that hears it lowers its timers (RFC 3376 s6.6.1).
      const group = segment.groups.get(query.group)
      if (group && seeSpecificQuery(group, query, election.timing.robustness, query.at)) this.#deadlines.schedule(group)
    }
    const { at, src, mac, scope, group, maxResponseMs, robustness, queryIntervalMs } = query
    const elected = election.elected ? election.elected.ip === src : election.unnumbered !== null && src === 0
    const sent = { at, segment: segment.segment, ip: src, mac, version, scope, group }
    this.#queries.push({ ...sent, maxResponseMs, robustness, queryIntervalMs, elected })
  }

  /** A v1 or v2 report is IS_EX({}) (RFC 3376 s7.3.2). */
  #oldReport(segment: SegmentTable, host: Host, report: OldReportMessage): void {
    const { at, version } = report
    if (version === 1) segment.tally.reportsV1 += 1
    else segment.tally.reportsV2 += 1
    if (!this.#reportable(segment, report.group, 'IS_EX')) return
    const group = this.#group(segment, report.group, at)
    if (!group) return
    const older = at + segment.election.timing.olderHostPresent // s8.13
    if (version === 1) group.v1Until = older
    else group.v2Until = older
    const member = host.memberOf(group)
    if (member) {
      const { timing, lastQueryAt } = segment.election
      if (segment.suppression.answered(member, lastQueryAt, timing.maxResponse, at)) this.#endPresumed(segment, at)
      if (at - member.lastReportAt > 2 * timing.maxResponse) segment.lastAnswerAt = at
    }
    this.#record(segment, host, group, 'IS_EX', ANY, report.version, report.frame, at)
    this.#settle(report.frame, at)
  }

  #recordsReport(segment: SegmentTable, host: Host, report: RecordsMessage): void {
    const { at } = report
    segment.tally.reportsV3 += 1
    for (const { type, group: address, sources } of report.records) {
      if (type === 'IS_IN' || type === 'IS_EX') segment.lastAnswerAt = at
      if (!this.#reportable(segment, address, type)) continue
      const group = this.#group(segment, address, at)
      if (group) this.#record(segment, host, group, type, sources, 3, report.frame, at)
    }
    this.#settle(report.frame, at)
  }

  /**
   * TO_IN({}) (RFC 3376 s7.3.2), which changes no timer until the querier has asked. The host's own word counts, even
   * where the group ignores it: in version 1 mode, or sent where no router listens.
   */
  #leave(segment: SegmentTable, host: Host, leave: LeaveMessage): void {
    const group = segment.groups.get(leave.group)
    const member = group && host.memberOf(group)
    if (member) this.#endMember(member, 'left', member.record(), leave.frame, leave.at)
  }

  /** RFC 2236 s6: never 224.0.0.1. RFC 9776 s6.4, RFC 4604 s2.2: no EXCLUDE and no v1/v2 in 232/8. */
  #reportable(segment: SegmentTable, group: IPv4, type: RecordType): boolean {
    if (group === ALL_HOSTS || !isMulticast(group)) return false
    if ((type !== 'IS_EX' && type !== 'TO_EX') || !isSourceSpecific(group)) return true
    segment.ignoredSourceSpecific += 1
    return false
  }

  #record(
    segment: SegmentTable,
    host: Host,
    group: Group,
    type: RecordType,
    sources: readonly IPv4[],
    version: IgmpVersion,
    frame: number,
    at: EpochMs,
  ): void {
    const gmi = segment.gmi
    this.#routerSide(segment, group, type, sources, at, gmi)
    let member = host.memberOf(group)
    if (!member) {
      if (!begins(type, sources) || group.ended) return
      member = this.#join(segment, host, group, at)
      if (!member) return
      hostReports(member, type, sources, at, gmi)
      this.#heard(segment, member, version, at)
      this.#deadlines.schedule(member)
      this.#emitMember('joined', member, null, frame, at)
      return
    }
    const plain = member.sources === null && sources.length === 0 && member.mode === 'EXCLUDE'
    if (plain && (type === 'IS_EX' || type === 'TO_EX')) member.until = at + gmi
    else {
      if (!this.#touched.has(member)) this.#touched.set(member, member.record())
      if (!hostReports(member, type, sources, at, gmi) && member.mode === 'EXCLUDE') member.mode = 'INCLUDE'
      if (sources.length === 0 && (type === 'TO_IN' || type === 'IS_IN')) member.sources = null
    }
    this.#heard(segment, member, version, at)
    this.#deadlines.schedule(member)
  }

  #heard(segment: SegmentTable, member: Member, version: IgmpVersion, at: EpochMs): void {
    if (member.presumed) segment.setPresumed(member, false)
    member.lastReportAt = at
    member.reports += 1
    member.reportedIn(version)
  }

  /** RFC 3376 s6.4, seen through the group compatibility mode (s7.3.2). */
  #routerSide(
    segment: SegmentTable,
    group: Group,
    type: RecordType,
    sources: readonly IPv4[],
    at: EpochMs,
    gmi: number,
  ): void {
    const mode = group.version(at)
    if (mode === 1 && type === 'TO_IN') return
    if (mode < 3 && type === 'BLOCK') return
    const list = mode < 3 && type === 'TO_EX' ? ANY : sources
    const isNew = group.slot === -1 && !segment.groups.has(group.address)
    this.refused.sources += receiveRecord(group, type, list, at, gmi)
    if (type !== 'BLOCK') group.lastReportAt = at
    if (isNew) {
      if (group.dueAt() === 0) {
        group.ended = true // INCLUDE({}) is no state
        return
      }
      segment.addGroup(group)
      this.groups += 1
      const { running, blocked } = group.lists()
      const started = { segment: segment.segment, group: group.address, mode: group.mode }
      this.#events.push({ event: 'group-started', at, ...started, sources: running, blocked, reason: null })
    }
    this.#deadlines.schedule(group)
  }

  /** All records of a message are in: what they changed is told once for each member. */
  #settle(frame: number, at: EpochMs): void {
    if (this.#touched.size === 0) return
    for (const [member, before] of this.#touched) {
      const nothing = member.mode === 'INCLUDE' && (member.sources?.included.size ?? 0) === 0
      if (nothing) this.#endMember(member, 'left', before, frame, at)
      else if (member.mode !== before.mode || !sameSources(member.sourceList(), before.sources)) {
        this.#emitMember('changed', member, before, frame, at)
      }
    }
    this.#touched.clear()
  }

  // ---- rows

  #segmentTable(message: Message): SegmentTable | null {
    const known = this.segments.get(message.segment)
    if (known) return known
    if (this.segments.size >= this.#limits.segments) {
      this.refused.segments += 1
      return null
    }
    const segment = new SegmentTable(message.segment, this.#formula, message.at)
    this.segments.set(message.segment, segment)
    this.#segmentOf.set(segment.election, segment)
    return segment
  }

  /** Known or new. A new group is in the table only once a record has given it state. */
  #group(segment: SegmentTable, address: IPv4, at: EpochMs): Group | null {
    const known = segment.groups.get(address)
    if (known) return known
    if (this.groups >= this.#limits.groups) {
      this.refused.groups += 1
      return null
    }
    return new Group(segment, address, at)
  }

  #host(segment: SegmentTable, message: Message): Host | null {
    const known = segment.hosts.find(message.src, message.mac)
    if (known) return known
    if (this.hosts >= this.#limits.hosts) {
      this.refused.hosts += 1
      return null
    }
    const host = new Host(segment, message.src, message.mac, message.at)
    segment.hosts.add(host)
    this.hosts += 1
    this.#deadlines.schedule(host)
    return host
  }

  #join(segment: SegmentTable, host: Host, group: Group, at: EpochMs): Member | null {
    if (this.memberships >= this.#limits.memberships) {
      this.refused.memberships += 1
      return null
    }
    const member = new Member(host, group, at)
    segment.addMember(member)
    this.memberships += 1
    segment.tally.joins += 1
    return member
  }

  #endMember(member: Member, event: 'left' | 'expired', before: MemberRecord, frame: number | null, at: EpochMs): void {
    const { segment } = member.group
    this.#events.push({
      event,
      at,
      segment: segment.segment,
      group: member.group.address,
      host: { ip: member.host.ip, mac: member.host.mac },
      version: member.version,
      mode: before.mode,
      sources: before.sources,
      frame,
      before,
    })
    segment.removeMember(member)
    this.memberships -= 1
    if (event === 'left') segment.tally.leaves += 1
    else segment.tally.expiries += 1
    if (member.host.memberships === 0) this.#deadlines.schedule(member.host)
  }

  /** It is proved that nothing suppresses: who was only presumed has been gone all along. */
  #endPresumed(segment: SegmentTable, at: EpochMs): void {
    for (const group of segment.groups.values()) {
      if (group.presumed === 0) continue
      for (const member of group.members.filter((m) => m.presumed)) {
        this.#endMember(member, 'expired', member.record(), null, at)
      }
    }
  }

  #emitMember(
    event: 'joined' | 'changed',
    member: Member,
    before: MemberRecord | null,
    frame: number | null,
    at: EpochMs,
  ): void {
    this.#events.push({
      event,
      at,
      segment: member.group.segment.segment,
      group: member.group.address,
      host: { ip: member.host.ip, mac: member.host.mac },
      version: member.version,
      mode: member.mode,
      sources: member.sourceList(),
      frame,
      before,
    })
  }

  #take(): Step {
    const { length } = this.#events
    if (length === 0 && this.#queries.length === 0 && this.#minutes.length === 0) return NOTHING
    const step = { events: this.#events, queries: this.#queries, minutes: this.#minutes }
    this.#events = []
    this.#queries = []
    this.#minutes = []
    return step
  }
}

const sameSources = (a: readonly IPv4[], b: readonly IPv4[]): boolean =>
  a.length === b.length && a.every((source, i) => source === b[i])
