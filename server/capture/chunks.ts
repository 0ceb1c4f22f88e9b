import { open, type FileHandle } from 'node:fs/promises'
import { createGunzip, type Gunzip } from 'node:zlib'

/** Octets read at a time from a file. */
const READ_SIZE = 1_048_576
/**
 * Compressed octets unpacked at a time. Deflate makes at most 1,032 octets of one, so no more than 17 MB are ever held.
 */
const UNPACK_SIZE = 16_384

/** A path, `-` for standard input, or a stream of octets that stands for it. */
export type CaptureInput = string | AsyncIterable<unknown>

/** Octets of one unpacked chunk. */
const UNPACKED_CHUNK = 65_536

type Chunks = AsyncGenerator<Uint8Array, void, undefined>

/** The compressed stream is broken. What it gave before was handed on, but for 64 KiB where its content is wrong. */
export class BrokenGzip extends Error {
  /** It ends early; else its content is wrong. */
  readonly cut: boolean
  constructor(cut: boolean, detail: string) {
    super(detail)
    this.cut = cut
  }
}

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
    yield* head[0] === 0x1f && head[1] === 0x8b ? unpack(whole) : whole
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

/**
 * Feeds one piece, hands on all that it became, then feeds the next: a stream that is piped would throw away what it has
 * unpacked already when it meets a cut.
 */
async function* unpack(packed: Chunks): Chunks {
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK })
  let ready: Uint8Array[] = []
  gunzip.on('data', (chunk: Uint8Array) => ready.push(chunk))
  const broken: { by: NodeJS.ErrnoException | null } = { by: null }
  gunzip.on('error', (error) => (broken.by = error))
  try {
    for await (const chunk of packed) {
      for (let pos = 0; pos < chunk.length && !broken.by; pos += UNPACK_SIZE) {
        await feed(gunzip, chunk.subarray(pos, pos + UNPACK_SIZE))
        yield* ready
        ready = []
      }
      if (broken.by) throw brokenGzip(broken.by)
    }
    await finish(gunzip)
    yield* ready
    if (broken.by) throw brokenGzip(broken.by)
  } finally {
    gunzip.destroy()
  }
}

const brokenGzip = (error: NodeJS.ErrnoException): BrokenGzip =>
  error.code === 'Z_BUF_ERROR'
    ? new BrokenGzip(true, 'the gzip stream ends early')
    : new BrokenGzip(false, `gzip: ${error.message}`)

/** Resolves when the piece is unpacked or the stream has failed. */
const feed = (gunzip: Gunzip, piece: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const failed = (): void => resolve()
    gunzip.once('error', failed)
    gunzip.write(piece, () => {
      gunzip.off('error', failed)
      // What waits behind a full buffer comes out as a `data` event of this read.
      while (gunzip.read() !== null) continue
      resolve()
    })
  })

const finish = (gunzip: Gunzip): Promise<void> =>
  new Promise((resolve) => {
    gunzip.once('end', resolve)
    gunzip.once('error', () => resolve())
    gunzip.once('close', resolve)
    gunzip.end()
  })
