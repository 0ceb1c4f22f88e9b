import type { Address } from '../../shared/address.ts'
import { HOUR, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { HostKey, MemberEvent } from '../membership/event.ts'
import type { Member } from '../membership/member.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { serviceOf } from './named-groups.ts'
import { forgetOldest } from './oldest.ts'
import { silentSince, type QueryCycle } from './query-cycles.ts'
import { Trail } from './trail.ts'

/** Receivers of named services that are followed on one segment; further ones are counted. */
const FOLLOWED = 4_096
/** Query cycles without a refresh after which a receiver is lost. */
const MISSED_UNTIL_LOST = 2
/** A receiver that does not come back is told for so long: long enough for somebody to look. */
const LOST_KEPT: DurationMs = 1 * HOUR
/** Lost receivers of one group that are known one by one. */
const LOST_LISTED = 64

interface Receiver {
  readonly group: Address
  readonly service: string
  readonly host: HostKey
  /** Query cycles in which it was refreshed, and those in a row in which it was not. */
  refreshed: number
  missed: number
  /** The last cycle that was looked at, and the query that was missed last. */
  judged: number
  missedAt: EpochMs
  /** Its word cannot have been held back by others. */
  certain: boolean
}

/** Receivers of one named group that stopped refreshing. */
interface LostGroup {
  readonly group: Address
  readonly service: string
  /** The newest last. */
  readonly hosts: Map<string, HostKey>
  /** When the last one of them was heard. */
  lastReportAt: EpochMs
  at: EpochMs
  readonly trail: Trail
}

const keyOf = (group: Address, { ip, mac }: HostKey): string => `${group}|${ip}|${mac ?? ''}`

/** Who listens to discovery, time and media services, and stops without a word. */
export class Receivers {
  readonly #table: SegmentTable
  readonly #followed = new Map<string, Receiver>()
  readonly lost = new Map<Address, LostGroup>()
  unfollowed = 0

  constructor(table: SegmentTable) {
    this.#table = table
  }

  tell(event: MemberEvent, cycle: QueryCycle | null): void {
    const { group, host } = event
    if (event.event === 'changed') return
    const key = keyOf(group, host)
    if (event.event === 'joined') {
      this.#joined(key, group, host)
      return
    }
    const receiver = this.#followed.get(key)
    this.#followed.delete(key)
    if (!receiver || event.event === 'left' || event.before === null) return
    // The cycle that runs has asked it once more, and its time is up before the cycle is.
    const { lastReportAt } = event.before
    const asked = cycle && cycle.number !== receiver.judged && missed(receiver, lastReportAt, cycle) ? 1 : 0
    receiver.missed = Math.max(receiver.missed + asked, this.#roundsOfPorts(event.at, lastReportAt, cycle))
    if (receiver.certain) this.#settle(receiver, event.at, lastReportAt, cycle)
  }

  /** How often each port was asked in a silence, where each has a beat of its own. */
  #roundsOfPorts(at: EpochMs, lastReportAt: EpochMs, cycle: QueryCycle | null): number {
    const { timing, watchedSince } = this.#table.election
    const { queryInterval, maxResponse } = timing
    if (!cycle || cycle.askedSince === cycle.startedAt || at - cycle.startedAt > queryInterval) return 0
    return Math.floor((at - Math.max(lastReportAt, watchedSince) - maxResponse) / queryInterval)
  }

  #joined(key: string, group: Address, host: HostKey): void {
    this.#returned(group, key)
    const row = this.#table.hosts.find(host.ip, host.mac)
    const service = serviceOf(group, (other) => (row?.memberAt(other) ?? null) !== null)
    if (service === null) return
    if (this.#followed.size >= FOLLOWED) this.unfollowed += 1
    else
      this.#followed.set(key, { group, service, host, refreshed: 0, missed: 0, judged: 0, missedAt: 0, certain: true })
  }

  /** A query cycle is over. */
  judge(cycle: QueryCycle): void {
    for (const [key, receiver] of this.#followed) {
      const { group, host } = receiver
      const member = this.#table.hosts.find(host.ip, host.mac)?.memberAt(group)
      if (!member) {
        this.#followed.delete(key)
        continue
      }
      if (member.since > silentSince(cycle, member.version)) continue
      receiver.judged = cycle.number
      const { lastReportAt } = member
      if (lastReportAt >= silentSince(cycle, member.version)) {
        receiver.refreshed += 1
        receiver.missed = 0
        this.#returned(group, key)
        continue
      }
      receiver.certain = this.#isCertain(member, cycle)
      if (!receiver.certain || !missed(receiver, lastReportAt, cycle)) continue
      receiver.missed += 1
      receiver.missedAt = cycle.startedAt
      this.#settle(receiver, cycle.overAt, lastReportAt, cycle)
    }
  }

  /**
   * In version 3 a host answers by itself, unless older reports of its group hold it back (RFC 3376 s5.2, s7.2.2). In older
   * ones anybody's report does (RFC 2236 s3): nobody's has where none came since its own.
   */
  #isCertain({ version, group, lastReportAt }: Member, cycle: QueryCycle): boolean {
    if (version === 3 && cycle.version === 3 && group.version(cycle.startedAt) === 3) return true
    return this.#table.suppression.absent || group.lastReportAt === lastReportAt
  }

  /** Lost once it has let two cycles pass, if it had been refreshing before. */
  #settle(
    { group, service, host, refreshed, missed }: Receiver,
    at: EpochMs,
    lastReportAt: EpochMs,
    cycle: QueryCycle | null,
  ): void {
    if (refreshed === 0 || missed < MISSED_UNTIL_LOST) return
    let lost = this.lost.get(group)
    if (!lost) {
      lost = { group, service, hosts: new Map(), lastReportAt, at, trail: new Trail() }
      this.lost.set(group, lost)
    }
    const key = keyOf(group, host)
    if (lost.hosts.has(key)) return
    lost.hosts.set(key, host)
    forgetOldest(lost.hosts, LOST_LISTED)
    lost.at = at
    lost.lastReportAt = lastReportAt
    if (cycle) lost.trail.add({ at: cycle.startedAt, frame: cycle.frame })
  }

  #returned(group: Address, key: string): void {
    const lost = this.lost.get(group)
    if (!lost?.hosts.delete(key)) return
    if (lost.hosts.size === 0) this.lost.delete(group)
  }

  tick(at: EpochMs): void {
    for (const [group, lost] of this.lost) if (at - lost.at > LOST_KEPT) this.lost.delete(group)
  }

  /** Silence that nobody watched proves nothing. */
  resume(): void {
    for (const receiver of this.#followed.values()) receiver.missed = 0
  }
}

/** What other ports were asked in between is not asked twice. */
const missed = ({ missedAt }: Receiver, lastReportAt: EpochMs, { askedSince }: QueryCycle): boolean =>
  lastReportAt < askedSince && missedAt <= askedSince
