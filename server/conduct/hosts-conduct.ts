import type { Address, Mac } from '../../shared/address.ts'
import type { GroupConduct, HostConduct, LeaveConduct } from '../../shared/conduct.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { LeaveMessage, Message, OldReportMessage, RecordsMessage } from '../decode/message.ts'
import { isNobodys } from '../decode/problem.ts'
import type { MemberEvent, TableEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { ConductLimits, ConductRoom } from './allowance.ts'
import { Answers } from './answers.ts'
import { Changes } from './changes.ts'
import { Floods } from './floods.ts'
import { GroupBook } from './group-book.ts'
import { HostBook } from './host-book.ts'
import { Leaves } from './leaves.ts'
import type { Ledger } from './ledger.ts'
import { Receivers } from './receivers.ts'
import type { SegmentMeter } from './segment-meter.ts'
import { SourceSpecificJoins } from './source-specific.ts'

/** How the hosts of a segment answer, join and leave. */
export class HostsConduct implements Ledger {
  readonly table: SegmentTable
  readonly #hosts: HostBook
  readonly #groups: GroupBook
  readonly answers: Answers
  readonly changes: Changes
  readonly floods: Floods
  readonly leaves: Leaves
  readonly receivers: Receivers
  readonly sourceSpecific: SourceSpecificJoins
  /** What a host said last: it explains the events that follow. */
  #message: LeaveMessage | OldReportMessage | RecordsMessage | null = null

  constructor(table: SegmentTable, limits: ConductLimits, room: ConductRoom, meter: SegmentMeter) {
    this.table = table
    this.#hosts = new HostBook(table, room)
    this.#groups = new GroupBook(room.groups)
    this.answers = new Answers(table, this.#hosts, meter.responseDelay, (cycle) => this.receivers.judge(cycle))
    this.changes = new Changes(table, limits)
    this.floods = new Floods(limits)
    this.leaves = new Leaves(table, this.#groups, meter.leaveLatency)
    this.receivers = new Receivers(table)
    this.sourceSpecific = new SourceSpecificJoins(table)
  }

  hear(message: Message): void {
    switch (message.kind) {
      case 'query':
        if (!message.sound) return
        this.answers.asked(message)
        this.leaves.asked(message)
        return
      case 'report':
      case 'leave':
        this.#fromHost(message)
        return
      case 'other':
        return
    }
  }

  #fromHost(message: LeaveMessage | OldReportMessage | RecordsMessage): void {
    const { src, mac } = message
    if (src === '::' || isNobodys(message)) return // RFC 3810 s5.2.13: no host yet
    const notes = this.#hosts.heard(src, mac)
    if (notes) this.floods.heard(notes, message)
    if (!message.sound) return
    this.#message = message
    if (notes) this.answers.heard(notes, message)
    if (message.kind === 'leave') return
    this.leaves.heard(message)
    this.sourceSpecific.heard(message)
  }

  tell(event: TableEvent): void {
    switch (event.event) {
      case 'joined':
      case 'left':
      case 'expired':
        this.#changed(event)
        return
      case 'group-ended':
        this.leaves.ended(event)
        return
      // It did not go: nothing is said of how it behaves.
      case 'evicted':
      case 'changed':
      case 'group-started':
      case 'querier-elected':
      case 'querier-lost':
        return
    }
  }

  #changed(event: MemberEvent): void {
    const { host, group, at } = event
    this.#groups.changed(group, at)
    this.receivers.tell(event, this.answers.cycles.current)
    if (event.event === 'left' && this.#message?.frame === event.frame) this.leaves.left(event, this.#message)
    const notes = this.#hosts.find(host.ip, host.mac)
    if (!notes) return
    this.changes.tell(notes, event)
    this.answers.tell(notes, event)
  }

  copied(): void {}

  tick(at: EpochMs): void {
    this.answers.tick(at)
    this.changes.tick(at)
    this.floods.tick(at)
    this.leaves.tick(at)
    this.receivers.tick(at)
    this.sourceSpecific.tick(at)
    this.#hosts.tick(at)
  }

  resume(): void {
    this.answers.resume()
    this.leaves.resume()
    this.receivers.resume()
  }

  ofGroup(group: Address, at: EpochMs): GroupConduct {
    return this.#groups.of(group, at)
  }
  /** null: nothing is written down of it. */
  ofHost(ip: Address, mac: Mac | null, at: EpochMs): HostConduct | null {
    const notes = this.#hosts.find(ip, mac)
    return notes && { ...this.answers.of(notes), ...this.changes.of(notes, at) }
  }
  /** null: nothing is written down of it. */
  zapsPerHour(ip: Address, mac: Mac | null, at: EpochMs): number | null {
    const notes = this.#hosts.find(ip, mac)
    return notes && (notes.changes?.zapsPerHour(at) ?? 0)
  }
  leaveConduct(): LeaveConduct {
    return this.leaves.notes.conduct()
  }
}
