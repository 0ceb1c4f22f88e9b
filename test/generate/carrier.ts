import { checksum } from '../../server/capture/simulated/checksum.ts'
import { hex, join, long, word } from './octets.ts'

/* What a mirror is carried in: Ethernet, IPv4 or IPv6, UDP. All in whole octets, with right lengths and checksums. */

export const ethernet = (type: number, payload: Uint8Array, tags = ''): Uint8Array =>
  join(hex('020000000f02 020000000f01'), hex(tags), word(type), payload)

/** From 192.0.2.1 to 192.0.2.2. `fragment`: flags and offset. */
export function ipv4(protocol: number, payload: Uint8Array, fragment = 0): Uint8Array {
  const head = join(
    hex('4500'),
    word(20 + payload.length),
    hex('0001'),
    word(fragment),
    hex('40'),
    Uint8Array.of(protocol),
  )
  const header = join(head, hex('0000 c0000201 c0000202'))
  const sum = checksum(header, 0, 20)
  header[10] = sum >>> 8
  header[11] = sum & 255
  return join(header, payload)
}

/** From 2001:db8::1 to 2001:db8::2. */
export const ipv6 = (next: number, payload: Uint8Array): Uint8Array =>
  join(
    hex('60000000'),
    word(payload.length),
    Uint8Array.of(next, 64),
    hex('20010db8 00000000 00000000 00000001  20010db8 00000000 00000000 00000002'),
    payload,
  )

/** Without a checksum, as tunnels send it. */
export const udp = (port: number, payload: Uint8Array, sourcePort = 50_000): Uint8Array =>
  join(word(sourcePort), word(port), word(8 + payload.length), hex('0000'), payload)

export const overUdp = (port: number, payload: Uint8Array, sourcePort?: number): Uint8Array =>
  ethernet(0x0800, ipv4(17, udp(port, payload, sourcePort)))
export const overUdp6 = (port: number, payload: Uint8Array): Uint8Array =>
  ethernet(0x86dd, ipv6(17, udp(port, payload)))
export const overIp = (protocol: number, payload: Uint8Array): Uint8Array => ethernet(0x0800, ipv4(protocol, payload))
export const overIp6 = (protocol: number, payload: Uint8Array): Uint8Array => ethernet(0x86dd, ipv6(protocol, payload))

/** Samples of sFlow version 5, in the octets of the agent 192.0.2.7. */
export const sflow = (samples: readonly Uint8Array[], sequence = 1): Uint8Array =>
  join(long(5), long(1), hex('c0000207'), long(0), long(sequence), long(1_000), long(samples.length), ...samples)

/** A sample of the raw header of a frame: the first `octets` of it. Expanded samples have two words for an interface. */
export function flowSample(frame: Uint8Array, octets = 128, expanded = false, protocol = 1): Uint8Array {
  const header = frame.subarray(0, octets)
  const padding = new Uint8Array((4 - (header.length % 4)) % 4)
  const raw = join(long(protocol), long(frame.length + 4), long(4), long(header.length), header, padding)
  const record = join(long(1), long(raw.length), raw)
  const ids = expanded ? join(long(0), long(3)) : long(3)
  const interfaces = expanded ? join(long(0), long(1), long(0), long(2)) : join(long(1), long(2))
  const sample = join(long(1), ids, long(512), long(5_120), long(0), interfaces, long(1), record)
  return join(long(expanded ? 3 : 1), long(sample.length), sample)
}
