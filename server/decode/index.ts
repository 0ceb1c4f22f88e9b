import type { Family } from '../../shared/address.ts'
import { AddressCache } from './address-cache.ts'
import { CarrierFragments } from './carrier-fragments.ts'
import type { Frame } from './frame.ts'
import { readIgmp } from './igmp.ts'
import { emptyHeader } from './ip.ts'
import { openIPv4 } from './ipv4.ts'
import { openIPv6 } from './ipv6.ts'
import { emptyLayers, openEthernet, openLink, openRaw, type Layers } from './link.ts'
import type { Message } from './message.ts'
import { readMld } from './mld.ts'
import { openMpls } from './mpls.ts'
import { openPppoe } from './pppoe.ts'
import type { NoMessage } from './problem.ts'
import { emptyReading } from './reading.ts'
import { Segments, type Segment } from './segment.ts'
import { SFLOW_PROTOCOL, type Sample } from './sflow.ts'
import { openTunnel } from './tunnel.ts'
import { Way } from './way.ts'

export interface DecoderOptions {
  /** The VLAN of frames without a tag, where a mirror tags one direction only; null: they are untagged. */
  nativeVlan?: number | null
  /** Whether anything is known of a segment: one of which nothing is may make room for another. Absent: of all. */
  held?: (segment: Segment) => boolean
}

/** Frames of one source to messages. Never throws: what gives no message gives the reason. */
export class Decoder {
  readonly #segments: Segments
  readonly #nativeVlan: number
  /* One for all frames: this is the hot path. */
  readonly #ip = emptyHeader()
  readonly #layers = emptyLayers()
  readonly #way = new Way()
  readonly #fragments = new CarrierFragments()
  readonly #addresses = new AddressCache()
  readonly #reading = emptyReading(this.#ip, this.#way)
  #frames = 0
  /** Where the IP packet of the last message stands in its frame's data: what copies of a mirror have in common. */
  packetStart = 0
  packetEnd = 0

  /** `sourceName` is the first part of the segments' names; empty leaves it out. */
  constructor(sourceName: string, { nativeVlan = null, held }: DecoderOptions = {}) {
    this.#segments = new Segments(sourceName, held)
    this.#nativeVlan = nativeVlan ?? -1
  }

  /** What numbered mirrors within this source lost on the way. */
  get losses(): Way['losses'] {
    return this.#way.losses
  }

  /** The answer `samples` is a datagram of several: `samples` gives its messages. */
  decode(frame: Frame): Message | NoMessage {
    this.#frames += 1
    const layers = this.#layers
    const ip = this.#ip
    this.#way.start(frame)
    this.#enter(frame.data, frame.start, frame.end, frame.wireLength)
    const fault = openLink(layers, frame.linkType)
    if (fault !== null) return fault
    if (frame.encapsulation !== undefined) tagByMirror(layers, frame)
    if (layers.next !== 'ipv4') return this.#packet(frame)
    // Nearly every frame goes this way alone.
    const other = openIPv4(layers, ip)
    if (other !== null) return this.#concerning(other)
    return ip.protocol === 'igmp' ? this.#message(frame, 'ipv4') : this.#carried(frame)
  }

  /** The messages in the samples of `frame`, for which `decode` has just answered `samples`. */
  samples(frame: Frame): Message[] {
    const way = this.#way
    const { depth, samples, agent } = way
    return samples.flatMap((sample) => {
      way.depth = depth
      way.sampled = true
      if (!way.enter('sflow', agent)) return []
      const message = this.#sample(frame, sample)
      return typeof message === 'string' ? [] : [message]
    })
  }

  #sample(frame: Frame, { protocol, start, end, frameLength }: Sample): Message | NoMessage {
    const layers = this.#layers
    this.#enter(frame.data, start, end, frameLength)
    switch (protocol) {
      case SFLOW_PROTOCOL.ethernet:
        return openEthernet(layers) ?? this.#packet(frame)
      case SFLOW_PROTOCOL.ipv4:
      case SFLOW_PROTOCOL.ipv6:
        return openRaw(layers) ?? this.#packet(frame)
      default:
        return 'not-igmp'
    }
  }

  #enter(data: Uint8Array, start: number, end: number, wireLength: number): void {
    const layers = this.#layers
    layers.data = data
    layers.position = start
    layers.end = end
    layers.wireEnd = Math.max(end, start + wireLength)
    layers.mac = null
    layers.vlan = -1
    layers.stack = null
  }

  /** Takes off layer by layer until a message is there. */
  #packet(frame: Frame): Message | NoMessage {
    const fault = this.#network()
    if (fault !== null) return this.#concerning(fault)
    // A message whose carrier came in fragments is one of a fragment.
    if (this.#way.fragment) this.#ip.fragment = true
    switch (this.#ip.protocol) {
      case 'igmp':
        return this.#message(frame, 'ipv4')
      case 'mld':
        return this.#message(frame, 'ipv6')
      default:
        return this.#carried(frame)
    }
  }

  /** What the packet at hand carries, where that is a tunnel. */
  #carried(frame: Frame): Message | NoMessage {
    const ip = this.#ip
    const fault = openTunnel(this.#layers, ip, this.#way, this.#addresses)
    if (ip.id !== -1 && fault !== 'not-igmp') this.#fragments.add(ip)
    return fault ?? this.#packet(frame)
  }

  /** A later fragment of ordinary traffic is ordinary traffic. */
  #concerning(fault: NoMessage): NoMessage {
    return fault === 'later-fragment' && !this.#fragments.concerns(this.#ip) ? 'not-igmp' : fault
  }

  /** Up to an IP header and past it. */
  #network(): NoMessage | null {
    const layers = this.#layers
    for (;;) {
      let fault: NoMessage | null
      switch (layers.next) {
        case 'ipv4':
          return openIPv4(layers, this.#ip)
        case 'ipv6':
          return openIPv6(layers, this.#ip, this.#addresses)
        case 'mpls':
          fault = openMpls(layers, this.#way)
          break
        case 'pppoe':
          fault = openPppoe(layers, this.#way)
      }
      if (fault !== null) return fault
    }
  }

  #message(frame: Frame, family: Family): Message | NoMessage {
    const layers = this.#layers
    const reading = this.#reading
    if (this.#ip.id !== -1) this.#fragments.add(this.#ip)
    this.packetStart = layers.position
    this.packetEnd = Math.min(layers.end, this.#ip.payloadEnd)
    const segment = this.#segment(frame, family)
    if (!segment) return 'too-many-segments'
    reading.frame = this.#frames
    reading.at = frame.at
    reading.segment = segment
    return family === 'ipv4' ? readIgmp(reading, layers) : readMld(reading, layers, this.packetStart, this.#addresses)
  }

  #segment(frame: Frame, family: Family): Segment | null {
    const { vlan: tagged, stack } = this.#layers
    const vlan = tagged === -1 ? this.#nativeVlan : tagged
    if (frame.interfaceId === null && !this.#way.used && stack === null) {
      return this.#segments.plain(family, vlan)
    }
    return this.#segments.at(family, frame.interfaceId, this.#way.paths, stack ?? (vlan === -1 ? [] : [vlan]))
  }
}

/** The VLAN that a mirror tells of a frame without a tag. */
function tagByMirror(layers: Layers, { vlan = 0 }: Frame): void {
  if (vlan !== 0 && layers.vlan === -1) layers.vlan = vlan
}
