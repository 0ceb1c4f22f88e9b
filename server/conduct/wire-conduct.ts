import type { EpochMs } from '../../shared/time.ts'
import type { LoopKind } from '../decode/duplicates.ts'
import type { Message } from '../decode/message.ts'
import { isNobodys } from '../decode/problem.ts'
import type { TableEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { AddressClaims } from './address-claims.ts'
import { FrameLoops } from './frame-loops.ts'
import { HeldBack } from './held-back.ts'
import type { Ledger } from './ledger.ts'
import { Proxies } from './proxies.ts'
import { SenderFaults } from './sender-faults.ts'
import { SharedMacs } from './shared-macs.ts'
import { Subnets } from './subnets.ts'

/** What is not seen again for so many group membership intervals is over: a host that answers queries was asked twice. */
export const OVER_AFTER = 2

/** What the frames themselves tell: who sends what, from which address. */
export class WireConduct implements Ledger {
  readonly table: SegmentTable
  readonly faults: SenderFaults
  readonly loops = new FrameLoops()
  readonly claims: AddressClaims
  readonly proxies: Proxies
  readonly subnets: Subnets
  readonly sharedMacs: SharedMacs
  readonly heldBack: HeldBack
  /** The last report or leave that was heard; -Infinity before the first. */
  lastReportAt: EpochMs = Number.NEGATIVE_INFINITY
  #heard: Message | null = null

  /** `prefixes`: those of the segment's own addresses; null: learnt. */
  constructor(table: SegmentTable, prefixes: Subnets['configured']) {
    this.table = table
    this.faults = new SenderFaults(table)
    this.claims = new AddressClaims(table)
    this.proxies = new Proxies(table)
    this.subnets = new Subnets(prefixes)
    this.sharedMacs = new SharedMacs(table)
    this.heldBack = new HeldBack(table)
  }

  hear(message: Message): void {
    this.#heard = message
    this.faults.hear(message)
    if (isNobodys(message)) return
    this.claims.hear(message)
    this.subnets.hear(message)
    if (message.kind !== 'report' && message.kind !== 'leave') return
    this.lastReportAt = message.at
    this.proxies.hear(message)
    this.heldBack.hear(message)
  }

  tell(event: TableEvent): void {
    switch (event.event) {
      case 'joined': {
        const heard = this.#heard
        this.subnets.joined(event.host.ip)
        if (!heard) return
        this.claims.joined(event, heard)
        this.proxies.joined(event, heard)
        return
      }
      case 'group-ended':
        this.heldBack.tell(event.group)
        this.sharedMacs.tell(event)
        return
      case 'group-started':
        this.sharedMacs.tell(event)
        return
      default:
        return
    }
  }

  /** Copies are told apart from what goes round by whoever compares their octets. */
  copied(): void {}

  /** A frame that goes round a loop. */
  looped(message: Message, kind: LoopKind): void {
    this.loops.looped(message, kind)
  }

  tick(at: EpochMs): void {
    const forgetBefore = at - OVER_AFTER * this.table.gmi
    this.faults.tick(forgetBefore)
    this.loops.tick(forgetBefore)
    this.claims.tick(at, forgetBefore)
    this.proxies.tick(at, forgetBefore)
    this.subnets.tick(forgetBefore)
  }

  resume(): void {}

  /** Things of this segment for which there was no room. */
  get untracked(): number {
    const { faults, loops, claims, proxies, subnets, sharedMacs } = this
    return faults.dropped + loops.dropped + claims.dropped + proxies.dropped + subnets.dropped + sharedMacs.dropped
  }
}
