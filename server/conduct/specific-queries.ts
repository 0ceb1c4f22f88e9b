import { isUnspecified, type Address } from '../../shared/address.ts'
import type { DurationMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'
import type { QuerierElection } from '../membership/querier.ts'
import { forgetOldest } from './oldest.ts'
import { Trail } from './trail.ts'

/** Senders kept for each kind of oddity; the one unheard for longest goes first. */
const SENDERS_KEPT = 16

interface OddSender {
  readonly host: HostKey
  /** The group it asked after last. */
  group: Address
  readonly queries: Trail
}

/** Specific queries (RFC 3376 s4.1.9) that are not as they should be. */
export class SpecificQueries {
  /** Of those that are not querier, by address. */
  readonly foreign = new Map<Address, OddSender>()
  /** To another destination than the group (RFC 3376 s4.1.12), by address. */
  readonly misdirected = new Map<Address, OddSender>()
  foreignCount = 0

  asked(query: QueryMessage, group: Address, election: QuerierElection): void {
    if (query.dst !== group) note(this.misdirected, query, group)
    if (!isForeign(query, election)) return
    this.foreignCount += 1
    note(this.foreign, query, group)
  }
}

/**
 * RFC 2236 s3, RFC 9776 s6.4.2: only the querier asks after a leave. A snooping switch may, from 0.0.0.0 (RFC 4541
 * s2.1.1); and one that has just lost ends what it began (RFC 2236 s3).
 */
function isForeign(
  { src, at, maxResponseMs }: QueryMessage,
  { elected, candidates, reigns, timing }: QuerierElection,
): boolean {
  if (elected === null || elected.ip === src || isUnspecified(src)) return false
  const lastMemberTime: DurationMs = timing.robustness * maxResponseMs // RFC 3376 s8.10
  const reign = reigns.at(-1)
  return !(reign && candidates.has(src) && at - reign.from <= lastMemberTime)
}

function note(senders: Map<Address, OddSender>, { src, mac, at, frame }: QueryMessage, group: Address): void {
  const sender = senders.get(src) ?? { host: { ip: src, mac }, group, queries: new Trail() }
  sender.group = group
  sender.queries.add({ at, frame })
  senders.delete(src)
  senders.set(src, sender)
  forgetOldest(senders, SENDERS_KEPT)
}
