import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { Random } from '../../server/capture/simulated/random.ts'
import { ipv4, mac, UNSPECIFIED } from '../../shared/address.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'

export interface Timed {
  at: EpochMs
  data: Uint8Array
}

export interface NeighbourhoodSize {
  hosts: number
  groups: number
  vlan: number
  queryInterval: DurationMs
  maxResponse: DurationMs
}

/** The truth: hosts that hold one group each, never leave it, and answer each query of the one querier. */
export class Neighbourhood {
  private readonly size: NeighbourhoodSize
  private readonly random = new Random(7)

  constructor(size: NeighbourhoodSize) {
    this.size = size
  }

  /** All joins, spread over a second. */
  joins(at: EpochMs): Timed[] {
    return this.each((host) => this.fromHost(host, at + this.random.below(SECOND), 'TO_EX'))
  }

  /** A general query and all answers to it, in the order of time. */
  cycle(at: EpochMs): Timed[] {
    const { queryInterval, maxResponse, vlan } = this.size
    const query: OutgoingMessage = {
      kind: 'query',
      version: 3,
      group: UNSPECIFIED,
      maxResponseTenths: maxResponse / 100,
      suppress: false,
      robustness: 2,
      queryInterval: queryInterval / SECOND,
      sources: [],
    }
    const asked = {
      at,
      data: encodeFrame(query, { src: ipv4(0x0a000001), srcMac: mac(0x02aa00000001), vlans: [vlan] }),
    }
    const answers = this.each((host) => this.fromHost(host, at + 1 + this.random.below(maxResponse - 1), 'IS_EX'))
    return [asked, ...answers]
  }

  private each(make: (host: number) => Timed): Timed[] {
    return Array.from({ length: this.size.hosts }, (_, host) => make(host)).sort((a, b) => a.at - b.at)
  }

  private fromHost(host: number, at: EpochMs, type: 'TO_EX' | 'IS_EX'): Timed {
    const group = ipv4((239 << 24) | (200 << 16) | (1 + (host % this.size.groups)))
    const envelope = { src: ipv4(0x0a010000 + host), srcMac: mac(0x02bb00000000 + host), vlans: [this.size.vlan] }
    return { at, data: encodeFrame({ kind: 'records', records: [{ type, group, sources: [] }] }, envelope) }
  }
}
