import type { Address } from '../../shared/address.ts'
import type { Evidence } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { OldReportMessage, QueryMessage, RecordsMessage } from '../decode/message.ts'
import type { HostKey, TableEvent } from '../membership/event.ts'
import type { QuerierElection } from '../membership/querier.ts'
import { forgetOldest } from './oldest.ts'
import { Trail } from './trail.ts'

/** Groups whose last asker, and members whose end, are remembered; the oldest go first. */
const REMEMBERED = 256
/** Askers kept; the one unheard for longest goes first. */
const ASKERS_KEPT = 16

interface Ended {
  readonly at: EpochMs
  readonly asker: HostKey
}

/** Somebody whose specific queries members do not hear. */
interface UnheardAsker {
  readonly asker: HostKey
  group: Address
  host: HostKey
  /** Reports of hosts that were cut off. */
  readonly returns: Trail
}

/**
 * A group-specific query that a member left unanswered: the group ended (RFC 3376 s6.6.3.1) although the host had not
 * left, for it answers the next general query. It did not hear the specific one. A host that was switched off and joins
 * anew says so by a change of state, or unasked.
 */
export class UnheardQueries {
  readonly askers = new Map<string, UnheardAsker>()
  readonly #askedBy = new Map<Address, HostKey>()
  /** Members that ended at `#endedAt`, until their group says why. */
  #expired: { key: string; group: Address }[] = []
  #expiredAt: EpochMs = Number.NaN
  readonly #ended = new Map<string, Ended>()
  #report: OldReportMessage | RecordsMessage | null = null

  /** What is told next is what this report did. */
  reported(report: OldReportMessage | RecordsMessage): void {
    this.#report = report
  }

  asked({ src, mac }: QueryMessage, group: Address): void {
    this.#askedBy.delete(group)
    this.#askedBy.set(group, { ip: src, mac })
    forgetOldest(this.#askedBy, REMEMBERED)
  }

  tell(event: TableEvent, election: QuerierElection): void {
    switch (event.event) {
      case 'expired':
        if (event.at !== this.#expiredAt) this.#expired = []
        this.#expiredAt = event.at
        if (this.#askedBy.has(event.group) && this.#expired.length < REMEMBERED) {
          this.#expired.push({ key: keyOf(event.group, event.host), group: event.group })
        }
        return
      case 'group-ended':
        if (event.reason === 'leave') this.#groupEnded(event.group, event.at)
        return
      case 'joined':
        this.#returned(event.group, event.host, { at: event.at, frame: event.frame }, election)
        return
      default:
        return
    }
  }

  /** Who came back after a blind time may have been there all along. */
  clear(): void {
    this.#ended.clear()
  }

  #groupEnded(group: Address, at: EpochMs): void {
    const asker = this.#askedBy.get(group)
    if (!asker || this.#expiredAt !== at) return
    for (const { key, group: ended } of this.#expired) {
      if (ended !== group) continue
      this.#ended.delete(key)
      this.#ended.set(key, { at, asker })
      forgetOldest(this.#ended, REMEMBERED)
    }
  }

  #returned(group: Address, host: HostKey, seen: Evidence, election: QuerierElection): void {
    if (this.#ended.size === 0) return
    const key = keyOf(group, host)
    const ended = this.#ended.get(key)
    if (!ended) return
    this.#ended.delete(key)
    const { timing } = election
    if (seen.at - ended.at > timing.queryInterval + timing.maxResponse || !this.#answers(group, ended, election)) return
    const by = hostKey(ended.asker)
    const known = this.askers.get(by) ?? { asker: ended.asker, group, host, returns: new Trail() }
    known.group = group
    known.host = host
    known.returns.add(seen)
    this.askers.delete(by)
    this.askers.set(by, known)
    forgetOldest(this.askers, ASKERS_KEPT)
  }

  /** Whether the report at hand answers a general query that came since. */
  #answers(group: Address, ended: Ended, { lastQueryAt, timing }: QuerierElection): boolean {
    const report = this.#report
    if (!report || lastQueryAt === null || lastQueryAt < ended.at) return false
    if (report.version !== 3) return report.at - lastQueryAt <= timing.maxResponse
    return report.records.some(({ type, group: of }) => of === group && (type === 'IS_EX' || type === 'IS_IN'))
  }
}

const hostKey = ({ ip, mac }: HostKey): string => `${ip}|${mac ?? ''}`
const keyOf = (group: Address, host: HostKey): string => `${group}|${hostKey(host)}`
