import { ALL_HOSTS, type IPv4, type Mac, UNSPECIFIED } from '../../../shared/address.ts'
import { SECOND } from '../../../shared/time.ts'
import type { OutgoingMessage, OutgoingQuery } from './message.ts'
import type { Timer } from './schedule.ts'
import type { Quirks, Station, Wire } from './wire.ts'

interface Membership {
  /** Runs while the host is a delaying member (RFC 2236 s6). */
  timer: Timer | null
  /** "We have last reported": only such a host needs to say goodbye. */
  lastReporter: boolean
}

/** RFC 2236 s8.10. */
const UNSOLICITED_REPORT_INTERVAL = 10 * SECOND
/** RFC 2236 s4: what a version 1 host waits at most. */
const VERSION_1_MAX_RESPONSE_TENTHS = 100

/** A version 2 host with report suppression (RFC 2236 s3, s6), or a version 1 host (RFC 1112 appendix I). */
export class HostV2 implements Station {
  readonly ip: IPv4
  readonly mac: Mac
  readonly quirks: Quirks
  private readonly wire: Wire
  private readonly version: 1 | 2
  private readonly memberships = new Map<IPv4, Membership>()

  constructor(wire: Wire, ip: IPv4, mac: Mac, quirks: Quirks = {}, version: 1 | 2 = 2) {
    this.wire = wire
    this.ip = ip
    this.mac = mac
    this.quirks = quirks
    this.version = version
    wire.attach(this, 'everything')
  }

  wants(group: IPv4): boolean {
    return this.memberships.has(group)
  }

  /** Reports at once, and again within the unsolicited report interval. */
  join(group: IPv4): void {
    if (this.memberships.has(group)) return
    const membership = { timer: null, lastReporter: false }
    this.memberships.set(group, membership)
    this.report(group, membership)
    this.delay(group, membership, UNSOLICITED_REPORT_INTERVAL)
  }

  leave(group: IPv4): void {
    const membership = this.memberships.get(group)
    if (!membership) return
    this.memberships.delete(group)
    this.wire.schedule.cancel(membership.timer)
    if (this.version === 2 && membership.lastReporter) this.wire.send(this, { kind: 'leave', group })
  }

  powerOff(): void {
    for (const { timer } of this.memberships.values()) this.wire.schedule.cancel(timer)
    this.memberships.clear()
  }

  receive(message: OutgoingMessage): void {
    if (message.kind === 'query') this.heardQuery(message)
    if (message.kind === 'report') this.heardReport(message.group)
  }

  private heardQuery(query: OutgoingQuery): void {
    const tenths = this.version === 1 ? VERSION_1_MAX_RESPONSE_TENTHS : query.maxResponseTenths
    for (const [group, membership] of this.memberships) {
      // RFC 2236 s6: the all-systems group is never reported.
      if (group === ALL_HOSTS || (query.group !== UNSPECIFIED && query.group !== group)) continue
      const { timer } = membership
      if (!timer || timer.at > this.wire.schedule.now + tenths * 100) this.delay(group, membership, tenths * 100)
    }
  }

  /** Another member has answered: this one need not. */
  private heardReport(group: IPv4): void {
    const membership = this.memberships.get(group)
    if (!membership?.timer) return
    this.wire.schedule.cancel(membership.timer)
    membership.timer = null
    membership.lastReporter = false
  }

  private delay(group: IPv4, membership: Membership, most: number): void {
    this.wire.schedule.cancel(membership.timer)
    membership.timer = this.wire.schedule.after(this.wire.random.between(1, most), () => {
      membership.timer = null
      this.report(group, membership)
    })
  }

  private report(group: IPv4, membership: Membership): void {
    membership.lastReporter = true
    this.wire.send(this, { kind: 'report', version: this.version, group })
  }
}
