import { CaptureReader, type CaptureEnd } from '../../server/capture/pcap.ts'
import type { Frame } from '../../server/capture/source.ts'

export interface ReadFrame extends Omit<Frame, 'data' | 'start' | 'end'> {
  hex: string
}

/** A frame with its bytes copied: those of the reader do not last. */
export const lasting = ({ data, start, end, ...rest }: Frame): ReadFrame => ({
  ...rest,
  hex: Buffer.from(data.subarray(start, end)).toString('hex'),
})

/** Reads a capture that comes in chunks of the given sizes, over and over. */
export function readAll(
  bytes: Uint8Array,
  sizes: readonly number[] = [bytes.length],
): { frames: ReadFrame[]; end: CaptureEnd } {
  const frames: ReadFrame[] = []
  const reader = new CaptureReader((frame) => frames.push(lasting(frame)))
  let turn = 0
  for (let pos = 0; pos < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    // A copy that is overwritten afterwards, as a source's buffer is.
    const chunk = new Uint8Array(bytes.subarray(pos, pos + size))
    reader.push(chunk)
    chunk.fill(0xee)
    pos += size
  }
  return { frames, end: reader.end() }
}
