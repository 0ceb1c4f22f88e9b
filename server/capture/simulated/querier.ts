import { compareAddress, type IPv4, type Mac, UNSPECIFIED } from '../../../shared/address.ts'
import { type DurationMs, type EpochMs, SECOND } from '../../../shared/time.ts'
import type { Forwarding } from './forwarding.ts'
import type { OutgoingMessage, OutgoingQuery, OutgoingRecord } from './message.ts'
import type { Timer } from './schedule.ts'
import type { Station, Wire } from './wire.ts'

/** RFC 3376 s8, in its defaults where a segment does not say otherwise. */
export interface QuerierTiming {
  version: 2 | 3
  robustness: number
  queryInterval: DurationMs
  maxResponse: DurationMs
  lastMemberInterval: DurationMs
}
export const DEFAULT_TIMING: QuerierTiming = {
  version: 3,
  robustness: 2,
  queryInterval: 125 * SECOND,
  maxResponse: 10 * SECOND,
  lastMemberInterval: SECOND,
}
/** RFC 3376 s8.4. */
export const membershipInterval = (t: QuerierTiming): DurationMs => t.robustness * t.queryInterval + t.maxResponse

/** A router that asks: election (RFC 3376 s6.6.2), general queries (s8.2, s8.6), last member queries (s6.6.3). */
export class Querier implements Station {
  readonly ip: IPv4
  readonly mac: Mac
  readonly quirks = {}
  private readonly wire: Wire
  private readonly forwarding: Forwarding
  private readonly timing: QuerierTiming
  private on = false
  /** The next general query or, while another one is querier, the end of its reign. */
  private timer: Timer | null = null
  private querying = false
  /** Groups that are being asked after, so that a second leave does not begin again (RFC 2236 s3). */
  private readonly asking = new Set<string>()
  /** Until when a version 1 host is taken to be a member, which makes leaves meaningless (RFC 2236 s5). */
  private readonly olderHosts = new Map<IPv4, EpochMs>()

  constructor(wire: Wire, forwarding: Forwarding, ip: IPv4, mac: Mac, timing: QuerierTiming) {
    this.wire = wire
    this.forwarding = forwarding
    this.ip = ip
    this.mac = mac
    this.timing = timing
    wire.attach(this, 'everything')
  }

  /** Comes up as querier: `robustness` queries a quarter of the interval apart, then one each interval. */
  powerOn(): void {
    this.on = true
    this.reign(this.timing.robustness - 1)
  }

  powerOff(): void {
    this.on = false
    this.querying = false
    this.asking.clear()
    this.wire.schedule.cancel(this.timer)
  }

  receive(message: OutgoingMessage, from: IPv4): void {
    if (!this.on) return
    if (message.kind === 'query') this.elect(message, from)
    if (message.kind === 'report' && message.version === 1) {
      this.olderHosts.set(message.group, this.wire.schedule.now + membershipInterval(this.timing))
    }
    if (!this.querying) return
    if (message.kind === 'leave') this.afterLeave(message.group, [])
    if (message.kind === 'records') message.records.forEach((record) => this.afterRecord(record))
  }

  private elect(query: OutgoingQuery, from: IPv4): void {
    if (query.group !== UNSPECIFIED || compareAddress(from, this.ip) >= 0) return
    this.querying = false
    this.wire.schedule.cancel(this.timer)
    // RFC 3376 s8.5: the other querier present interval.
    const { robustness, queryInterval, maxResponse } = this.timing
    this.timer = this.wire.schedule.after(robustness * queryInterval + maxResponse / 2, () => this.reign(0))
  }

  private reign(startupQueries: number): void {
    this.querying = true
    this.ask({})
    const wait = startupQueries > 0 ? this.timing.queryInterval / 4 : this.timing.queryInterval
    this.wire.schedule.cancel(this.timer)
    this.timer = this.wire.schedule.after(wait, () => this.reign(Math.max(0, startupQueries - 1)))
  }

  /** RFC 3376 s6.4.2, as far as hosts that exclude nothing can bring it about. */
  private afterRecord({ type, group, sources }: OutgoingRecord): void {
    if (type === 'TO_IN') {
      if (this.forwarding.remaining(group) > 0) this.afterLeave(group, [])
      const dropped = this.forwarding.running(group).filter((source) => !sources.includes(source))
      if (dropped.length > 0) this.afterLeave(group, dropped)
    }
    if (type === 'BLOCK') {
      const blocked = this.forwarding.running(group, sources)
      if (blocked.length > 0) this.afterLeave(group, blocked)
    }
  }

  private afterLeave(group: IPv4, sources: readonly IPv4[]): void {
    const key = `${group} ${sources.join()}`
    if (this.asking.has(key) || (this.olderHosts.get(group) ?? 0) > this.wire.schedule.now) return
    this.asking.add(key)
    const { schedule, random } = this.wire
    schedule.after(random.between(0.3, 3), () => this.askLast(key, group, sources, this.timing.robustness))
  }

  /** The last member query count is the robustness variable (RFC 3376 s8.9). */
  private askLast(key: string, group: IPv4, sources: readonly IPv4[], left: number): void {
    if (!this.asking.has(key)) return
    if (left === 0 || !this.querying) {
      this.asking.delete(key)
      return
    }
    // RFC 3376 s6.6.3.1: a repetition says "do not lower" when somebody has answered since.
    const { lastMemberInterval, robustness } = this.timing
    const repeated = left < robustness
    const answered = repeated && this.forwarding.remaining(group) > lastMemberInterval * robustness
    const suppress = this.timing.version === 3 && sources.length === 0 && answered
    const again = sources.length > 0 && repeated ? this.unanswered(group, sources) : sources
    if (sources.length === 0 || again.length > 0) this.ask({ group, sources: again, suppress })
    this.wire.schedule.after(lastMemberInterval, () => this.askLast(key, group, sources, left - 1))
  }

  /** RFC 3376 s6.6.3.2, without the query that only repeats the sources somebody still wants. */
  private unanswered(group: IPv4, sources: readonly IPv4[]): IPv4[] {
    const { lastMemberInterval, robustness } = this.timing
    return this.forwarding
      .running(group, sources)
      .filter((source) => this.forwarding.remainingOf(group, source) <= lastMemberInterval * robustness)
  }

  private ask(part: { group?: IPv4; sources?: readonly IPv4[]; suppress?: boolean }): void {
    const { version, robustness, queryInterval, maxResponse, lastMemberInterval } = this.timing
    const { group = UNSPECIFIED, sources = [], suppress = false } = part
    const maxResponseTenths = (group === UNSPECIFIED ? maxResponse : lastMemberInterval) / 100
    const settings = { robustness, queryInterval: queryInterval / SECOND, maxResponseTenths }
    this.wire.send(this, { kind: 'query', version, group, sources, suppress, ...settings })
  }
}
