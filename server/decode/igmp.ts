import {
  ALL_HOSTS,
  ALL_ROUTERS,
  ALL_V3_ROUTERS,
  isMulticast,
  UNSPECIFIED,
  type IPv4,
  type Mac,
} from '../../shared/address.ts'
import { IGMP_TYPE, RECORD_TYPES, type Encapsulation, type IgmpVersion, type Problem } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import { checksum } from './checksum.ts'
import { OTHER_TYPES, SHORT_TYPES } from './igmp-types.ts'
import type { IPv4Header } from './ipv4.ts'
import type { GroupRecord, Message } from './message.ts'
import { isSound, NO_PROBLEMS } from './problem.ts'
import { readIPv4, readSources, u16 } from './reader.ts'
import type { Segment } from './segment.ts'
import { MAX_RESPONSE_V1, maxResponseV2, maxResponseV3, queryInterval } from './time-code.ts'

/** Shortest membership message, longest fixed part of a version 3 query, fixed part of a group record. */
const HEADER = 8
const QUERY_V3_HEADER = 12
const RECORD_HEADER = 8

/** Where the message was found. */
export interface Origin {
  frame: number
  at: EpochMs
  segment: Segment
  encapsulation: readonly Encapsulation[]
  mac: Mac | null
}

/**
 * Reads the IGMP message that is the payload of `ip`. `end` is where the capture ends, `wireEnd` where the frame did.
 * Never throws and never reads past `end`: what is wrong stands in `problems`.
 */
export function readMessage(data: Uint8Array, end: number, wireEnd: number, ip: IPv4Header, origin: Origin): Message {
  return new MessageReader(data, end, wireEnd, ip, origin).read()
}

class MessageReader {
  readonly #data: Uint8Array
  readonly #start: number
  /** Octets of the message that were captured, and that it has. */
  readonly #have: number
  readonly #length: number
  readonly #ip: IPv4Header
  readonly #origin: Origin
  readonly #partial: boolean
  #problems: Problem[] | null = null

  constructor(data: Uint8Array, end: number, wireEnd: number, ip: IPv4Header, origin: Origin) {
    this.#data = data
    this.#start = ip.payload
    this.#ip = ip
    this.#origin = origin
    this.#length = ip.payloadEnd - ip.payload
    this.#have = Math.max(0, Math.min(end, ip.payloadEnd) - ip.payload)
    this.#partial = ip.fragment || this.#have < this.#length
    if (ip.payloadEnd > wireEnd) this.#flag('bad-length')
    else if (this.#have < this.#length) this.#flag('truncated')
    if (ip.fragment) this.#flag('fragment')
    else if (this.#have === this.#length && checksum(data, this.#start, ip.payloadEnd) !== 0) this.#flag('bad-checksum')
  }

  read(): Message {
    const type = this.#have > 0 ? this.#data[this.#start]! : null
    switch (type) {
      case IGMP_TYPE.query:
        return this.#query()
      case IGMP_TYPE.reportV1:
        return this.#oldReport(1)
      case IGMP_TYPE.reportV2:
        return this.#oldReport(2)
      case IGMP_TYPE.leaveV2:
        return this.#leave()
      case IGMP_TYPE.reportV3:
        return this.#records()
      default:
        return this.#other(type)
    }
  }

  #flag(problem: Problem): void {
    if (!this.#problems) this.#problems = [problem]
    else if (!this.#problems.includes(problem)) this.#problems.push(problem)
  }

  /** RFC 3376 s4: sent with TTL 1 and the Router Alert option. No rule to refuse what is not, so it is only told. */
  #checkHeader(): void {
    if (this.#ip.ttl !== 1) this.#flag('ttl-not-1')
    if (this.#ip.routerAlert === false) this.#flag('no-router-alert')
  }

  /** The group address, or null when it was not captured or is not there. */
  #group(): IPv4 | null {
    return this.#have >= HEADER ? readIPv4(this.#data, this.#start + 4) : null
  }

  /** RFC 3376 s7.1: 8 octets and code 0 is version 1, 8 and another code version 2, 12 or more version 3. */
  #queryVersion(code: number): IgmpVersion | null {
    if (this.#length === HEADER) return code === 0 ? 1 : 2
    return this.#length >= QUERY_V3_HEADER ? 3 : null
  }

  #query(): Message {
    this.#checkHeader()
    const code = this.#have > 1 ? this.#data[this.#start + 1]! : 0
    const version = this.#queryVersion(code)
    if (version === null) this.#flag('bad-length')
    const address = this.#group()
    const group = address === UNSPECIFIED ? null : address
    this.#checkQueryDestination(group, address !== null)
    let suppress = false
    let robustness: number | null = null
    let interval: number | null = null
    let sources: readonly IPv4[] = []
    if (version === 3 && this.#have >= QUERY_V3_HEADER) {
      const flags = this.#data[this.#start + 8]!
      suppress = (flags & 8) !== 0 // s4.1.5
      robustness = flags & 7 // s4.1.6
      interval = queryInterval(this.#data[this.#start + 9]!) // s4.1.7
      const count = u16(this.#data, this.#start + 10)
      if (count > (this.#length - QUERY_V3_HEADER) >> 2 && !this.#ip.fragment) this.#flag('bad-length')
      const whole = Math.min(count, (this.#have - QUERY_V3_HEADER) >> 2)
      sources = readSources(this.#data, this.#start + QUERY_V3_HEADER, whole)
    }
    return {
      ...this.#envelope(IGMP_TYPE.query),
      kind: 'query',
      version,
      scope: group === null ? 'general' : sources.length > 0 ? 'group-and-source' : 'group',
      group,
      maxResponseMs: version === 1 ? MAX_RESPONSE_V1 : version === 3 ? maxResponseV3(code) : maxResponseV2(code),
      suppress,
      robustness,
      queryIntervalMs: interval,
      sources,
    }
  }

  /**
   * RFC 3376 s4.1.12: a general query goes to 224.0.0.1, a specific one to its group. A host accepts a query to any of
   * its own addresses, and the Linux bridge sends specific ones to 224.0.0.1: what counts is the group field.
   */
  #checkQueryDestination(group: IPv4 | null, known: boolean): void {
    if (!known) return
    if (group !== null && !isMulticast(group)) this.#flag('not-multicast')
    const { dst } = this.#ip
    if (isMulticast(dst) && dst !== (group ?? ALL_HOSTS)) this.#flag('wrong-destination')
  }

  /** RFC 1112, RFC 2236 s2: what follows the first 8 octets is ignored. */
  #oldReport(version: 1 | 2): Message {
    this.#checkHeader()
    if (this.#length < HEADER) this.#flag('bad-length')
    const group = this.#group()
    if (group !== null) {
      this.#checkReported(group)
      if (this.#ip.dst !== group) this.#flag('wrong-destination') // RFC 2236 s9
    }
    const type = version === 1 ? IGMP_TYPE.reportV1 : IGMP_TYPE.reportV2
    return { ...this.#envelope(type), kind: 'report', version, group: group ?? UNSPECIFIED }
  }

  #leave(): Message {
    this.#checkHeader()
    if (this.#length < HEADER) this.#flag('bad-length')
    const group = this.#group()
    if (group !== null) {
      this.#checkReported(group)
      // RFC 2236 s9: to 224.0.0.2; old hosts send it to the group.
      if (this.#ip.dst !== ALL_ROUTERS && this.#ip.dst !== group) this.#flag('wrong-destination')
    }
    return { ...this.#envelope(IGMP_TYPE.leaveV2), kind: 'leave', version: 2, group: group ?? UNSPECIFIED }
  }

  #checkReported(group: IPv4): void {
    if (!isMulticast(group)) this.#flag('not-multicast')
    else if (group === ALL_HOSTS) this.#flag('all-hosts-reported')
  }

  #records(): Message {
    this.#checkHeader()
    if (this.#length < HEADER) this.#flag('bad-length')
    if (this.#ip.dst !== ALL_V3_ROUTERS) this.#flag('wrong-destination') // s4.2.14
    const records = this.#have >= HEADER ? this.#readRecords(u16(this.#data, this.#start + 6)) : []
    return { ...this.#envelope(IGMP_TYPE.reportV3), kind: 'report', version: 3, group: null, records }
  }

  /** RFC 3376 s4.2.4. A record that runs past the end stops the reading; those before it count. */
  #readRecords(count: number): GroupRecord[] {
    const records: GroupRecord[] = []
    const data = this.#data
    const end = this.#start + this.#have
    let at = this.#start + HEADER
    for (let i = 0; i < count; i += 1) {
      const fits = end - at >= RECORD_HEADER
      const size = fits ? RECORD_HEADER + 4 * u16(data, at + 2) + 4 * data[at + 1]! : 0
      if (!fits || size > end - at) {
        if (!this.#partial) this.#flag('malformed-record')
        break
      }
      const type = RECORD_TYPES[data[at]! - 1]
      if (type) {
        const group = readIPv4(data, at + 4)
        this.#checkReported(group)
        records.push({ type, group, sources: readSources(data, at + RECORD_HEADER, u16(data, at + 2)) })
      } else this.#flag('unknown-record-type')
      at += size
    }
    return records
  }

  #other(type: number | null): Message {
    const name = type === null ? null : (OTHER_TYPES.get(type) ?? null)
    if (type !== null && name === null) this.#flag('unknown-type')
    const shortest = type !== null && SHORT_TYPES.has(type) ? 4 : HEADER
    if (this.#length < shortest) this.#flag('bad-length')
    return { ...this.#envelope(type), kind: 'other', version: null, group: null, name }
  }

  #envelope(type: number | null) {
    const { frame, at, segment, encapsulation, mac } = this.#origin
    const { src, dst, ttl, routerAlert } = this.#ip
    const problems = this.#problems ?? NO_PROBLEMS
    const sound = this.#problems === null || isSound(this.#problems)
    return { frame, at, segment, encapsulation, mac, src, dst, ttl, routerAlert, type, problems, sound }
  }
}
