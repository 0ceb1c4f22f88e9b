import { checksum } from '../../server/capture/simulated/checksum.ts'
import { frameOf as ethernetOf, type Envelope } from '../../server/capture/simulated/encode.ts'
import { Decoder } from '../../server/decode/index.ts'
import type { Message } from '../../server/decode/message.ts'
import type { NoMessage } from '../../server/decode/problem.ts'
import { ALL_HOSTS, mac, type IPv4 } from '../../shared/address.ts'
import { frameOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'

/** Frames from octets written in hex, for what no honest sender would send. */

export const HOST = ip('10.0.10.11')
export const MAC = mac(0x020000000a0b)
export const GROUP = ip('239.1.1.1')
export { hex } from '../generate/octets.ts'

/** Sets the checksum over all octets, where there is room for it. */
export function summed(message: Uint8Array): Uint8Array {
  const bytes = message.slice()
  if (bytes.length < 4) return bytes
  bytes[2] = bytes[3] = 0
  const sum = checksum(bytes, 0, bytes.length)
  bytes[2] = sum >>> 8
  bytes[3] = sum & 255
  return bytes
}

/** The Ethernet frame around IGMP octets. */
export const ethernet = (igmp: Uint8Array, dst: IPv4 = ALL_HOSTS, envelope: Partial<Envelope> = {}): Uint8Array =>
  ethernetOf(igmp, dst, { src: HOST, srcMac: MAC, padTo: 0, ...envelope })

export const decode = (data: Uint8Array, linkType = 1, wireLength = data.length): Message | NoMessage =>
  new Decoder('').decode(frameOf(data, 1_000, linkType, wireLength))

/** The message of octets with a right checksum. Throws where there is none. */
export function message(igmp: Uint8Array, dst: IPv4 = ALL_HOSTS, envelope: Partial<Envelope> = {}): Message {
  const result = decode(ethernet(summed(igmp), dst, envelope))
  if (typeof result === 'string') throw new Error(`no message: ${result}`)
  return result
}
