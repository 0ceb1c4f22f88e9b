import { PROBLEMS, type Problem } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { forgetOldest } from './oldest.ts'
import { hostKeyOf, senderKey, type SenderKey } from './sender-key.ts'
import { Trail } from './trail.ts'

/** Senders with faults that are kept per segment; the one whose last fault is oldest goes first. */
export const FAULTY_SENDERS_KEPT = 128

/** What a sender does wrong, since its first fault. */
export class FaultySender {
  readonly host: HostKey
  /** Its messages, as far as they were counted, and those with a fault. */
  messages: number
  faulty = 0
  /** How often each fault came. */
  readonly faults = new Map<Problem, number>()
  /** Messages with it are lost: whoever follows the RFCs, or many a switch, drops them. */
  lost = 0
  lastAt: EpochMs = Number.NEGATIVE_INFINITY
  readonly trail = new Trail()

  constructor(host: HostKey, messages: number) {
    this.host = host
    this.messages = messages
  }

  /** In the order of the catalogue of problems. */
  list(): Problem[] {
    return PROBLEMS.filter((problem) => this.faults.has(problem))
  }
}

/** Who sends messages that are not as the RFCs ask, and what is wrong with them. */
export class SenderFaults {
  readonly #table: SegmentTable
  /** The one with the newest fault last. */
  readonly #senders = new Map<SenderKey, FaultySender>()
  #touched = new Set<FaultySender>()
  /** Those with a fault since the rules were asked last. */
  fresh: ReadonlySet<FaultySender> = new Set()
  /** Senders that made room for others. */
  dropped = 0

  constructor(table: SegmentTable) {
    this.#table = table
  }

  hear(message: Message): void {
    if (message.problems.length === 0) {
      if (this.#senders.size > 0) this.#countGood(message)
      return
    }
    const faults = faultsOf(message)
    if (faults.length === 0) return
    const sender = this.#sender(message)
    sender.messages += 1
    sender.faulty += 1
    if (isLost(message, faults)) sender.lost += 1
    for (const fault of faults) sender.faults.set(fault, (sender.faults.get(fault) ?? 0) + 1)
    sender.lastAt = message.at
    sender.trail.add(message)
    this.#touched.add(sender)
    forgetOldest(this.#touched, FAULTY_SENDERS_KEPT)
  }

  /** null: it has sent nothing wrong of late. */
  of(host: HostKey): FaultySender | null {
    const sender = this.#senders.get(senderKey({ mac: host.mac, src: host.ip }))
    return sender?.host.ip === host.ip ? sender : null
  }

  /** `forgetBefore`: who has sent nothing wrong since then begins anew. */
  tick(forgetBefore: EpochMs): void {
    if (this.#touched.size > 0 || this.fresh.size > 0) {
      this.fresh = this.#touched
      this.#touched = new Set()
    }
    for (const [key, { lastAt }] of this.#senders) {
      if (lastAt >= forgetBefore) return
      this.#senders.delete(key)
    }
  }

  #countGood(message: Message): void {
    const sender = this.#senders.get(senderKey(message))
    if (sender) sender.messages += 1
  }

  /** What it had sent before its first fault: its reports, and its queries of late. */
  #before({ src, mac }: Message): number {
    const { hosts, election } = this.#table
    const reports = hosts.find(src, mac)?.reports ?? 0
    return election.cadence.reduce((n, { ip }) => (ip === src ? n + 1 : n), reports)
  }

  #sender(message: Message): FaultySender {
    const key = senderKey(message)
    const sender = this.#senders.get(key) ?? new FaultySender(hostKeyOf(message), this.#before(message))
    this.#senders.delete(key)
    this.#senders.set(key, sender)
    if (forgetOldest(this.#senders, FAULTY_SENDERS_KEPT)) this.dropped += 1
    return sender
  }
}

/** Those that are the sender's: not what the capture did, nor messages that are no membership messages. */
function faultsOf(message: Message): Problem[] {
  const { kind, problems, version } = message
  // RFC 3376 s4: unknown types are silently ignored; what the other known ones should look like is not for us to say.
  if (kind === 'other') return []
  return problems.filter((problem) => {
    switch (problem) {
      case 'truncated':
      case 'unknown-type':
        return false
      case 'no-router-alert':
        return !(version === 1 && message.segment.family === 'ipv4' && kind === 'report') // RFC 1112 knows no such option
      case 'wrong-destination':
        return !(kind === 'query' && message.scope !== 'general') // the finding `odd-specific-query` tells it
      default:
        return true
    }
  })
}

/** RFC 3376 s4.1.2, s7.1: dropped by all. A v1/v2 report or leave to the wrong address: by many switches and routers. */
function isLost(message: Message, faults: readonly Problem[]): boolean {
  if (!message.sound && !faults.includes('fragment')) return true
  if (faults.includes('malformed-record')) return true
  return faults.includes('wrong-destination') && message.version !== 3 && message.kind !== 'query'
}
