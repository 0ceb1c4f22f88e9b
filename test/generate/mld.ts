import { checksum } from '../../server/capture/simulated/checksum.ts'
import { groupsOf, parseIPv6 } from '../../shared/address.ts'
import { hex, join, word } from './octets.ts'

/** Who sends an MLD message, and what the sender gets wrong. */
export interface MldEnvelope {
  src?: string
  hopLimit?: number
  /** Octets of the extension headers between the IPv6 header and the message, and the number of the first one. */
  extensions?: string
  firstHeader?: number
  badChecksum?: boolean
}

/** Hop-by-hop with Router Alert for MLD, then ICMPv6 (RFC 2711). */
export const HOP_BY_HOP = '3a00 05020000 0100'
const HOP_BY_HOP_NUMBER = 0

export function octetsOf(text: string): Uint8Array {
  const address = parseIPv6(text)
  if (address === null) throw new Error(`no address: ${text}`)
  return join(...groupsOf(address).map(word))
}

/** The Ethernet frame of the octets of an ICMPv6 message, with its checksum. */
export function mldFrame(message: Uint8Array, dst: string, envelope: MldEnvelope = {}): Uint8Array {
  const { src = 'fe80::11', hopLimit = 1, extensions = HOP_BY_HOP, firstHeader = HOP_BY_HOP_NUMBER } = envelope
  const addresses = join(octetsOf(src), octetsOf(dst))
  const bytes = message.slice()
  if (bytes.length >= 4) {
    bytes.set(hex('0000'), 2)
    const summed = join(addresses, hex('0000'), word(bytes.length), hex('0000003a'), bytes)
    bytes.set(word(checksum(summed, 0, summed.length)), 2)
    if (envelope.badChecksum) bytes[2] = bytes[2]! ^ 0x55
  }
  const options = hex(extensions)
  const header = join(hex('60000000'), word(options.length + bytes.length), Uint8Array.of(firstHeader, hopLimit))
  const mac = join(hex('3333'), octetsOf(dst).subarray(12))
  return join(mac, hex('020000000a41 86dd'), header, addresses, options, bytes)
}
