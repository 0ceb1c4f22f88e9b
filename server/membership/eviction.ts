import type { EpochMs } from '../../shared/time.ts'
import type { Group } from './group.ts'
import type { Host } from './host.ts'
import { nothingEvicted, nothingRefused, type TableLimits } from './limits.ts'
import type { Member } from './member.ts'
import type { SegmentTable } from './segment-table.ts'
import { queryAnswered } from './standing.ts'
import type { TableRoom } from './table-room.ts'
import { Truncation } from './truncation.ts'
import { Waiting } from './waiting.ts'

/** Memberships that give their place to one newcomer at most: a group has room again when all its members are gone. */
const GIVEN_FOR_ONE = 4

/** How rows end. */
interface Ends {
  evictMember(member: Member, at: EpochMs): void
  evictGroup(group: Group, at: EpochMs): void
  forgetHost(host: Host): void
}

/**
 * Who may come in when there is no room any more. Whoever answers a query takes the place of the oldest one that did not, a
 * host without a membership goes before any other, and who is established stays (standing.ts). All others are refused.
 * Each of these is counted, and costs the same however many there are.
 */
export class Eviction {
  readonly refused = nothingRefused()
  /** What gave its place away. */
  readonly evicted = nothingEvicted()
  readonly truncation = new Truncation()
  readonly #newcomers = new Waiting<Member>((member) => member.inGroup !== -1 && !member.established)
  readonly #idle = new Waiting<Host>((host) => {
    if (host.memberships === 0 && !host.forgotten) return true
    host.waits = false
    return false
  })
  readonly #room: TableRoom
  readonly #ends: Ends

  constructor(room: TableRoom, ends: Ends) {
    this.#room = room
    this.#ends = ends
  }

  joined(member: Member): void {
    this.#newcomers.add(member)
  }

  /** It has no membership. */
  isIdle(host: Host): void {
    if (host.waits) return
    host.waits = true
    this.#idle.add(host)
  }

  refuse(kind: keyof TableLimits, at: EpochMs): null {
    this.refused[kind] += 1
    this.truncation.add(at)
    return null
  }

  hostFits(segment: SegmentTable, at: EpochMs): boolean {
    if (this.#room.has('hosts')) return true
    const idle = this.#idle.oldest()
    if (!idle) return this.#makeRoom('hosts', segment, null, at)
    this.#evictHost(idle, at)
    return true
  }

  /** `newcomer`: whose membership is about to begin; its others are what its message is about. */
  fits(kind: 'groups' | 'memberships', segment: SegmentTable, newcomer: Host | null, at: EpochMs): boolean {
    return this.#room.has(kind) || this.#makeRoom(kind, segment, newcomer, at)
  }

  /** Whoever answers a query takes the place of the oldest that came before the query and has not answered. */
  #makeRoom(kind: keyof TableLimits, segment: SegmentTable, newcomer: Host | null, at: EpochMs): boolean {
    const asked = queryAnswered(segment, at)
    if (asked === null) return false
    for (let given = 0; given < GIVEN_FOR_ONE; given += 1) {
      const oldest = this.#newcomers.oldest()
      if (!oldest || oldest.since >= asked || oldest.host === newcomer) return false
      this.#evict(oldest, at)
      if (this.#room.has(kind)) return true
    }
    return false
  }

  /** It gives its place away: it did not leave, and nobody knows whether it goes on. */
  #evict(member: Member, at: EpochMs): void {
    const { group, host } = member
    this.evicted.memberships += 1
    this.truncation.add(at)
    this.#ends.evictMember(member, at)
    if (group.members.length === 0) this.#evictGroup(group, at)
    if (host.memberships === 0) this.#evictHost(host, at)
  }

  #evictGroup(group: Group, at: EpochMs): void {
    if (!group.listed) return
    this.evicted.groups += 1
    this.#ends.evictGroup(group, at)
  }

  #evictHost(host: Host, at: EpochMs): void {
    if (host.forgotten) return
    this.evicted.hosts += 1
    this.truncation.add(at)
    this.#ends.forgetHost(host)
  }

  /** With all that it holds. */
  evictSegment(segment: SegmentTable, at: EpochMs): void {
    this.evicted.segments += 1
    this.truncation.add(at)
    for (const group of [...segment.groups.values()]) {
      for (let member = group.members.at(-1); member; member = group.members.at(-1)) this.#evict(member, at)
      this.#evictGroup(group, at)
    }
    for (const host of [...segment.hosts]) this.#evictHost(host, at)
  }
}
