import { type OutgoingMessage, type OutgoingRecord } from '../../server/capture/simulated/message.ts'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { Random } from '../../server/capture/simulated/random.ts'
import { type IPv4, ipv4, mac, UNSPECIFIED } from '../../shared/address.ts'
import { type EpochMs, SECOND } from '../../shared/time.ts'

/** A frame at its time. */
interface Timed {
  at: EpochMs
  data: Uint8Array
}

export interface Size {
  hosts: number
  groups: number
  seed: number
}
export const FULL_SIZE: Size = { hosts: 100_000, groups: 5_000, seed: 1 }

export const QUERY_INTERVAL = 125 * SECOND
const MAX_RESPONSE = 10 * SECOND
/** One query interval of all segments fits their staggered queries and the answers to the last one. */
const STAGGER = 110 * SECOND
const SEGMENTS = 20
const FIRST_VLAN = 101
/** Of the segments; their hosts hear no one else's reports, as behind a snooping switch. */
const VERSION_2_SHARE = 0.3
/** Of the hosts that change one group within a query interval. */
const ZAPPING_SHARE = 0.005
const GROUPS_PER_HOST = 2

/** A hundred thousand hosts with two groups each that answer general queries, zap, and are asked after leaves. */
export class Population {
  readonly memberships: number
  private readonly random: Random
  private readonly size: Size
  private readonly hostsPerSegment: number
  private readonly groupsPerSegment: number
  /** Group numbers within the segment, two a host. */
  private readonly choices: Uint32Array
  /** Hosts of each group, by segment and group number. */
  private readonly members: Set<number>[]

  constructor(size: Size) {
    this.size = size
    this.random = new Random(size.seed)
    this.hostsPerSegment = Math.ceil(size.hosts / SEGMENTS)
    this.groupsPerSegment = Math.max(4, Math.ceil(size.groups / SEGMENTS))
    this.memberships = size.hosts * GROUPS_PER_HOST
    this.choices = new Uint32Array(this.memberships)
    this.members = Array.from({ length: SEGMENTS * this.groupsPerSegment }, () => new Set<number>())
    for (let host = 0; host < size.hosts; host++) {
      const first = this.random.below(this.groupsPerSegment)
      this.choices[2 * host] = first
      // Another group, for a host is a member once.
      const second = (first + 1 + this.random.below(this.groupsPerSegment - 1)) % this.groupsPerSegment
      this.choices[2 * host + 1] = second
      for (const group of [first, second]) this.membersOf(this.segmentOf(host), group).add(host)
    }
  }

  /** What the wire carries in the query interval that begins at `from`, in order of time. */
  interval(from: EpochMs): Timed[] {
    const timed: Timed[] = []
    for (let segment = 0; segment < SEGMENTS; segment++) this.roundOfSegment(segment, from, timed)
    for (let host = 0; host < this.size.hosts; host++) {
      if (this.random.chance(ZAPPING_SHARE)) this.zap(host, from + this.random.between(0, STAGGER), timed)
    }
    return timed.sort((a, b) => a.at - b.at)
  }

  private roundOfSegment(segment: number, from: EpochMs, out: Timed[]): void {
    const asked = from + (segment * STAGGER) / SEGMENTS
    out.push(this.query(segment, asked, UNSPECIFIED))
    const last = Math.min(this.size.hosts, (segment + 1) * this.hostsPerSegment)
    for (let host = segment * this.hostsPerSegment; host < last; host++) {
      const groups = [this.groupOf(host, 0), this.groupOf(host, 1)]
      if (this.versionOf(segment) === 2) {
        for (const group of groups) out.push(this.report(host, this.answerTime(asked), group))
      } else {
        const records = groups.map((group): OutgoingRecord => ({ type: 'IS_EX', group, sources: [] }))
        out.push(this.fromHost(host, this.answerTime(asked), { kind: 'records', records }))
      }
    }
  }

  /** From one group to another; the querier asks after the one that was left, and its members answer. */
  private zap(host: number, at: EpochMs, out: Timed[]): void {
    const segment = this.segmentOf(host)
    const slot = 2 * host + this.random.below(GROUPS_PER_HOST)
    const from = this.choices[slot] ?? 0
    const taken = [this.choices[2 * host] ?? 0, this.choices[2 * host + 1] ?? 0]
    let to = this.random.below(this.groupsPerSegment)
    while (taken.includes(to)) to = this.random.below(this.groupsPerSegment)
    this.choices[slot] = to
    this.membersOf(segment, from).delete(host)
    this.membersOf(segment, to).add(host)
    const [left, joined] = [this.groupNumber(segment, from), this.groupNumber(segment, to)]
    if (this.versionOf(segment) === 2) {
      out.push(this.fromHost(host, at, { kind: 'leave', group: left }), this.report(host, at + 20, joined))
      out.push(this.report(host, at + 20 + this.random.between(1, 10 * SECOND), joined))
    } else {
      const records: OutgoingRecord[] = [
        { type: 'TO_IN', group: left, sources: [] },
        { type: 'TO_EX', group: joined, sources: [] },
      ]
      for (const delay of [0, this.random.between(1, SECOND)]) {
        out.push(this.fromHost(host, at + delay, { kind: 'records', records }))
      }
    }
    this.askAfter(segment, from, at + 1, out)
  }

  /**
   * RFC 2236 s7: an answer ends the questions. RFC 3376 s6.6.3.1: the question is repeated, with the S flag when
   * somebody has answered, and answered again.
   */
  private askAfter(segment: number, number: number, at: EpochMs, out: Timed[]): void {
    const group = this.groupNumber(segment, number)
    const members = this.membersOf(segment, number)
    const repeats = this.versionOf(segment) === 3 || members.size === 0
    for (const asked of repeats ? [at, at + SECOND] : [at]) {
      out.push(this.query(segment, asked, group, asked > at && members.size > 0))
      for (const member of members) {
        const answered = asked + this.random.between(1, SECOND)
        if (this.versionOf(segment) === 2) out.push(this.report(member, answered, group))
        else
          out.push(
            this.fromHost(member, answered, { kind: 'records', records: [{ type: 'IS_EX', group, sources: [] }] }),
          )
      }
    }
  }

  private query(segment: number, at: EpochMs, group: IPv4, suppress = false): Timed {
    const maxResponseTenths = (group === UNSPECIFIED ? MAX_RESPONSE : SECOND) / 100
    const settings = { maxResponseTenths, suppress, robustness: 2, queryInterval: QUERY_INTERVAL / SECOND }
    const message: OutgoingMessage = {
      kind: 'query',
      version: this.versionOf(segment),
      group,
      sources: [],
      ...settings,
    }
    const [src, srcMac] = [ipv4((10 << 24) | ((segment + 1) << 16) | 1), mac(0x020000000000 + segment)]
    return { at, data: encodeFrame(message, { src, srcMac, vlans: [FIRST_VLAN + segment] }) }
  }

  private report = (host: number, at: EpochMs, group: IPv4): Timed =>
    this.fromHost(host, at, { kind: 'report', version: 2, group })

  private fromHost(host: number, at: EpochMs, message: OutgoingMessage): Timed {
    const segment = this.segmentOf(host)
    const src = ipv4((10 << 24) | ((segment + 1) << 16) | (256 + (host % this.hostsPerSegment)))
    return {
      at,
      data: encodeFrame(message, { src, srcMac: mac(0x020100000000 + host), vlans: [FIRST_VLAN + segment] }),
    }
  }

  private membersOf = (segment: number, group: number): Set<number> => {
    const members = this.members[segment * this.groupsPerSegment + group]
    if (!members) throw new RangeError(`no group ${group} in segment ${segment}`)
    return members
  }
  private answerTime = (asked: EpochMs): EpochMs => asked + this.random.between(1, MAX_RESPONSE)
  private segmentOf = (host: number): number => Math.floor(host / this.hostsPerSegment)
  private versionOf = (segment: number): 2 | 3 => (segment < SEGMENTS * VERSION_2_SHARE ? 2 : 3)
  private groupOf = (host: number, slot: number): IPv4 =>
    this.groupNumber(this.segmentOf(host), this.choices[2 * host + slot] ?? 0)
  private groupNumber = (segment: number, group: number): IPv4 =>
    ipv4((239 << 24) | ((segment + 1) << 16) | (group + 1))
}
