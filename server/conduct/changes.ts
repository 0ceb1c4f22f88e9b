import type { HostConduct } from '../../shared/conduct.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import { isLinkLocalGroup } from '../../shared/address.ts'
import type { MemberEvent, MemberRecord } from '../membership/event.ts'
import { LATE } from '../membership/querier.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { ConductLimits } from './allowance.ts'
import { ChangeNotes, UNPAIRED } from './change-notes.ts'
import type { HostNotes } from './host-notes.ts'
import { NO_LATENCY } from './samples.ts'

/** Hosts kept of which something may have to be said; further ones are counted. */
const CANDIDATES_KEPT = 1_024
/** Ended memberships before the share of silent ones says something about a host. */
const ENDS_TO_TELL = 5
/** What Linux lets one socket join unless it is told otherwise (net.ipv4.igmp_max_memberships). */
const LINUX_LIMIT = 20

/** How hosts change what they receive: zaps, ends with and without a word, and how many groups they hold. */
export class Changes {
  readonly #table: SegmentTable
  readonly #limits: ConductLimits
  /** Hosts above the pace, the share and the number that their segment allows, and hosts at twenty groups. */
  readonly zapping = new Set<HostNotes>()
  readonly silent = new Set<HostNotes>()
  readonly crowded = new Set<HostNotes>()
  readonly twenty = new Set<HostNotes>()
  uncounted = 0

  constructor(table: SegmentTable, limits: ConductLimits) {
    this.#table = table
    this.#limits = limits
  }

  tell(notes: HostNotes, event: MemberEvent): void {
    const { at, before, group, frame } = event
    if (event.event === 'changed' || isLinkLocalGroup(group)) return
    if (event.event === 'joined' && notes.changes === null) notes.joins = Math.min(UNPAIRED, notes.joins + 1)
    else {
      const changes = changesOf(notes)
      const seen = { at, frame }
      const zapped = event.event === 'joined' ? changes.joined(seen) : changes.ended(seen)
      if (zapped && changes.zapsPerMinute(at) > this.#limits.zapsPerMinute) this.#keep(this.zapping, notes)
      if (before !== null) this.#ended(notes, changes, event, before)
    }
    this.#count(notes, at)
  }

  #ended(notes: HostNotes, changes: ChangeNotes, event: MemberEvent, before: MemberRecord): void {
    const { at } = event
    changes.lasted((event.event === 'left' ? at : before.lastReportAt) - before.since)
    if (event.event === 'left') {
      changes.left += 1
      changes.endedSilently(false, at)
    } else {
      changes.expired += 1
      if (!this.#isExcused(notes, event, before)) changes.endedSilently(true, at)
    }
    const { ends, silent } = changes.lastEnds
    if (ends >= ENDS_TO_TELL && silent > this.#limits.silentShare * ends) this.#keep(this.silent, notes)
    else this.silent.delete(notes)
  }

  /** A membership that ran out says something about its host only if the host was asked, and had to say that it goes. */
  #isExcused(notes: HostNotes, { at, version }: MemberEvent, before: MemberRecord): boolean {
    const { election, gmi } = this.#table
    const { lastQueryAt, watchedSince, timing } = election
    if (version === 1) return true // RFC 1112: there is no leave
    // RFC 2236 s3: whoever was not the last to report the group may go without a word.
    if (version === 2 && (before.state === 'presumed' || at - before.lastReportAt < gmi)) return true
    // It is there and does not hear the queries.
    if (notes.answers.isDeaf(timing.robustness)) return true
    if (lastQueryAt === null || before.lastReportAt < watchedSince) return true
    return lastQueryAt < before.lastReportAt || at - lastQueryAt > LATE * timing.queryInterval
  }

  #count(notes: HostNotes, at: EpochMs): void {
    const groups = notes.hostIn(this.#table)?.routable ?? 0
    if (groups > this.#limits.groupsPerHost) this.#keep(this.crowded, notes)
    else this.crowded.delete(notes)
    if (groups === LINUX_LIMIT) {
      const changes = changesOf(notes)
      if (!Number.isNaN(changes.twentySince)) return
      changes.twentySince = at
      this.#keep(this.twenty, notes)
    } else if (notes.changes) {
      notes.changes.twentySince = Number.NaN
      this.twenty.delete(notes)
    }
  }

  #keep(candidates: Set<HostNotes>, notes: HostNotes): void {
    if (candidates.size < CANDIDATES_KEPT) candidates.add(notes)
    else if (!candidates.has(notes)) this.uncounted += 1
  }

  tick(at: EpochMs): void {
    for (const notes of this.zapping) {
      if ((notes.changes?.zapsPerMinute(at) ?? 0) <= this.#limits.zapsPerMinute) this.zapping.delete(notes)
    }
    if (at % MINUTE !== 0) return
    for (const candidates of [this.silent, this.crowded, this.twenty]) {
      for (const notes of candidates) if (notes.place === -1) candidates.delete(notes)
    }
  }

  of(
    { changes }: HostNotes,
    at: EpochMs,
  ): Pick<HostConduct, 'zapsPerMinute' | 'zapsPerHour' | 'mostZapsPerMinute' | 'left' | 'expired' | 'sessions'> {
    return {
      zapsPerMinute: changes?.zapsPerMinute(at) ?? 0,
      zapsPerHour: changes?.zapsPerHour(at) ?? 0,
      mostZapsPerMinute: changes?.mostZapsPerMinute ?? 0,
      left: changes?.left ?? 0,
      expired: changes?.expired ?? 0,
      sessions: changes?.sessions?.latency() ?? NO_LATENCY,
    }
  }
}

const changesOf = (notes: HostNotes): ChangeNotes => (notes.changes ??= new ChangeNotes(notes.joins))
