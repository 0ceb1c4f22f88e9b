import type { DurationMs, EpochMs } from '../../shared/time.ts'

/** A mirror over the network brings a frame at most so much later than one on the spot. */
const TAPS_APART: DurationMs = 500
/** Packets that are remembered; the oldest go first. At 8,000 a second that is all of the time that taps are apart. */
const REMEMBERED = 4_096

interface Packet {
  at: EpochMs
  /** The taps that have shown it. */
  taps: object[]
}

/**
 * Copies of one frame that several taps of one segment show. A host repeats itself byte for byte (RFC 3376 s5.1), and
 * each tap shows the repetition too; so a packet is a copy when another tap has shown it and this one has not: the second
 * one of this tap belongs to the second one of the other. Copies that one tap makes itself are gone before.
 */
export class TapCopies {
  readonly #packets = new Map<string, Packet[]>()
  #count = 0

  get size(): number {
    return this.#count
  }

  /** True when `tap` shows a packet that another one has shown. `octets`: the packet, as the key that it is. */
  isCopy(tap: object, at: EpochMs, octets: string): boolean {
    const same = this.#packets.get(octets)
    const known = same?.find((packet) => Math.abs(at - packet.at) <= TAPS_APART && !packet.taps.includes(tap))
    if (known) {
      known.taps.push(tap)
      return true
    }
    const packet = { at, taps: [tap] }
    if (same) same.push(packet)
    else this.#packets.set(octets, [packet])
    this.#count += 1
    if (this.#count > REMEMBERED) this.#forget(at)
    return false
  }

  /** Those that no tap can still be late with; if that is not enough, the older half. */
  #forget(at: EpochMs): void {
    const all = [...this.#packets.values()].flat().map((packet) => packet.at)
    const oldest = all.sort((a, b) => a - b)[all.length >> 1] ?? at
    const from = Math.max(oldest, at - TAPS_APART)
    this.#count = 0
    for (const [octets, packets] of this.#packets) {
      const kept = packets.filter((packet) => packet.at >= from)
      this.#count += kept.length
      if (kept.length > 0) this.#packets.set(octets, kept)
      else this.#packets.delete(octets)
    }
  }
}

/** A packet as a key. */
export const octetKey = (data: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...data.subarray(start, Math.min(end, start + LONGEST)))
/** Octets that are compared: no message is longer. */
const LONGEST = 2_048
