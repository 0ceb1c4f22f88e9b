import { ipv4, mac, UNSPECIFIED, type IPv4 } from '../../../shared/address.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { encodeFrame } from '../../../server/capture/simulated/encode.ts'
import { Random } from '../../../server/capture/simulated/random.ts'
import type { RecordType } from '../../../shared/igmp.ts'

/*
 * Very many hosts that watch television, and the truth about them: who watched what, and when it changed. Each host has one
 * group. IGMPv3; each segment has a querier. Pure: time comes from outside.
 */

export const QUERY_INTERVAL: DurationMs = 20 * SECOND
export const MAX_RESPONSE: DurationMs = 10 * SECOND
const SLOT: DurationMs = SECOND / 10
const FIRST_VLAN = 10
const ROBUSTNESS = 2

export interface CrowdSize {
  hosts: number
  segments: number
  channels: number
  /** Hosts that change their channel, a second. */
  zaps: number
}

/** A host left one channel for another. */
export interface Zap {
  at: EpochMs
  host: number
  from: number
  to: number
}

export class Crowd {
  readonly size: CrowdSize
  readonly zaps: Zap[] = []
  /** The channel of each host. */
  readonly watching: Int32Array
  sent = 0
  readonly #random: Random
  readonly #answers = new Map<number, number[]>()
  #at: EpochMs
  #due = 0
  /** No host changes its channel any more. */
  calm = false

  constructor(size: CrowdSize, at: EpochMs, seed: number) {
    this.size = size
    this.#at = at
    this.#random = new Random(seed)
    this.watching = Int32Array.from({ length: size.hosts }, () => this.#random.below(size.channels))
  }

  /** What is sent until `at`. */
  *until(at: EpochMs): Generator<Uint8Array> {
    for (let slot = Math.floor(this.#at / SLOT) + 1; slot * SLOT <= at; slot += 1) {
      const now = slot * SLOT
      for (let segment = 0; segment < this.size.segments; segment += 1) {
        if (now % QUERY_INTERVAL === (segment * SECOND) % QUERY_INTERVAL) yield this.#query(segment, slot)
      }
      for (const host of this.#answers.get(slot) ?? []) yield this.#answer(host)
      this.#answers.delete(slot)
      if (!this.calm) yield* this.#zap(now)
    }
    this.#at = Math.max(this.#at, Math.floor(at / SLOT) * SLOT)
  }

  #query(segment: number, slot: number): Uint8Array {
    for (let host = segment; host < this.size.hosts; host += this.size.segments) {
      const answer = slot + 1 + this.#random.below(MAX_RESPONSE / SLOT - 1)
      const waiting = this.#answers.get(answer)
      if (waiting) waiting.push(host)
      else this.#answers.set(answer, [host])
    }
    this.sent += 1
    return encodeFrame(
      {
        ...{ kind: 'query', version: 3, group: UNSPECIFIED, maxResponseTenths: MAX_RESPONSE / 100, suppress: false },
        ...{ robustness: ROBUSTNESS, queryInterval: QUERY_INTERVAL / SECOND, sources: [] },
      },
      { src: ipv4(querierOf(segment)), srcMac: mac(0x020000ff0000 + segment), vlans: [vlanOf(segment)] },
    )
  }

  #answer(host: number): Uint8Array {
    return this.#report(host, [['IS_EX', this.watching[host] ?? 0]])
  }

  *#zap(now: EpochMs): Generator<Uint8Array> {
    this.#due += (this.size.zaps * SLOT) / SECOND
    for (; this.#due >= 1; this.#due -= 1) {
      const host = this.#random.below(this.size.hosts)
      const from = this.watching[host] ?? 0
      const to = (from + 1 + this.#random.below(this.size.channels - 1)) % this.size.channels
      this.watching[host] = to
      this.zaps.push({ at: now, host, from, to })
      yield this.#report(host, [
        ['TO_IN', from],
        ['TO_EX', to],
      ])
    }
  }

  #report(host: number, records: readonly (readonly [RecordType, number])[]): Uint8Array {
    this.sent += 1
    const message = {
      kind: 'records' as const,
      records: records.map(([type, channel]) => ({ type, group: groupOf(channel), sources: [] })),
    }
    const segment = host % this.size.segments
    return encodeFrame(message, {
      ...{ src: ipv4(addressOf(host, segment)), srcMac: mac(0x020000000000 + host), vlans: [vlanOf(segment)] },
    })
  }
}

export const vlanOf = (segment: number): number => FIRST_VLAN + segment
/** 239.10.0.0/16. */
const FIRST_GROUP = 0xef0a0000
export const groupOf = (channel: number): IPv4 => ipv4(FIRST_GROUP + 256 + channel)
export const channelOf = (group: number): number => (group >>> 0) - FIRST_GROUP - 256
/** 10.SEGMENT.x.y; its querier has the lowest address. */
const addressOf = (host: number, segment: number): number => 0x0a000000 + (vlanOf(segment) << 16) + 256 + host
export const hostOf = (address: number): number => (address & 0xffff) - 256
const querierOf = (segment: number): number => 0x0a000000 + (vlanOf(segment) << 16) + 1
