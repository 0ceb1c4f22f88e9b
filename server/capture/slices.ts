import type { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Octets handed over before the time is looked at: some hundred reports. */
const PIECE = 8_192
/** So long frames are taken in without letting anything else run: pages and the API have their turn in between. */
const SLICE_MS = 15

interface Reader {
  push(chunk: Uint8Array): void
  readonly finished: boolean
}

/**
 * Hands a chunk over in pieces, and lets everything else run from time to time: what a flood brings in one chunk may take
 * longer than anybody should wait for a page.
 */
export async function pushInSlices(reader: Reader, chunk: Uint8Array): Promise<void> {
  let until = performance.now() + SLICE_MS
  for (let pos = 0; pos < chunk.length && !reader.finished; pos += PIECE) {
    if (pos > 0 && performance.now() > until) {
      await nextTurn()
      until = performance.now() + SLICE_MS
    }
    reader.push(chunk.subarray(pos, pos + PIECE))
  }
}

/**
 * Hands over all that comes on a stream. While a slice waits for its turn the stream does too: whoever writes it is held up,
 * and counts what it has to drop.
 */
export function takeInSlices(stream: Readable, reader: Reader, finished: () => void): void {
  stream.on('data', (chunk: Uint8Array) => {
    stream.pause()
    void pushInSlices(reader, chunk).then(() => {
      if (reader.finished) finished()
      // A pipe that is always full would be read again and again before anything else has a turn.
      setImmediate(() => stream.resume())
    })
  })
}
