/**
 * RFC 3376 s4.1.2: the 16-bit one's complement of the one's complement sum of the whole IP payload, extra octets
 * included; `before` is the sum of what belongs to it and stands elsewhere. Over a message with its checksum in place the result is 0 when that is right.
 */
export function checksum(data: Uint8Array, start: number, end: number, before = 0): number {
  let sum = before
  let i = start
  for (; i + 1 < end; i += 2) sum += (data[i]! << 8) | data[i + 1]!
  if (i < end) sum += data[i]! << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

/** RFC 8200 s8.1: the sum over the pseudo-header of ICMPv6, of the packet whose IPv6 header begins at `header`. */
export function pseudoHeaderSum(data: Uint8Array, header: number, length: number): number {
  let sum = length + NEXT_HEADER_ICMPV6
  for (let at = header + 8; at < header + 40; at += 2) sum += (data[at]! << 8) | data[at + 1]!
  return sum
}
const NEXT_HEADER_ICMPV6 = 58
