import { formatAddress, formatMac, ipv6 } from '../../../shared/address.ts'
import type { FieldName, LayerKind, PacketField, PacketLayer } from '../../../shared/packet-layers.ts'
import { readIPv4, readMac, u16, u32 } from '../reader.ts'

type More = Pick<PacketField, 'word' | 'ms' | 'rfc' | 'fields'>

/** Octets of data that one field shows as its value; what it holds is there as hex anyway. */
const SHOWN = 16

/**
 * Writes down the fields of one packet, layer by layer. It never reads past what was captured: a field that is not there
 * whole is left out, and its layer is cut.
 */
export class Scribe {
  readonly data: Uint8Array
  /** Where the frame begins: spans are counted from here. */
  readonly start: number
  readonly #end: number
  /** Where the packet at hand ends on the wire: sooner than its frame, or behind what was captured. */
  limit = Number.POSITIVE_INFINITY
  readonly layers: PacketLayer[] = []
  #fields: PacketField[] = []
  #cut = false

  constructor(data: Uint8Array, start: number, end: number) {
    this.data = data
    this.start = start
    this.#end = end
  }

  get end(): number {
    return Math.min(this.#end, this.limit)
  }

  has(at: number, octets: number): boolean {
    return at >= this.start && octets >= 0 && at + octets <= this.end
  }

  /** A layer of `kind` from `at` on; `write` gives where it ends. Returns that, or what is there of it. */
  layer(kind: LayerKind, at: number, write: () => number): number {
    this.#fields = []
    this.#cut = false
    const wanted = write()
    const end = Math.max(at, Math.min(wanted, this.end))
    if (wanted > this.end) this.#cut = true
    if (end > at) this.#push(kind, at, end)
    return end
  }

  #push(kind: LayerKind, at: number, end: number): void {
    const first = at - this.start
    this.layers.push({ kind, first, last: end - 1 - this.start, cut: this.#cut, fields: this.#fields })
  }

  /** A field whose value is known already. False when it is not there. */
  add(name: FieldName, at: number, octets: number, value: string | number, more: More = {}): boolean {
    if (!this.has(at, octets) || octets === 0) {
      if (octets > 0) this.#cut = true
      return false
    }
    const first = at - this.start
    this.#fields.push({ name, first, last: first + octets - 1, value: String(value), ...more })
    return true
  }

  number(name: FieldName, at: number, octets: 1 | 2 | 4, more: More = {}): number | null {
    const value = this.read(at, octets)
    this.add(name, at, octets, value ?? 0, more)
    return value
  }

  /** As `number`, shown in hex. */
  hex(name: FieldName, at: number, octets: 1 | 2 | 4, more: More = {}): number | null {
    const value = this.read(at, octets)
    this.add(name, at, octets, `0x${(value ?? 0).toString(16).padStart(2 * octets, '0')}`, more)
    return value
  }

  mac(name: FieldName, at: number): void {
    if (this.add(name, at, 6, this.has(at, 6) ? formatMac(readMac(this.data, at)) : '')) return
  }

  ipv4(name: FieldName, at: number, more: More = {}): void {
    this.add(name, at, 4, this.has(at, 4) ? formatAddress(readIPv4(this.data, at)) : '', more)
  }

  ipv6(name: FieldName, at: number, more: More = {}): void {
    this.add(name, at, 16, this.has(at, 16) ? this.ipv6At(at) : '', more)
  }

  /** Octets as they are; nothing where there are none. */
  octets(name: FieldName, at: number, count: number, more: More = {}): void {
    const there = Math.min(count, this.end - at)
    if (there > 0) this.add(name, at, there, this.#text(at, there), more)
    if (there < count) this.#cut = true
  }

  /** A field made of others. */
  group(name: FieldName, at: number, value: string, write: () => number, more: More = {}): number {
    const outer = this.#fields
    this.#fields = []
    const wanted = write()
    const fields = this.#fields
    this.#fields = outer
    const end = Math.min(wanted, this.end)
    if (wanted > this.end) this.#cut = true
    if (end > at) this.add(name, at, end - at, value, { ...more, fields })
    return end
  }

  read(at: number, octets: 1 | 2 | 4): number | null {
    if (!this.has(at, octets)) return null
    if (octets === 1) return this.data[at]!
    return octets === 2 ? u16(this.data, at) : u32(this.data, at)
  }

  ipv6At(at: number): string {
    return ipv6(Array.from({ length: 8 }, (_, i) => u16(this.data, at + 2 * i)))
  }

  #text(at: number, count: number): string {
    const shown = Array.from(this.data.subarray(at, at + Math.min(count, SHOWN)), (octet) =>
      octet.toString(16).padStart(2, '0'),
    ).join(' ')
    return count > SHOWN ? `${shown} …` : shown
  }
}
