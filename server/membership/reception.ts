import { isMulticast, isNeverReported, isSourceSpecific, type Address } from '../../shared/address.ts'
import type { IgmpVersion, RecordType } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { LeaveMessage, Message, OldReportMessage, RecordsMessage } from '../decode/message.ts'
import { isNobodys } from '../decode/problem.ts'
import type { Deadlines } from './deadlines.ts'
import type { MemberRecord } from './event.ts'
import type { Group } from './group.ts'
import { hearQuery } from './hear-query.ts'
import type { Host } from './host.ts'
import { begins, hostReports } from './member-report.ts'
import type { Member } from './member.ts'
import { receiveRecord } from './report.ts'
import type { Rows } from './rows.ts'
import type { SegmentTable } from './segment-table.ts'
import { answers } from './standing.ts'
import type { StepDraft } from './step.ts'

const ANY: readonly Address[] = []

/** What a message does to the state of its segment. */
export class Reception {
  readonly #rows: Rows
  readonly #deadlines: Deadlines
  readonly #draft: StepDraft
  /**
   * Members that the message at hand touched, as they were before it, or null where it made them: what it changed is
   * told once for each.
   */
  readonly #touched = new Map<Member, MemberRecord | null>()

  constructor(rows: Rows, deadlines: Deadlines, draft: StepDraft) {
    this.#rows = rows
    this.#deadlines = deadlines
    this.#draft = draft
  }

  receive(segment: SegmentTable, message: Message): void {
    segment.tally.problems += message.problems.length
    switch (message.kind) {
      case 'query':
        if (message.sound && message.version !== null) {
          hearQuery(segment, message, message.version, this.#deadlines, this.#draft)
        }
        return
      case 'report':
      case 'leave': {
        // RFC 3810 s5.2.13: a host without an address yet, for the switches alone; routers ignore it.
        if (message.src === '::' || isNobodys(message)) return
        // Who sends rubbish is seen all the same: the host is known, its message changes nothing.
        const host = this.#rows.host(segment, message.src, message.mac, message.at)
        if (host && message.sound) this.#fromHost(segment, host, message)
        return
      }
      case 'other':
        return
    }
  }

  #fromHost(segment: SegmentTable, host: Host, message: OldReportMessage | RecordsMessage | LeaveMessage): void {
    if (message.kind === 'leave') {
      segment.tally.leaveMessages += 1
      host.saidGoodbye(message.at)
      this.#leave(host, message)
      return
    }
    host.reported(segment, message.version, message.at)
    if (message.version === 3) this.#records(segment, host, message)
    else this.#oldReport(segment, host, message)
    this.#settle(message.frame, message.at)
  }

  /** A v1 or v2 report is IS_EX({}) (RFC 3376 s7.3.2). */
  #oldReport(segment: SegmentTable, host: Host, report: OldReportMessage): void {
    const { at, version } = report
    if (version === 1) segment.tally.reportsV1 += 1
    else segment.tally.reportsV2 += 1
    if (!reportable(segment, report.group, 'IS_EX')) return
    const member = host.memberAt(report.group)
    const group = member ? member.group : this.#rows.group(segment, report.group, host, at)
    if (!group) return
    const { timing, lastQueryAt } = segment.election
    const older = at + timing.olderHostPresent // s8.13
    group.heldBackUntil = at + segment.gmi
    if (version === 1) {
      group.v1Until = older
      group.v1By = host
    } else {
      group.v2Until = older
      group.v2By = host
    }
    if (member) {
      if (segment.suppression.answered(member, lastQueryAt, timing.maxResponse, at)) this.#endPresumed(segment, at)
      // One that comes again long after the join was asked for, whether the query was seen or not.
      if (at - member.lastReportAt > 2 * timing.maxResponse && !askedLately(group, at)) segment.answered(at)
    }
    this.#record(host, member, group, 'IS_EX', ANY, version, at)
  }

  #records(segment: SegmentTable, host: Host, report: RecordsMessage): void {
    const { at } = report
    segment.tally.reportsV3 += 1
    for (const { type, group: address, sources } of report.records) {
      if (!reportable(segment, address, type)) continue
      // Nearly always the host is a member, and leads to its group.
      const member = host.memberAt(address)
      const group = member ? member.group : this.#rows.group(segment, address, host, at)
      if (!group) continue
      if ((type === 'IS_IN' || type === 'IS_EX') && !askedLately(group, at)) segment.answered(at)
      this.#record(host, member, group, type, sources, 3, at)
    }
  }

  /**
   * TO_IN({}) (RFC 3376 s7.3.2), which changes no timer until the querier has asked. The host's own word counts for the
   * host, even where the group ignores it: in version 1 mode, or sent where no router listens.
   */
  #leave(host: Host, { group: address, frame, at }: LeaveMessage): void {
    const member = host.memberAt(address)
    if (member) this.#rows.endMember(member, 'left', member.record(), frame, at)
  }

  /** `known`: the host's membership of the group, if it has one. */
  #record(
    host: Host,
    known: Member | null,
    group: Group,
    type: RecordType,
    sources: readonly Address[],
    version: IgmpVersion,
    at: EpochMs,
  ): void {
    const { segment } = group
    const { gmi } = segment
    const excludesNone = sources.length === 0 && (type === 'IS_EX' || type === 'TO_EX')
    if (excludesNone && group.excludesNone) this.#refreshGroup(group, at, at + gmi)
    else if (!this.#routerSide(group, type, sources, at, gmi)) return
    const member = known ?? (begins(type, sources) ? this.#rows.join(host, group, at) : null)
    if (!member) return
    if (known && !member.established && answers(member, segment, at)) this.#rows.establish(member)
    if (excludesNone && member.sources === null && member.mode === 'EXCLUDE' && !member.presumed) {
      // A deadline that moves away keeps its slot; it comes nearer when the querier has shortened its interval.
      const nearer = at + gmi < member.until
      segment.heardAgain(member)
      member.until = at + gmi
      member.heard(version, at)
      if (nearer) this.#deadlines.schedule(member)
      return
    }
    const again = this.#touched.has(member)
    if (!again) this.#touched.set(member, known ? member.record() : null)
    this.#rows.eviction.refused.sources += hostReports(member, type, sources, at, gmi)
    if (member.presumed) {
      segment.setPresumed(member, false)
      // Its own deadline passed while it was silent. Whatever it says in EXCLUDE now, it is there.
      if (member.mode === 'EXCLUDE') member.until = Math.max(member.until, at + gmi)
    }
    // Several records of one message are one report.
    if (!again) {
      segment.heardAgain(member)
      member.heard(version, at)
    }
    this.#deadlines.schedule(member)
  }

  /** Rows 4 and 11 with empty lists on EXCLUDE({}, {}), in any compatibility mode: nearly all of the traffic. */
  #refreshGroup(group: Group, at: EpochMs, until: EpochMs): void {
    const nearer = until < group.until
    group.until = until
    group.lowered = false
    group.lastReportAt = at
    if (nearer) this.#deadlines.schedule(group)
  }

  /**
   * RFC 3376 s6.4, seen through the group compatibility mode (s7.3.2): in version 2 mode BLOCK is ignored and TO_EX has
   * no list, in version 1 mode TO_IN is ignored too. False when the record leaves a group without any state.
   */
  #routerSide(group: Group, type: RecordType, sources: readonly Address[], at: EpochMs, gmi: number): boolean {
    const compatibility = group.version(at)
    const ignored = (compatibility < 3 && type === 'BLOCK') || (compatibility === 1 && type === 'TO_IN')
    const list = compatibility < 3 && type === 'TO_EX' ? ANY : sources
    if (!ignored) {
      this.#rows.eviction.refused.sources += receiveRecord(group, type, list, at, gmi)
    }
    if (!group.listed) {
      if (group.isEmpty()) return false // INCLUDE({}) is no state (s6.2.1)
      this.#rows.startGroup(group, at)
    }
    if (!ignored) {
      if (list.length > 0 || type === 'IS_EX' || type === 'TO_EX') group.lastReportAt = at
      this.#deadlines.schedule(group)
    }
    return true
  }

  /** All records of a message are in. */
  #settle(frame: number, at: EpochMs): void {
    if (this.#touched.size === 0) return
    for (const [member, before] of this.#touched) {
      if (before === null) {
        if (member.isEmpty())
          this.#rows.drop(member) // begun and ended by one message: it never was
        else this.#rows.tellJoined(member, frame, at)
      } else if (member.isEmpty()) this.#rows.endMember(member, 'left', before, frame, at)
      else if (member.mode !== before.mode || !sameSources(member.sourceList(), before.sources)) {
        this.#rows.tellChanged(member, before, frame, at)
      }
    }
    this.#touched.clear()
  }

  /** It is proved that nothing suppresses: who was only presumed has been gone all along. */
  #endPresumed(segment: SegmentTable, at: EpochMs): void {
    for (const group of segment.groups.values()) this.#rows.endPresumed(group, at)
  }
}

/** RFC 2236 s6, RFC 3810 s6: groups that nobody reports. RFC 9776 s6.4, RFC 4604 s2.2: no EXCLUDE and no v1/v2 in 232/8. */
function reportable(segment: SegmentTable, group: Address, type: RecordType): boolean {
  if (isNeverReported(group) || !isMulticast(group)) return false
  if ((type !== 'IS_EX' && type !== 'TO_EX') || !isSourceSpecific(group)) return true
  segment.ignoredSourceSpecific += 1
  return false
}

/** It may answer a specific query that was seen, so it tells of no other one. */
const askedLately = (group: Group, at: EpochMs): boolean =>
  at - group.askedAt <= group.segment.election.timing.maxResponse

const sameSources = (a: readonly Address[], b: readonly Address[]): boolean =>
  a.length === b.length && a.every((source, i) => source === b[i])
