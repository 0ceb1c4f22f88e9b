import { type IPv4, isLinkLocalGroup, UNSPECIFIED } from '../../../shared/address.ts'
import { type DurationMs, type EpochMs, SECOND } from '../../../shared/time.ts'
import type { OutgoingMessage, OutgoingQuery, OutgoingRecord } from './message.ts'
import type { Timer } from './schedule.ts'
import type { Station, Wire } from './wire.ts'

interface Entry {
  /** The group timer (RFC 3376 s6.2.2): while it runs the group is in EXCLUDE. */
  excludeUntil: EpochMs
  /** Source timers (RFC 3376 s6.2.3). */
  sources: Map<IPv4, EpochMs>
  timer: Timer | null
}

/**
 * The switch of a segment: forwards a group while its timers run (RFC 4541 s2.1.1). It is what a viewer feels: when an
 * entry ends, the picture stops. It lives on while the querier is off. No host here excludes single sources.
 */
export class Forwarding implements Station {
  readonly ip = UNSPECIFIED
  readonly mac: Station['mac']
  readonly quirks = {}
  /** Called when a group is not forwarded any more. */
  onEnd: (group: IPv4) => void = () => undefined
  private readonly wire: Wire
  private readonly membershipInterval: DurationMs
  private readonly robustness: number
  private readonly entries = new Map<IPv4, Entry>()

  constructor(wire: Wire, mac: Station['mac'], timing: { membershipInterval: DurationMs; robustness: number }) {
    this.wire = wire
    this.mac = mac
    this.membershipInterval = timing.membershipInterval
    this.robustness = timing.robustness
    wire.attach(this, 'everything')
  }

  /** How long the group timer still runs. */
  remaining(group: IPv4): DurationMs {
    return Math.max(0, (this.entries.get(group)?.excludeUntil ?? 0) - this.wire.schedule.now)
  }

  remainingOf(group: IPv4, source: IPv4): DurationMs {
    return Math.max(0, (this.entries.get(group)?.sources.get(source) ?? 0) - this.wire.schedule.now)
  }

  /** Which of these sources are forwarded by a timer of their own. */
  running(group: IPv4, sources?: readonly IPv4[]): IPv4[] {
    const entry = this.entries.get(group)
    if (!entry) return []
    const live = [...entry.sources].filter(([, until]) => until > this.wire.schedule.now).map(([source]) => source)
    return sources ? live.filter((source) => sources.includes(source)) : live
  }

  receive(message: OutgoingMessage): void {
    switch (message.kind) {
      case 'report':
        return this.refresh(message.group, null)
      case 'records':
        return message.records.forEach((record) => this.apply(record))
      case 'query':
        return this.lower(message)
      case 'leave':
        return
    }
  }

  private apply({ type, group, sources }: OutgoingRecord): void {
    switch (type) {
      case 'IS_EX':
      case 'TO_EX':
        return this.refresh(group, null)
      case 'IS_IN':
      case 'TO_IN':
      case 'ALLOW':
        return this.refresh(group, sources)
      case 'BLOCK':
        return
    }
  }

  private refresh(group: IPv4, sources: readonly IPv4[] | null): void {
    if (isLinkLocalGroup(group) || sources?.length === 0) return
    const until = this.wire.schedule.now + this.membershipInterval
    const entry = this.entries.get(group) ?? { excludeUntil: 0, sources: new Map<IPv4, EpochMs>(), timer: null }
    this.entries.set(group, entry)
    if (sources) for (const source of sources) entry.sources.set(source, until)
    else entry.excludeUntil = until
    this.watch(group, entry)
  }

  /** RFC 3376 s6.6.1: a specific query without the S flag lowers the timers to the last member query time. */
  private lower(query: OutgoingQuery): void {
    const entry = this.entries.get(query.group)
    if (!entry || query.suppress) return
    const until = this.wire.schedule.now + (query.maxResponseTenths / 10) * SECOND * this.robustness
    if (query.sources.length === 0) entry.excludeUntil = Math.min(entry.excludeUntil, until)
    for (const source of query.sources) {
      const running = entry.sources.get(source)
      if (running !== undefined) entry.sources.set(source, Math.min(running, until))
    }
    this.watch(query.group, entry)
  }

  private watch(group: IPv4, entry: Entry): void {
    const { schedule } = this.wire
    const last = Math.max(entry.excludeUntil, ...entry.sources.values())
    schedule.cancel(entry.timer)
    entry.timer = schedule.after(last - schedule.now, () => {
      this.entries.delete(group)
      this.onEnd(group)
    })
  }
}
