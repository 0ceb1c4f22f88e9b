import type { IPv4, Mac } from '../../../shared/address.ts'
import { encodeFrame } from './encode.ts'
import type { OutgoingMessage } from './message.ts'
import type { Random } from './random.ts'
import type { Schedule } from './schedule.ts'

/** What a device does not do as the RFC says. */
export interface Quirks {
  /** RFC 3376 s4 asks for the Router Alert option. */
  noRouterAlert?: boolean
  /** One frame of so many goes out with a wrong checksum. */
  badChecksumOneIn?: number
  /** Joins, and never answers a query. */
  deaf?: boolean
}

export interface Station {
  readonly ip: IPv4
  readonly mac: Mac
  readonly quirks: Quirks
  receive(message: OutgoingMessage, from: IPv4): void
}

/** Copies of a frame on a mirror of both directions come this far apart, in ms. */
const COPY_DELAY = { least: 0.012, most: 0.06 }

export interface WireTap {
  vlan: number
  mirror: (frame: Uint8Array) => void
  /** A mirror of both directions shows each frame twice. */
  twice?: boolean
  /** IGMP where not given. */
  encode?: typeof encodeFrame
}

/** One broadcast domain: what a station sends, the others hear at once, and so does the mirror port. */
export class Wire {
  readonly schedule: Schedule
  readonly random: Random
  private readonly vlan: number
  private readonly mirror: (frame: Uint8Array) => void
  private readonly mirroredTwice: boolean
  private readonly encode: typeof encodeFrame
  private readonly listeners: Station[] = []
  private readonly queryListeners: Station[] = []

  constructor(schedule: Schedule, random: Random, tap: WireTap) {
    this.schedule = schedule
    this.random = random
    this.vlan = tap.vlan
    this.mirror = tap.mirror
    this.mirroredTwice = tap.twice ?? false
    this.encode = tap.encode ?? encodeFrame
  }

  /** Version 3 hosts act on queries alone (RFC 3376 s5.2); routers, and v1/v2 hosts, hear reports too. */
  attach(station: Station, hears: 'everything' | 'queries'): void {
    ;(hears === 'everything' ? this.listeners : this.queryListeners).push(station)
  }

  send(from: Station, message: OutgoingMessage): void {
    const { noRouterAlert = false, badChecksumOneIn = 0 } = from.quirks
    const badChecksum = badChecksumOneIn > 0 && this.random.chance(1 / badChecksumOneIn)
    const envelope = { src: from.ip, srcMac: from.mac, vlans: [this.vlan], routerAlert: !noRouterAlert, badChecksum }
    const frame = this.encode(message, envelope)
    this.mirror(frame)
    if (this.mirroredTwice) {
      const delay = this.random.between(COPY_DELAY.least, COPY_DELAY.most)
      this.schedule.after(delay, () => this.mirror(frame))
    }
    // RFC 3376 s4.2.2: a receiver drops what has a wrong checksum.
    if (badChecksum) return
    for (const station of this.listeners) if (station !== from) station.receive(message, from.ip)
    if (message.kind !== 'query') return
    for (const station of this.queryListeners) if (station !== from) station.receive(message, from.ip)
  }
}
