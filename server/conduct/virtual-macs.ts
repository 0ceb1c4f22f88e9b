import type { Mac } from '../../shared/address.ts'

/** A MAC that belongs to an address of several routers, whichever of them is up: the first octets of it, and their bits. */
const VIRTUAL: readonly (readonly [first: number, bits: number])[] = [
  [0x00005e0001, 40], // VRRP, RFC 9568 s7.3; CARP
  [0x00005e0002, 40], // VRRP in IPv6
  [0x00000c07ac, 40], // HSRP version 1, RFC 2281 s5.4
  [0x00000c9ff, 36], // HSRP version 2
  [0x000573a00, 36], // HSRP in IPv6
  [0x0007b400, 32], // GLBP
]

/** Routers that share an address speak from this MAC as well as from their own. */
export const isVirtualRouter = (mac: Mac): boolean =>
  VIRTUAL.some(([first, bits]) => Math.floor(mac / 2 ** (48 - bits)) === first)
