import { type IPv4, type Mac, UNSPECIFIED } from '../../../shared/address.ts'
import { SECOND } from '../../../shared/time.ts'
import { answerTo, currentState, type Interest, NOTHING } from './interest.ts'
import type { OutgoingMessage, OutgoingQuery, OutgoingRecord } from './message.ts'
import type { Timer } from './schedule.ts'
import { StateChange } from './state-change.ts'
import type { Quirks, Station, Wire } from './wire.ts'

/** RFC 3376 s8.11. */
const UNSOLICITED_REPORT_INTERVAL = SECOND
const ROBUSTNESS = 2

/** A version 3 host (RFC 3376 s5): state-change reports and their repetition, answers after a random delay. */
export class HostV3 implements Station {
  readonly ip: IPv4
  readonly mac: Mac
  readonly quirks: Quirks
  private readonly wire: Wire
  private readonly interests = new Map<IPv4, Interest>()
  private readonly changes = new Map<IPv4, StateChange>()
  private repetition: Timer | null = null
  private generalAnswer: Timer | null = null
  private readonly groupAnswers = new Map<IPv4, { timer: Timer; sources: Set<IPv4> }>()

  constructor(wire: Wire, ip: IPv4, mac: Mac, quirks: Quirks = {}) {
    this.wire = wire
    this.ip = ip
    this.mac = mac
    this.quirks = quirks
    wire.attach(this, 'queries')
  }

  wants(group: IPv4): boolean {
    return this.interests.has(group)
  }

  /** Several changes at one moment make one report, as when a viewer zaps. null: wants nothing of the group. */
  set(changes: readonly (readonly [IPv4, Interest | null])[]): void {
    for (const [group, interest] of changes) {
      const before = this.interests.get(group) ?? NOTHING
      const after = interest ?? NOTHING
      const pending = this.changes.get(group) ?? new StateChange(ROBUSTNESS)
      pending.add(before, after)
      this.changes.set(group, pending)
      if (interest) this.interests.set(group, interest)
      else this.interests.delete(group)
    }
    this.reportChanges()
  }

  /** The plug is pulled: nothing is said. */
  powerOff(): void {
    const { schedule } = this.wire
    for (const timer of [this.repetition, this.generalAnswer]) schedule.cancel(timer)
    for (const { timer } of this.groupAnswers.values()) schedule.cancel(timer)
    this.generalAnswer = null
    this.interests.clear()
    this.changes.clear()
    this.groupAnswers.clear()
  }

  receive(message: OutgoingMessage): void {
    if (message.kind !== 'query' || this.quirks.deaf) return
    if (message.group === UNSPECIFIED) this.heardGeneral(message)
    else this.heardSpecific(message)
  }

  /** RFC 3376 s5.1: at once, and again after a random time, until each change was told `robustness` times. */
  private reportChanges(): void {
    const records: OutgoingRecord[] = []
    for (const [group, change] of this.changes) {
      records.push(...change.records(group, this.interests.get(group) ?? NOTHING))
      if (change.done) this.changes.delete(group)
    }
    if (records.length > 0) this.wire.send(this, { kind: 'records', records })
    this.wire.schedule.cancel(this.repetition)
    if (this.changes.size === 0) return
    const delay = this.wire.random.between(1, UNSOLICITED_REPORT_INTERVAL)
    this.repetition = this.wire.schedule.after(delay, () => this.reportChanges())
  }

  /** RFC 3376 s5.2 rules 1 and 2, and the expiry of the interface timer. */
  private heardGeneral(query: OutgoingQuery): void {
    if (this.interests.size === 0) return
    const { schedule } = this.wire
    const delay = this.answerDelay(query)
    if (this.generalAnswer && this.generalAnswer.at <= schedule.now + delay) return
    schedule.cancel(this.generalAnswer)
    this.generalAnswer = schedule.after(delay, () => {
      this.generalAnswer = null
      const records = [...this.interests].map(([group, interest]) => currentState(group, interest))
      if (records.length > 0) this.wire.send(this, { kind: 'records', records })
    })
  }

  /** RFC 3376 s5.2 rules 3 to 5: one pending answer a group, whose source list grows. */
  private heardSpecific(query: OutgoingQuery): void {
    const { schedule } = this.wire
    const delay = this.answerDelay(query)
    if (!this.interests.has(query.group)) return
    if (this.generalAnswer && this.generalAnswer.at <= schedule.now + delay) return
    const pending = this.groupAnswers.get(query.group)
    const wholeGroup = query.sources.length === 0 || (pending !== undefined && pending.sources.size === 0)
    const sources = new Set(wholeGroup ? [] : [...(pending?.sources ?? []), ...query.sources])
    const at = Math.min(pending?.timer.at ?? Infinity, schedule.now + delay)
    schedule.cancel(pending?.timer)
    const timer = schedule.after(at - schedule.now, () => this.answerGroup(query.group))
    this.groupAnswers.set(query.group, { timer, sources })
  }

  private answerGroup(group: IPv4): void {
    const asked = this.groupAnswers.get(group)?.sources ?? new Set()
    this.groupAnswers.delete(group)
    const interest = this.interests.get(group)
    if (!interest) return
    const record = answerTo(asked, group, interest)
    if (record) this.wire.send(this, { kind: 'records', records: [record] })
  }

  private answerDelay(query: OutgoingQuery): number {
    return this.wire.random.between(1, query.maxResponseTenths * 100)
  }
}
