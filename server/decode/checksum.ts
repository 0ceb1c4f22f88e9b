/**
 * RFC 3376 s4.1.2: the 16-bit one's complement of the one's complement sum of the whole IP payload, extra octets
 * included. Over a message with its checksum in place the result is 0 when that is right.
 */
export function checksum(data: Uint8Array, start: number, end: number): number {
  let sum = 0
  let i = start
  for (; i + 1 < end; i += 2) sum += (data[i]! << 8) | data[i + 1]!
  if (i < end) sum += data[i]! << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
