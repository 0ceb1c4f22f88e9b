import { createHash, type Hash } from 'node:crypto'
import type { EpochMs } from '../../shared/time.ts'
import type { Frame } from '../decode/frame.ts'

/** Time, link type, length here and on the wire, interface. */
const HEAD_BYTES = 24
const NO_INTERFACE = 0xffff_ffff

/**
 * What the frames of a capture are: their times (to the microsecond, the least that a format keeps) and their octets. The
 * same frames have the same digest in pcap, pcapng and gzip, in one file or in several.
 */
export class FrameDigest {
  readonly #hash: Hash = createHash('sha256')
  readonly #head = new Uint8Array(HEAD_BYTES)
  readonly #view = new DataView(this.#head.buffer)
  frames = 0
  /** The least and the greatest time. */
  from: EpochMs | null = null
  to: EpochMs | null = null

  add({ at, linkType, data, start, end, wireLength, interfaceId }: Frame): void {
    this.frames += 1
    if (this.from === null || at < this.from) this.from = at
    if (this.to === null || at > this.to) this.to = at
    const view = this.#view
    view.setFloat64(0, Math.round(at * 1_000))
    view.setUint32(8, linkType)
    view.setUint32(12, end - start)
    view.setUint32(16, wireLength)
    view.setUint32(20, interfaceId ?? NO_INTERFACE)
    this.#hash.update(this.#head).update(data.subarray(start, end))
  }

  /** Hexadecimal. Once. */
  end(): string {
    return this.#hash.digest('hex')
  }
}
