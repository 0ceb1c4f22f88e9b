import { isLinkLocalGroup, type Address } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

/** Groups that are watched per segment; further ones are not. */
const GROUPS_WATCHED = 512

interface Answered {
  /** The query that was answered last, and by whom. */
  cycle: EpochMs
  by: Address
}

/**
 * Does one v1/v2 report a group and query come up, from one host and then from another? RFC 4541 s2.1.1, and Catalyst
 * switches, which send the first report up and hold the others back; where hosts hear each other they do so themselves.
 */
export class HeldBack {
  readonly #table: SegmentTable
  readonly #groups = new Map<Address, Answered>()
  /** Queries that another host answered than the one before, alone. */
  alternations = 0
  firstAt: EpochMs | null = null
  /** A host joined, unasked, a group that had a member: nobody held that back. Or two answered one query. */
  contradicted = 0

  constructor(table: SegmentTable) {
    this.#table = table
  }

  hear(message: Message): void {
    if (message.kind !== 'report' || message.version === 3 || !message.sound) return
    const { lastQueryAt, timing } = this.#table.election
    if (lastQueryAt === null || isLinkLocalGroup(message.group)) return
    const asked = message.at <= lastQueryAt + timing.maxResponse
    const known = this.#groups.get(message.group)
    if (!asked) {
      const group = this.#table.groups.get(message.group)
      // An answer to a specific query comes at any time.
      if (group && group.members.length > 0 && message.at - group.askedAt > timing.maxResponse) {
        if (!this.#table.hosts.find(message.src, message.mac)?.memberAt(message.group)) this.contradicted += 1
      }
      return
    }
    if (!known) {
      if (this.#groups.size < GROUPS_WATCHED) this.#groups.set(message.group, { cycle: lastQueryAt, by: message.src })
      return
    }
    if (known.cycle === lastQueryAt) {
      if (known.by !== message.src) this.contradicted += 1
      return
    }
    if (known.by !== message.src) {
      this.alternations += 1
      this.firstAt ??= message.at
    }
    known.cycle = lastQueryAt
    known.by = message.src
  }

  tell(group: Address): void {
    this.#groups.delete(group)
  }
}
