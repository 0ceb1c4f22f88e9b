import { MAX_FRAME, type RecordParser } from './records.ts'
import type { Frame } from './source.ts'

const FILE_HEADER = 24
const RECORD_HEADER = 16

/** The classic format after its magic number: a file header, then records (draft-ietf-opsawg-pcap s4, s5). */
export class PcapRecords implements RecordParser {
  need = FILE_HEADER
  damage: string | null = null
  reading = 'the file header'
  /** One for all records: whoever keeps a frame copies it. */
  readonly #frame: Frame = {
    at: 0,
    linkType: 0,
    data: new Uint8Array(0),
    start: 0,
    end: 0,
    wireLength: 0,
    interfaceId: null,
    tunnel: null,
  }
  readonly #little: boolean
  readonly #perMs: number
  readonly #onFrame: (frame: Frame) => void

  constructor(little: boolean, perMs: number, onFrame: (frame: Frame) => void) {
    this.#little = little
    this.#perMs = perMs
    this.#onFrame = onFrame
  }

  take(data: Uint8Array, view: DataView, start: number, end: number): number {
    let pos = start
    const little = this.#little
    if (this.reading === 'the file header') {
      if (end - pos < FILE_HEADER) return pos
      // The upper bits tell about frame check sequences, not about the link (as libpcap's LT_LINKTYPE).
      this.#frame.linkType = view.getUint32(pos + 20, little) & 0x03ffffff
      this.reading = 'a frame'
      pos += FILE_HEADER
    }
    const perMs = this.#perMs
    const frame = this.#frame
    frame.data = data
    const onFrame = this.#onFrame
    while (end - pos >= RECORD_HEADER) {
      const captured = view.getUint32(pos + 8, little)
      if (captured > MAX_FRAME) {
        this.damage = `a frame claims ${captured} octets`
        return pos
      }
      const first = pos + RECORD_HEADER
      if (end - first < captured) {
        this.need = RECORD_HEADER + captured
        return pos
      }
      const wire = view.getUint32(pos + 12, little)
      pos = first + captured
      // Seconds of 32 bits, from 1970 to 2106: none that could not be kept.
      frame.at = view.getUint32(first - 16, little) * 1_000 + view.getUint32(first - 12, little) / perMs
      frame.start = first
      frame.end = pos
      frame.wireLength = wire > captured ? wire : captured
      onFrame(frame)
    }
    this.need = RECORD_HEADER
    return pos
  }
}
