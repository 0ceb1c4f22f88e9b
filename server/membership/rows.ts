import type { Address, Mac } from '../../shared/address.ts'
import type { GroupEndReason } from '../../shared/event.ts'
import type { FilterMode } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Deadlines } from './deadlines.ts'
import { Eviction } from './eviction.ts'
import type { MemberRecord } from './event.ts'
import { Group } from './group.ts'
import { Host } from './host.ts'
import { Member } from './member.ts'
import type { SegmentTable } from './segment-table.ts'
import type { StepDraft } from './step.ts'
import type { TableRoom } from './table-room.ts'

const NONE: readonly Address[] = []

/** How hosts, groups and members come and go: within the limits, and with the event that tells it. */
export class Rows {
  readonly eviction: Eviction
  groups = 0
  hosts = 0
  memberships = 0
  readonly #room: TableRoom
  readonly #deadlines: Deadlines
  readonly #draft: StepDraft

  constructor(room: TableRoom, deadlines: Deadlines, draft: StepDraft) {
    this.#room = room
    this.eviction = new Eviction(room, {
      evictMember: (member, at) => {
        this.endMember(member, 'evicted', member.record(), null, at)
        deadlines.ended()
      },
      evictGroup: (group, at) => {
        this.endGroup(group, group.mode, 'evicted', at)
        deadlines.ended()
      },
      forgetHost: (host) => {
        this.forgetHost(host)
        deadlines.ended()
      },
    })
    this.#deadlines = deadlines
    this.#draft = draft
  }

  host(segment: SegmentTable, ip: Address, mac: Mac | null, at: EpochMs): Host | null {
    const known = segment.hosts.find(ip, mac)
    if (known) return known
    const { eviction } = this
    if (!segment.hosts.hasRoomAt(ip) || !eviction.hostFits(segment, at)) return eviction.refuse('hosts', at)
    const host = new Host(segment, ip, mac, at)
    segment.hosts.add(host)
    this.hosts += 1
    this.#room.take('hosts')
    eviction.isIdle(host)
    this.#deadlines.schedule(host)
    return host
  }

  forgetHost(host: Host): void {
    host.segment.hosts.remove(host)
    host.release()
    this.hosts -= 1
    this.#room.giveBack('hosts')
  }

  /**
   * Known, or new and not yet in the table: it comes in once a record has given it state (`startGroup`). `reporter`: whose
   * membership of it is about to begin.
   */
  group(segment: SegmentTable, address: Address, reporter: Host | null, at: EpochMs): Group | null {
    const known = segment.groups.get(address)
    if (known) return known
    const { eviction } = this
    if (!eviction.fits('groups', segment, reporter, at)) return eviction.refuse('groups', at)
    // A group without room for its first member would only say that somebody is missing.
    if (!eviction.fits('memberships', segment, reporter, at)) return eviction.refuse('memberships', at)
    return new Group(segment, address, at)
  }

  /** Into the table, without an event. */
  list(group: Group): void {
    group.segment.addGroup(group)
    this.groups += 1
    this.#room.take('groups')
  }

  startGroup(group: Group, at: EpochMs): void {
    const { segment, address, mode } = group
    this.list(group)
    const { running: sources, blocked } = group.lists()
    const row = { at, segment: segment.segment, group: address, mode, sources, blocked }
    this.#draft.events.push({ event: 'group-started', ...row, reason: null })
  }

  /** When the group ends, all its members end. `mode` is the mode it had. */
  endGroup(group: Group, mode: FilterMode, reason: GroupEndReason, at: EpochMs): void {
    for (let member = group.members.at(-1); member; member = group.members.at(-1)) {
      this.endMember(member, 'expired', member.record(), null, at)
    }
    group.segment.removeGroup(group)
    this.groups -= 1
    this.#room.giveBack('groups')
    const row = { at, segment: group.segment.segment, group: group.address, mode, sources: NONE, blocked: NONE }
    this.#draft.events.push({ event: 'group-ended', ...row, reason })
  }

  /** A new member; its event comes when its first message has been read (`tellJoined`). */
  join(host: Host, group: Group, at: EpochMs): Member | null {
    const { eviction } = this
    if (!eviction.fits('memberships', group.segment, host, at)) return eviction.refuse('memberships', at)
    const member = new Member(host, group, at)
    group.segment.addMember(member)
    this.memberships += 1
    this.#room.take('memberships')
    eviction.joined(member)
    return member
  }

  /** It has answered (standing.ts). */
  establish(member: Member): void {
    member.establish()
    member.group.segment.established += 1
  }

  tellJoined(member: Member, frame: number, at: EpochMs): void {
    member.group.segment.tally.joins += 1
    this.#tellMember('joined', member, null, frame, at)
  }

  tellChanged(member: Member, before: MemberRecord, frame: number | null, at: EpochMs): void {
    this.#tellMember('changed', member, before, frame, at)
  }

  #tellMember(
    event: 'joined' | 'changed',
    member: Member,
    before: MemberRecord | null,
    frame: number | null,
    at: EpochMs,
  ): void {
    const { group, host } = member
    this.#draft.events.push({
      event,
      at,
      segment: group.segment.segment,
      group: group.address,
      host: { ip: host.ip, mac: host.mac },
      version: member.version,
      mode: member.mode,
      sources: member.sourceList(),
      frame,
      before,
    })
  }

  endMember(
    member: Member,
    event: 'left' | 'expired' | 'evicted',
    before: MemberRecord,
    frame: number | null,
    at: EpochMs,
  ): void {
    const { group, host } = member
    const { segment } = group
    this.#draft.events.push({
      event,
      at,
      segment: segment.segment,
      group: group.address,
      host: { ip: host.ip, mac: host.mac },
      version: member.version,
      mode: before.mode,
      sources: before.sources,
      frame,
      before,
    })
    this.drop(member)
    if (event === 'left') segment.tally.leaves += 1
    else if (event === 'expired') segment.tally.expiries += 1
  }

  /** Members of the group that were only presumed have been gone all along. */
  endPresumed(group: Group, at: EpochMs): void {
    if (group.presumed === 0) return
    for (const member of group.members.filter(({ presumed }) => presumed)) {
      this.endMember(member, 'expired', member.record(), null, at)
    }
  }

  /** The row goes, without an event. */
  drop(member: Member): void {
    member.group.segment.removeMember(member)
    this.memberships -= 1
    this.#room.giveBack('memberships')
    const { host } = member
    if (host.memberships > 0) return
    this.eviction.isIdle(host)
    this.#deadlines.schedule(host)
  }
}
