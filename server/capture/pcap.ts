import { PcapRecords } from './pcap-classic.ts'
import { PcapngBlocks } from './pcapng.ts'
import type { RecordParser } from './records.ts'
import type { Frame } from './source.ts'

/** How a capture ended. Whatever was read before a cut or damage has been handed over. */
export interface CaptureEnd {
  kind: 'complete' | 'cut' | 'damaged' | 'not-a-capture'
  /** Plain words for `cut` and `damaged`; the first bytes in hex for `not-a-capture`; empty for `complete`. */
  detail: string
}

const PCAP_MAGICS: Readonly<Record<number, { little: boolean; perMs: number }>> = {
  0xa1b2c3d4: { little: false, perMs: 1_000 },
  0xd4c3b2a1: { little: true, perMs: 1_000 },
  0xa1b23c4d: { little: false, perMs: 1_000_000 },
  0x4d3cb2a1: { little: true, perMs: 1_000_000 },
}
const PCAPNG_MAGIC = 0x0a0d0d0a

/**
 * Reads pcap (micro- and nanoseconds) and pcapng in either byte order from chunks of any size. Only the piece of a
 * record that straddles two chunks is copied; frames otherwise lie in the chunk itself. Never throws; memory is bounded
 * by `MAX_FRAME` and the bounds of `pcapng.ts`.
 */
export class CaptureReader {
  readonly #onFrame: (frame: Frame) => void
  #parser: RecordParser | null = null
  /** The beginning of a record whose rest is still to come. */
  #carry = new Uint8Array(4_096)
  #carried = 0
  #skip = 0
  #refused = false

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame
  }

  push(chunk: Uint8Array): void {
    let pos = 0
    while (pos < chunk.length && !this.finished) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - pos)
        this.#skip -= skipped
        pos += skipped
      } else if (this.#carried > 0) {
        const wanted = Math.min((this.#parser?.need ?? 4) - this.#carried, chunk.length - pos)
        this.#keep(chunk, pos, pos + wanted)
        pos += wanted
        const carried = this.#carried
        const next = this.#take(this.#carry, 0, carried)
        // The parser asked for exactly these octets: it has used them all, or it wants more of the same record.
        if (next > 0) {
          this.#carried = 0
          this.#skip = Math.max(0, next - carried)
        }
      } else {
        pos = this.#take(chunk, pos, chunk.length)
        if (pos < chunk.length) this.#keep(chunk, pos, chunk.length)
        this.#skip = Math.max(0, pos - chunk.length)
        return
      }
    }
  }

  /** Nothing that may still come can be read. */
  get finished(): boolean {
    return this.#refused || (this.#parser !== null && this.#parser.damage !== null)
  }

  /** No more chunks come. */
  end(): CaptureEnd {
    const parser = this.#parser
    if (!parser) return { kind: 'not-a-capture', detail: this.#firstBytes() }
    if (parser.damage !== null) return { kind: 'damaged', detail: parser.damage }
    if (this.#skip > 0 || this.#carried > 0 || parser.reading === 'the file header') {
      return { kind: 'cut', detail: `it ends within ${parser.reading}` }
    }
    return { kind: 'complete', detail: '' }
  }

  #take(data: Uint8Array, pos: number, end: number): number {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    if (!this.#parser) {
      if (end - pos < 4) return pos
      const magic = view.getUint32(pos)
      const classic = PCAP_MAGICS[magic]
      if (classic) this.#parser = new PcapRecords(classic.little, classic.perMs, this.#onFrame)
      else if (magic === PCAPNG_MAGIC) this.#parser = new PcapngBlocks(this.#onFrame)
      else {
        this.#refused = true
        return pos
      }
    }
    return this.#parser.take(data, view, pos, end)
  }

  #keep(data: Uint8Array, from: number, to: number): void {
    const length = this.#carried + to - from
    if (length > this.#carry.length) {
      const room = new Uint8Array(Math.max(length, this.#carry.length * 2))
      room.set(this.#carry.subarray(0, this.#carried))
      this.#carry = room
    }
    this.#carry.set(data.subarray(from, to), this.#carried)
    this.#carried = length
  }

  #firstBytes(): string {
    const bytes = this.#carry.subarray(0, Math.min(this.#carried, 4))
    if (bytes.length === 0) return 'missing: it is empty'
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  }
}
