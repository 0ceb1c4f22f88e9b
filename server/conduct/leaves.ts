import { HOUR, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { UNSPECIFIED, UNSPECIFIED_V6, type Address } from '../../shared/address.ts'
import type { LeaveMessage, OldReportMessage, QueryMessage, RecordsMessage } from '../decode/message.ts'
import type { GroupEvent, HostKey, MemberEvent } from '../membership/event.ts'
import { LATE } from '../membership/querier.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { GroupBook } from './group-book.ts'
import type { Histogram } from './histogram.ts'
import { LeaveNotes } from './leave-notes.ts'
import { Trail } from './trail.ts'

/** Leaves of one segment that are followed at a time; further ones are counted. */
const FOLLOWED = 4_096
/** A querier that has not asked by then does not ask (RFC 3376 s6.4.2: at once). */
const ASKED_WITHIN: DurationMs = 1 * SECOND
/** What a fast leave cut off is told for so long: a querier that does it once does it again. */
const CUTS_KEPT: DurationMs = 1 * HOUR

/** Cuts that wait for the next query; further ones are not told. */
const UNCONFIRMED_KEPT = 16

/** A host has left a group; what becomes of the group is not known yet. */
interface Leave {
  readonly at: EpochMs
  readonly frame: number
  readonly host: HostKey
  /** Specific queries since, and the last member query time that they give (RFC 3376 s8.10). */
  asked: number
  lastMemberQueryTime: DurationMs
  /** Who asked on this segment then, so that silence means something; null: nobody. */
  readonly querier: Address | null
  /** It has asked in time since: it was there. */
  confirmed: boolean
}

/** A group was taken from another member, which reported it again. */
export interface Cut {
  readonly at: EpochMs
  readonly frame: number
  readonly group: Address
  readonly left: HostKey
  readonly leave: Leave
  readonly other: HostKey
  readonly gap: DurationMs
}

/** What happens after a leave: specific queries, the end of the group, or another member that still wants it. */
export class Leaves {
  readonly #table: SegmentTable
  readonly #groups: GroupBook
  readonly #latencies: Histogram
  readonly notes = new LeaveNotes()
  /** The oldest leave first. */
  readonly #followed = new Map<Address, Leave>()
  unfollowed = 0
  /** The newest one within the last hour, and the frames of all. */
  cut: Cut | null = null
  readonly cuts = new Trail()
  cutCount = 0
  #unconfirmed: Cut[] = []
  /** Of the last specific query (RFC 3376 s8.10). */
  #lastMemberQueryTime: DurationMs = 0

  /** `latencies`: of all groups together. */
  constructor(table: SegmentTable, groups: GroupBook, latencies: Histogram) {
    this.#table = table
    this.#groups = groups
    this.#latencies = latencies
  }

  /** A host said that it goes. `message` is its word: an empty IS_IN is an answer, which no querier asks after. */
  left({ at, frame, group, host }: MemberEvent, message: LeaveMessage | OldReportMessage | RecordsMessage): void {
    if (frame === null || !asksAfter(message, group)) return
    const state = this.#table.groups.get(group)
    // RFC 3376 s7.3.2: leaves are ignored. 224.0.0.0/24 is always flooded, and many a querier never asks after it.
    if (!state || state.linkLocal || state.version(at) === 1) return
    this.#followed.delete(group)
    if (this.#followed.size >= FOLLOWED) {
      this.unfollowed += 1
      return
    }
    // RFC 2236 s3: while it is asking after an earlier leave, the querier does not begin anew.
    const asked = at - state.askedAt <= this.#lastMemberQueryTime ? 1 : 0
    const lastMemberQueryTime = this.#lastMemberQueryTime
    this.#followed.set(group, {
      at,
      frame,
      host,
      asked,
      lastMemberQueryTime,
      querier: this.#querier(at),
      confirmed: false,
    })
  }

  #querier(at: EpochMs): Address | null {
    const { elected, unnumbered, lastQueryAt, timing, watchedSince } = this.#table.election
    if (lastQueryAt === null || lastQueryAt < watchedSince) return null
    if (at - lastQueryAt >= timing.otherQuerierPresent) return null
    return elected?.ip ?? (unnumbered ? (this.#table.segment.family === 'ipv4' ? UNSPECIFIED : UNSPECIFIED_V6) : null)
  }

  /** A sound query came; before the table applies it. */
  asked(query: QueryMessage): void {
    const { scope, group, maxResponseMs } = query
    if (scope === 'general') this.#confirm(query)
    if (group === null) return
    this.#lastMemberQueryTime = maxResponseMs * this.#table.election.timing.robustness
    const leave = this.#followed.get(group)
    if (!leave) return
    leave.asked += 1
    leave.lastMemberQueryTime = this.#lastMemberQueryTime
  }

  /** Before the table applies it: who was a member until now is one there. */
  heard(message: OldReportMessage | RecordsMessage): void {
    if (this.#followed.size === 0) return
    if (message.version !== 3) {
      this.#reported(message.group, message)
      return
    }
    for (const { type, group } of message.records) {
      if (type !== 'BLOCK' && type !== 'TO_IN') this.#reported(group, message)
    }
  }

  #reported(group: Address, { at, frame, src, mac }: OldReportMessage | RecordsMessage): void {
    const leave = this.#followed.get(group)
    if (!leave || (leave.host.ip === src && leave.host.mac === mac)) return
    if (leave.asked > 0) {
      this.#followed.delete(group) // it is wanted still, and the querier has found out
      return
    }
    const gap = at - leave.at
    const member = this.#table.hosts.find(src, mac)?.memberAt(group)
    if (gap < ASKED_WITHIN || !member || member.since > leave.at) return
    this.#followed.delete(group)
    this.#unasked(group, leave)
    if (leave.querier === null || leave.at < this.#table.election.watchedSince) return
    const cut = { at, frame, group, left: leave.host, leave, other: { ip: src, mac }, gap }
    if (leave.confirmed) this.#tell(cut)
    else if (this.#unconfirmed.length < UNCONFIRMED_KEPT) this.#unconfirmed.push(cut)
  }

  /** The next general query shows whether the querier was there all along: the same one, and in time. */
  #confirm({ at, src }: QueryMessage): void {
    const { lastQueryAt, timing } = this.#table.election
    const inTime = lastQueryAt !== null && at - lastQueryAt < LATE * timing.queryInterval
    for (const cut of this.#unconfirmed) if (inTime && cut.leave.querier === src) this.#tell(cut)
    this.#unconfirmed = []
    for (const [group, leave] of this.#followed) {
      if (leave.confirmed) continue
      if (inTime && leave.querier === src) leave.confirmed = true
      else this.#followed.delete(group)
    }
  }

  #tell(cut: Cut): void {
    const { at, frame, group, leave } = cut
    this.cut = cut
    this.cutCount += 1
    this.cuts.add({ at: leave.at, frame: leave.frame })
    this.cuts.add({ at, frame })
    this.notes.collateral += 1
    const notes = this.#groups.leavesOf(group, at)
    if (notes) notes.collateral += 1
  }

  #unasked(group: Address, { at, querier }: Leave): void {
    if (querier === null) return
    this.notes.unasked += 1
    const notes = this.#groups.leavesOf(group, at)
    if (notes) notes.unasked += 1
  }

  ended({ at, group }: GroupEvent): void {
    const leave = this.#followed.get(group)
    if (!leave) return
    this.#followed.delete(group)
    if (leave.asked === 0) {
      this.#unasked(group, leave)
      return
    }
    const latency = at - leave.at
    this.#latencies.add(latency)
    this.notes.add(at, latency, leave.lastMemberQueryTime, leave.frame)
    this.#groups.leavesOf(group, at)?.add(at, latency, leave.lastMemberQueryTime, leave.frame)
  }

  tick(at: EpochMs): void {
    const { queryInterval, maxResponse } = this.#table.election.timing
    for (const [group, leave] of this.#followed) {
      if (at - leave.at <= queryInterval + maxResponse) break
      this.#followed.delete(group)
      if (leave.asked === 0) this.#unasked(group, leave)
    }
    if (this.cut && at - this.cut.at > CUTS_KEPT) {
      this.cut = null
      this.cutCount = 0
      this.cuts.clear()
    }
  }

  /** What was not seen may have been asked. */
  resume(): void {
    this.#followed.clear()
    this.#unconfirmed = []
  }
}

/** RFC 3376 s6.4.2: TO_IN and BLOCK make the querier ask, and the leave of version 2. */
function asksAfter(message: LeaveMessage | OldReportMessage | RecordsMessage, address: Address): boolean {
  if (message.kind === 'leave') return true
  if (message.version !== 3) return false
  return message.records.some(({ type, group }) => group === address && (type === 'TO_IN' || type === 'BLOCK'))
}
