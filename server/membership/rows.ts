import type { Address, Mac } from '../../shared/address.ts'
import type { GroupEndReason } from '../../shared/event.ts'
import type { FilterMode } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Deadlines } from './deadlines.ts'
import type { MemberRecord } from './event.ts'
import { Group } from './group.ts'
import { Host } from './host.ts'
import { nothingRefused, type TableLimits } from './limits.ts'
import { Member } from './member.ts'
import type { SegmentTable } from './segment-table.ts'
import type { StepDraft } from './step.ts'

const NONE: readonly Address[] = []

/** How hosts, groups and members come and go: within the limits, and with the event that tells it. */
export class Rows {
  readonly refused = nothingRefused()
  groups = 0
  hosts = 0
  memberships = 0
  readonly #limits: TableLimits
  readonly #deadlines: Deadlines
  readonly #draft: StepDraft

  constructor(limits: TableLimits, deadlines: Deadlines, draft: StepDraft) {
    this.#limits = limits
    this.#deadlines = deadlines
    this.#draft = draft
  }

  host(segment: SegmentTable, ip: Address, mac: Mac | null, at: EpochMs): Host | null {
    const known = segment.hosts.find(ip, mac)
    if (known) return known
    if (this.hosts >= this.#limits.hosts || !segment.hosts.hasRoomAt(ip)) {
      this.refused.hosts += 1
      return null
    }
    const host = new Host(segment, ip, mac, at)
    segment.hosts.add(host)
    this.hosts += 1
    this.#deadlines.schedule(host)
    return host
  }

  forgetHost(host: Host): void {
    host.segment.hosts.remove(host)
    host.release()
    this.hosts -= 1
  }

  /** Known, or new and not yet in the table: it comes in once a record has given it state (`startGroup`). */
  group(segment: SegmentTable, address: Address, at: EpochMs): Group | null {
    const known = segment.groups.get(address)
    if (known) return known
    if (this.groups >= this.#limits.groups) {
      this.refused.groups += 1
      return null
    }
    return new Group(segment, address, at)
  }

  /** Into the table, without an event. */
  list(group: Group): void {
    group.segment.addGroup(group)
    this.groups += 1
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
    const row = { at, segment: group.segment.segment, group: group.address, mode, sources: NONE, blocked: NONE }
    this.#draft.events.push({ event: 'group-ended', ...row, reason })
  }

  /** A new member; its event comes when its first message has been read (`tellJoined`). */
  join(host: Host, group: Group, at: EpochMs): Member | null {
    if (this.memberships >= this.#limits.memberships) {
      this.refused.memberships += 1
      return null
    }
    const member = new Member(host, group, at)
    group.segment.addMember(member)
    this.memberships += 1
    return member
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

  endMember(member: Member, event: 'left' | 'expired', before: MemberRecord, frame: number | null, at: EpochMs): void {
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
    else segment.tally.expiries += 1
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
    if (member.host.memberships === 0) this.#deadlines.schedule(member.host)
  }
}
