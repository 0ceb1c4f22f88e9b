import type { PacketLayer } from '../../../shared/packet-layers.ts'
import type { Frame } from '../frame.ts'
import { igmp } from './igmp.ts'
import { anyIp, ipv4, ipv6 } from './ip.ts'
import { ethernet, firstLayer, snap, vlan, wlan } from './link.ts'
import { mld } from './mld.ts'
import { Scribe } from './scribe.ts'
import { behindEtherType, BOTTOM, END, type Next, type NextKind, type Step } from './step.ts'
import { erspan, gre, mpls, ppp, pppoe } from './tunnels.ts'
import { port, udp } from './udp.ts'

/** Layers of one packet: four tunnels with all they may have around them are fewer. */
const MAX_LAYERS = 64

const STEPS: Readonly<Record<Exclude<NextKind, 'end'>, Step>> = {
  ethernet,
  ethertype: vlan,
  snap,
  wlan,
  'any-ip': anyIp,
  ipv4,
  ipv6,
  mpls,
  pppoe,
  ppp,
  udp,
  port,
  gre,
  erspan,
  igmp,
  mld,
}

/**
 * All fields of a packet with the octets where they stand, layer by layer: what `Decoder` reads, for a person to see. Where
 * the message is (`packetStart` of the decoder, counted as `frame.start` is) the decoder has found out; octets on the way
 * there that have no fields here are shown as such. Never throws, and never reads past the frame.
 */
export function anatomyOf(frame: Frame, packetStart: number): readonly PacketLayer[] {
  const { data, start, end, linkType } = frame
  const scribe = new Scribe(data, start, end)
  let next = firstLayer(scribe, linkType, start)
  let reached = endOf(scribe)
  for (let count = 0; count < MAX_LAYERS; count += 1) {
    if (next.kind === 'mpls' && next.type === BOTTOM) next = behindMpls(scribe, reached, packetStart)
    if (isLost(next, packetStart)) next = unread(scribe, reached, packetStart)
    if (next.kind === 'end') break
    next = STEPS[next.kind](scribe, next)
    reached = endOf(scribe)
  }
  scribe.limit = Number.POSITIVE_INFINITY
  const kind = scribe.layers.some((layer) => layer.kind === 'igmp' || layer.kind === 'mld') ? 'padding' : 'unread'
  if (reached < end) scribe.layer(kind, reached, () => end)
  return scribe.layers
}

const endOf = ({ layers, start }: Scribe): number => start + (layers.at(-1)?.last ?? -1) + 1

/** Before the message: nothing that goes on, or something that leads past it. */
const isLost = ({ kind, at }: Next, packetStart: number): boolean =>
  (kind === 'end' || at > packetStart) && !isMessage(kind)

const isMessage = (kind: NextKind): boolean => kind === 'igmp' || kind === 'mld'

/** MPLS does not say what it carries: a packet, or a frame, before which a control word may stand (RFC 4385 s3). */
function behindMpls(scribe: Scribe, reached: number, packetStart: number): Next {
  const first = scribe.read(reached, 1) ?? 0
  if (first >> 4 === 4 && (first & 15) >= 5 && reached <= packetStart) return { kind: 'ipv4', at: reached }
  for (const at of [reached, reached + CONTROL_WORD]) {
    const { kind } = behindEtherType(scribe.read(at + 12, 2) ?? 0, at)
    if (at + ETHERNET > packetStart || kind === 'snap' || kind === 'end') continue
    if (at > reached) scribe.layer('unread', reached, () => at)
    return { kind: 'ethernet', at }
  }
  return reached <= packetStart ? { kind: 'any-ip', at: reached } : END
}
const CONTROL_WORD = 4
const ETHERNET = 14

/** Octets up to the packet with the message; what that is tells its first octet. */
function unread(scribe: Scribe, reached: number, packetStart: number): Next {
  if (reached > packetStart) return END
  if (reached < packetStart) scribe.layer('unread', reached, () => packetStart)
  return { kind: 'any-ip', at: packetStart }
}
