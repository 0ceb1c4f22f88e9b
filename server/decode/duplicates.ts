import type { Mac } from '../../shared/address.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Segment } from './segment.ts'

/** Packets remembered at a time. At 100,000 a second this is all of the 5 ms that copies of a mirror are apart. */
const REMEMBERED = 512
/** Octets of a packet that are compared; of longer ones the rest is told apart by the hash alone. */
const COMPARED = 1_536
/** More copies than a mirror of every port makes: a loop. */
const MOST_COPIES = 8

/**
 * Tells copies that a mirror made from messages that a host repeated: a copy has the same bytes on the same segment
 * within `window` of the first one, and the window does not slide. RFC 3376 s5.1 retransmissions are byte-identical too,
 * but they come later.
 */
export class Duplicates {
  readonly #window: DurationMs
  readonly #hashes = new Int32Array(REMEMBERED)
  readonly #times = new Float64Array(REMEMBERED).fill(Number.NEGATIVE_INFINITY)
  readonly #lengths = new Int32Array(REMEMBERED)
  readonly #copies = new Uint32Array(REMEMBERED)
  readonly #bytes = new Uint8Array(REMEMBERED * COMPARED)
  readonly #segments: (Segment | null)[] = Array.from({ length: REMEMBERED }, () => null)
  readonly #macs: (Mac | null)[] = Array.from({ length: REMEMBERED }, () => null)
  #next = 0
  /** Copies beyond what a mirror makes: frames go round a loop. */
  loops = 0

  /** `window` 0 switches it off. */
  constructor(window: DurationMs) {
    this.#window = window
  }

  /** True when the packet data[start..end) is a copy of one that was seen within the window. */
  isCopy(at: EpochMs, segment: Segment, mac: Mac | null, data: Uint8Array, start: number, end: number): boolean {
    if (this.#window === 0) return false
    const hash = fnv1a(data, start, end)
    for (let back = 1; back <= REMEMBERED; back += 1) {
      const i = (this.#next - back + REMEMBERED) % REMEMBERED
      if (at - this.#times[i]! > this.#window) break
      if (this.#hashes[i] !== hash || this.#segments[i] !== segment || this.#macs[i] !== mac) continue
      if (!this.#same(i, data, start, end)) continue
      const copies = this.#copies[i]! + 1
      this.#copies[i] = copies
      if (copies > MOST_COPIES) this.loops += 1
      return true
    }
    this.#remember(at, hash, segment, mac, data, start, end)
    return false
  }

  #same(i: number, data: Uint8Array, start: number, end: number): boolean {
    if (this.#lengths[i] !== end - start) return false
    const base = i * COMPARED
    const compared = Math.min(end - start, COMPARED)
    for (let k = 0; k < compared; k += 1) if (this.#bytes[base + k] !== data[start + k]) return false
    return true
  }

  #remember(
    at: EpochMs,
    hash: number,
    segment: Segment,
    mac: Mac | null,
    data: Uint8Array,
    start: number,
    end: number,
  ): void {
    const i = this.#next
    this.#next = (i + 1) % REMEMBERED
    this.#hashes[i] = hash
    this.#times[i] = at
    this.#lengths[i] = end - start
    this.#copies[i] = 1
    this.#segments[i] = segment
    this.#macs[i] = mac
    const base = i * COMPARED
    const compared = Math.min(end - start, COMPARED)
    for (let k = 0; k < compared; k += 1) this.#bytes[base + k] = data[start + k]!
  }
}

/** FNV-1a, 32 bits. */
function fnv1a(data: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ data[i]!, 0x01000193)
  return hash
}
