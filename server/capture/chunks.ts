import { open, type FileHandle } from 'node:fs/promises'
import { isGzip, unpacked } from './gunzip.ts'
import type { Chunks } from './octets.ts'

/** Octets read at a time from a file. */
const READ_SIZE = 1_048_576

/** A path, `-` for standard input, or a stream of octets that stands for it. */
export type CaptureInput = string | AsyncIterable<unknown>

/**
 * The octets of a capture, unpacked when they are gzip. Each chunk is valid until the next one is
 * asked for. Throws what the file system throws, or `BrokenGzip`.
 */
export async function* captureChunks(input: CaptureInput): Chunks {
  const chunks =
    typeof input !== 'string' ? streamChunks(input) : input === '-' ? streamChunks(process.stdin) : fileChunks(input)
  try {
    let head: Uint8Array = new Uint8Array(0)
    while (head.length < 2) {
      const next = await chunks.next()
      if (next.done) break
      // A pipe may give a single octet at first.
      head = join(head, next.value)
    }
    const whole = startingWith(head, chunks)
    yield* isGzip(head) ? unpacked(whole) : whole
  } finally {
    await chunks.return()
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

async function* startingWith(head: Uint8Array, rest: Chunks): Chunks {
  if (head.length > 0) yield head
  yield* rest
}

async function* streamChunks(stream: AsyncIterable<unknown>): Chunks {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk
}

async function* fileChunks(path: string): Chunks {
  let file: FileHandle | null = null
  try {
    file = await open(path)
    const buffer = new Uint8Array(READ_SIZE)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, READ_SIZE, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file?.close()
  }
}
