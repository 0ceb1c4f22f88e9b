import { ipv4, mac, type IPv4, type Mac } from '../../shared/address.ts'

/* Reading numbers from octets. Callers check the bounds first: an octet past the end would read as 0. */

export const u16 = (data: Uint8Array, at: number): number => (data[at]! << 8) | data[at + 1]!
export const u32 = (data: Uint8Array, at: number): number =>
  data[at]! * 0x1000000 + ((data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!)
export const readIPv4 = (data: Uint8Array, at: number): IPv4 =>
  ipv4((data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!)
export const readMac = (data: Uint8Array, at: number): Mac => mac(u16(data, at) * 0x100000000 + u32(data, at + 2))

/** `count` addresses in a row. */
export function readSources(data: Uint8Array, at: number, count: number): readonly IPv4[] {
  if (count === 0) return NONE
  const sources: IPv4[] = []
  for (let i = 0; i < count; i += 1) sources.push(readIPv4(data, at + 4 * i))
  return sources
}
const NONE: readonly IPv4[] = []
