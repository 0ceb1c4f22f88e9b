import { ipv6, type IPv6 } from '../../shared/address.ts'
import { u16 } from './reader.ts'

/** Addresses kept; a power of two. One that falls on the place of another takes it. */
const PLACES = 4_096
const WORDS = 4

/** IPv6 addresses from octets. The text of one that was read lately is not made again. */
export class AddressCache {
  readonly #words = new Int32Array(PLACES * WORDS)
  readonly #texts = new Array<IPv6 | null>(PLACES).fill(null)

  read(data: Uint8Array, at: number): IPv6 {
    const words = this.#words
    const a = word(data, at)
    const b = word(data, at + 4)
    const c = word(data, at + 8)
    const d = word(data, at + 12)
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f)
    hash ^= hash >>> 15
    const place = hash & (PLACES - 1)
    const base = place * WORDS
    const known = this.#texts[place]
    const same = words[base] === a && words[base + 1] === b && words[base + 2] === c && words[base + 3] === d
    if (known && same) return known
    words[base] = a
    words[base + 1] = b
    words[base + 2] = c
    words[base + 3] = d
    const text = ipv6(Array.from({ length: 8 }, (_, group) => u16(data, at + 2 * group)))
    this.#texts[place] = text
    return text
  }

  /** `count` addresses in a row. */
  readAll(data: Uint8Array, at: number, count: number): readonly IPv6[] {
    return count <= 0 ? NONE : Array.from({ length: count }, (_, i) => this.read(data, at + 16 * i))
  }
}

const NONE: readonly IPv6[] = []

const word = (data: Uint8Array, at: number): number =>
  (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!
