import type { Encapsulation } from '../../shared/igmp.ts'
import type { Frame } from './frame.ts'
import { readMessage } from './igmp.ts'
import { emptyHeader, openIPv4 } from './ipv4.ts'
import { openLink, type Layers } from './link.ts'
import type { Message } from './message.ts'
import type { NoMessage } from './problem.ts'
import { emptyReading } from './reading.ts'
import { Segments, type Segment } from './segment.ts'
import { openTunnel } from './tunnel.ts'

/** Mirrors of mirrors are opened this deep. */
const MAX_TUNNELS = 4

const NO_ENCAPSULATION: readonly Encapsulation[] = []
const TZSP_ENCAPSULATION: readonly Encapsulation[] = ['tzsp']
const NO_PATHS: readonly string[] = []

/** Frames of one source to messages. Never throws: what gives no message gives the reason. */
export class Decoder {
  readonly #segments: Segments
  /* One for all frames: this is the hot path. */
  readonly #ip = emptyHeader()
  readonly #reading = emptyReading(this.#ip)
  readonly #layers: Layers = {
    data: new Uint8Array(0),
    position: 0,
    end: 0,
    wireEnd: 0,
    mac: null,
    vlan: -1,
    stack: null,
  }
  #frames = 0
  /** Where the IP packet of the last message stands in its frame's data: what copies of a mirror have in common. */
  packetStart = 0
  packetEnd = 0

  /** `sourceName` is the first part of the segments' names; empty leaves it out. */
  constructor(sourceName: string) {
    this.#segments = new Segments(sourceName)
  }

  decode(frame: Frame): Message | NoMessage {
    this.#frames += 1
    const { data, start, end } = frame
    const wireEnd = Math.max(end, start + frame.wireLength)
    const layers = this.#layers
    layers.data = data
    layers.position = start
    layers.end = end
    layers.wireEnd = wireEnd
    layers.mac = null
    layers.vlan = -1
    layers.stack = null
    const fault = openLink(layers, frame.linkType)
    if (fault !== null) return fault
    return frame.tunnel === null
      ? this.#packet(frame, layers, NO_ENCAPSULATION, NO_PATHS)
      : this.#packet(frame, layers, TZSP_ENCAPSULATION, [frame.tunnel])
  }

  #packet(
    frame: Frame,
    layers: Layers,
    encapsulation: readonly Encapsulation[],
    paths: readonly string[],
  ): Message | NoMessage {
    const ip = this.#ip
    const other = openIPv4(layers, ip)
    if (other !== null) return other
    if (ip.protocol === 'udp') {
      const tunnel = openTunnel(layers, ip)
      if (typeof tunnel === 'string') return tunnel
      if (paths.length === MAX_TUNNELS) return 'too-many-tunnels'
      return this.#packet(frame, layers, [...encapsulation, tunnel.encapsulation], [...paths, tunnel.path])
    }
    this.packetStart = layers.position
    this.packetEnd = Math.min(layers.end, ip.payloadEnd)
    const segment = this.#segment(frame, layers, paths)
    if (!segment) return 'too-many-segments'
    return readMessage(this.#reading, layers, this.#frames, frame.at, segment, encapsulation)
  }

  #segment(frame: Frame, layers: Layers, paths: readonly string[]): Segment | null {
    if (frame.interfaceId === null && paths.length === 0 && layers.stack === null) {
      return this.#segments.plain('ipv4', layers.vlan)
    }
    const vlans = layers.stack ?? (layers.vlan === -1 ? [] : [layers.vlan])
    return this.#segments.at('ipv4', frame.interfaceId, paths, vlans)
  }
}
