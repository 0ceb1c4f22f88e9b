import { isKeptTime } from '../../shared/time.ts'
import { InterfacePaths } from './interface-paths.ts'
import { MAX_FRAME, type RecordParser } from './records.ts'
import type { Frame } from './source.ts'

/** A block longer than this is damage; name, secret and statistics blocks are far below. Octets. */
const MAX_BLOCK = 16 * 1_048_576
/** A block that has to be held whole: a frame with its options. Octets. */
const MAX_HELD_BLOCK = MAX_FRAME + 262_144
/** Interfaces one section may declare; more is damage. */
const MAX_INTERFACES = 4_096

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
/** The fixed part of each block that is read, its head and its trailing length included. Octets. */
const SMALLEST: Readonly<Record<number, number>> = {
  [SECTION_HEADER]: 28,
  [INTERFACE_DESCRIPTION]: 20,
  [OBSOLETE_PACKET]: 32,
  [SIMPLE_PACKET]: 16,
  [ENHANCED_PACKET]: 32,
}
const OPTION_END = 0
const OPTION_NAME = 2
const OPTION_TSRESOL = 9
const OPTION_TSOFFSET = 14

interface Interface {
  linkType: number
  /** As its octets, whatever they mean; empty: it has none. */
  name: string
  /** 0: not limited. */
  snapLength: number
  unitsPerSecond: number
  offsetMs: number
}

/**
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng s3, s4). Blocks it does not know are skipped unread.
 *
 * A simple packet block has no time: it gets that of the packet before it.
 */
export class PcapngBlocks implements RecordParser {
  need = 12
  damage: string | null = null
  reading = 'the file header'
  #little = true
  #interfaces: Interface[] = []
  readonly #paths = new InterfacePaths()
  #lastAt = 0
  readonly #onFrame: (frame: Frame) => void

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame
  }

  take(data: Uint8Array, view: DataView, start: number, end: number): number {
    let pos = start
    while (end - pos >= 12) {
      // The type of a section header reads the same in both byte orders (s4.1).
      const type = view.getUint32(pos, this.#little)
      if (type === SECTION_HEADER && !this.#byteOrder(view, pos)) return pos
      const length = view.getUint32(pos + 4, this.#little)
      const smallest = SMALLEST[type]
      if (length % 4 !== 0 || length < (smallest ?? 12)) return this.#broken(pos, `a block claims ${length} octets`)
      if (length > (smallest === undefined ? MAX_BLOCK : MAX_HELD_BLOCK)) {
        return this.#broken(pos, `a block claims ${length} octets`)
      }
      if (smallest !== undefined) {
        if (end - pos < length) {
          this.need = length
          return pos
        }
        if (view.getUint32(pos + length - 4, this.#little) !== length) {
          return this.#broken(pos, 'the two lengths of a block differ')
        }
        this.#block(type, data, view, pos, length)
        if (this.damage !== null) return pos
      }
      this.reading = 'a block'
      pos += length
    }
    this.need = 12
    return pos
  }

  #broken(pos: number, why: string): number {
    this.damage = why
    return pos
  }

  #byteOrder(view: DataView, pos: number): boolean {
    const magic = view.getUint32(pos + 8)
    if (magic !== 0x1a2b3c4d && magic !== 0x4d3c2b1a) {
      this.damage = 'a section header without its byte-order magic'
      return false
    }
    this.#little = magic === 0x4d3c2b1a
    return true
  }

  #block(type: number, data: Uint8Array, view: DataView, pos: number, length: number): void {
    const little = this.#little
    switch (type) {
      case SECTION_HEADER:
        if (view.getUint16(pos + 12, little) !== 1) this.damage = 'a section of an unknown version'
        this.#paths.newSection()
        this.#interfaces = []
        return
      case INTERFACE_DESCRIPTION:
        if (this.#interfaces.length === MAX_INTERFACES) this.damage = `more than ${MAX_INTERFACES} interfaces`
        else this.#declare(readInterface(data, view, pos, length, little))
        return
      case ENHANCED_PACKET:
        this.#packet(data, view, pos, length, view.getUint32(pos + 8, little))
        return
      case OBSOLETE_PACKET:
        this.#packet(data, view, pos, length, view.getUint16(pos + 8, little))
        return
      case SIMPLE_PACKET: {
        const card = this.#interfaces[0]
        if (!card) {
          this.#undeclared(0)
          return
        }
        const wire = view.getUint32(pos + 8, little)
        const captured = Math.min(wire, length - 16, card.snapLength || MAX_FRAME)
        this.#hand(card, 0, this.#lastAt, data, pos + 12, captured, wire)
        return
      }
      default:
        return
    }
  }

  #declare(card: Interface): void {
    this.#interfaces.push(card)
    this.#paths.declare(card)
  }

  /** Enhanced and obsolete packet blocks differ only in how they name the interface (s4.3, appendix A). */
  #packet(data: Uint8Array, view: DataView, pos: number, length: number, id: number): void {
    const card = this.#interfaces[id]
    if (!card) {
      this.#undeclared(id)
      return
    }
    const little = this.#little
    const captured = view.getUint32(pos + 20, little)
    if (captured > MAX_FRAME || captured > length - 32) {
      this.damage = `a frame claims ${captured} octets`
      return
    }
    const at = epochMs(card, view.getUint32(pos + 12, little), view.getUint32(pos + 16, little))
    if (!isKeptTime(at)) {
      this.damage = 'a frame claims a time before 1900 or after 2200'
      return
    }
    this.#lastAt = at
    this.#hand(card, id, at, data, pos + 28, captured, view.getUint32(pos + 24, little))
  }

  #undeclared(id: number): void {
    this.damage = `a frame of interface ${id}, which the file does not declare`
  }

  #hand(
    card: Interface,
    id: number,
    at: number,
    data: Uint8Array,
    start: number,
    captured: number,
    wire: number,
  ): void {
    this.#onFrame({
      at,
      linkType: card.linkType,
      data,
      start,
      end: start + captured,
      wireLength: Math.max(wire, captured),
      interfaceId: this.#paths.of(id),
      tunnel: null,
    })
  }
}

/** s4.2: link type and snapshot length, then if_name, if_tsresol and if_tsoffset among the options. */
function readInterface(data: Uint8Array, view: DataView, pos: number, length: number, little: boolean): Interface {
  const card: Interface = {
    linkType: view.getUint16(pos + 8, little),
    snapLength: view.getUint32(pos + 12, little),
    name: '',
    unitsPerSecond: 1_000_000,
    offsetMs: 0,
  }
  const end = pos + length - 4
  let option = pos + 16
  while (end - option >= 4) {
    const code = view.getUint16(option, little)
    const size = view.getUint16(option + 2, little)
    const value = option + 4
    if (code === OPTION_END || size > end - value) break
    if (code === OPTION_NAME) card.name = Buffer.from(data.subarray(value, value + size)).toString('latin1')
    else if (code === OPTION_TSRESOL && size === 1) {
      const exponent = view.getUint8(value)
      card.unitsPerSecond = exponent & 0x80 ? 2 ** (exponent & 0x7f) : 10 ** exponent
    } else if (code === OPTION_TSOFFSET && size === 8) {
      const high = view.getInt32(value + (little ? 4 : 0), little)
      card.offsetMs = (high * 4_294_967_296 + view.getUint32(value + (little ? 0 : 4), little)) * 1_000
    }
    option = value + Math.ceil(size / 4) * 4
  }
  return card
}

/**
 * The 64-bit count of time units as milliseconds. A count of nanoseconds does not fit a double, so the part of a second
 * is worked out in 32-bit arithmetic, where it is exact; finer units than 2^-30 s are rounded.
 */
function epochMs(card: Interface, high: number, low: number): number {
  const units = card.unitsPerSecond
  const count = high * 4_294_967_296 + low
  if (units > 0x40000000) return (count / units) * 1_000 + card.offsetMs
  let seconds = Math.floor(count / units)
  let rest = (low - Math.imul(seconds, units)) >>> 0
  if (rest >= units) {
    // The rounded count was on the other side of a whole second.
    if (rest < 2 * units) {
      seconds += 1
      rest -= units
    } else {
      seconds -= 1
      rest = (rest + units) >>> 0
    }
  }
  return seconds * 1_000 + rest / (units / 1_000) + card.offsetMs
}
