import { type IPv4, ipv4, type Mac, mac } from '../../../shared/address.ts'
import { Forwarding } from './forwarding.ts'
import { membershipInterval, Querier, type QuerierTiming } from './querier.ts'
import type { Random } from './random.ts'
import type { Schedule } from './schedule.ts'
import { Wire, type WireTap } from './wire.ts'

/** Vendor prefixes, so that the vendor column has something to say. */
export const VENDOR = {
  amino: 0x000202,
  sagemcom: 0x100645,
  cisco: 0x105725,
  juniper: 0x209339,
  mikrotik: 0x18fd74,
  evertz: 0x0002c5,
  sony: 0x205476,
  blackmagic: 0x7c2e0d,
  apple: 0x100020,
  intel: 0x105107,
  dell: 0x106530,
  lg: 0x201742,
  brother: 0x001787,
} as const

export type Mirror = (frame: Uint8Array) => void
/** Where and when a segment's story is told. */
export interface Stage {
  schedule: Schedule
  random: Random
  mirror: Mirror
}

/** How its mirror shows it, and which protocol is spoken. */
type TapOfSegment = Pick<WireTap, 'twice' | 'encode'>

/** A VLAN with its switch: 10.0.VLAN.0/24, and groups of the organisation's range (RFC 2365 s6.2 leaves 239/8 to it). */
export class Segment {
  readonly vlan: number
  readonly wire: Wire
  readonly forwarding: Forwarding
  private readonly timing: QuerierTiming

  constructor({ schedule, random, mirror }: Stage, vlan: number, timing: QuerierTiming, tap: TapOfSegment = {}) {
    this.vlan = vlan
    this.timing = timing
    this.wire = new Wire(schedule, random, { vlan, mirror, ...tap })
    this.forwarding = new Forwarding(this.wire, this.mac(VENDOR.cisco, 254), {
      membershipInterval: membershipInterval(timing),
      robustness: timing.robustness,
    })
  }

  querier(host: number, vendor: number): Querier {
    return new Querier(this.wire, this.forwarding, this.ip(host), this.mac(vendor, host), this.timing)
  }

  ip(host: number): IPv4 {
    return ipv4((10 << 24) | (this.vlan << 8) | host)
  }

  mac(vendor: number, host: number): Mac {
    return mac(vendor * 2 ** 24 + this.vlan * 2 ** 16 + 0x1000 + host)
  }
}

/** `first.second.0.number`, counted from 1. */
export const groups = (first: number, second: number, count: number): IPv4[] =>
  Array.from({ length: count }, (_, index) => ipv4((first << 24) | (second << 16) | (index + 1)))
