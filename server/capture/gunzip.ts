import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib'
import { Octets, type Chunks } from './octets.ts'

/**
 * Compressed octets unpacked at a time. Deflate makes at most 1,032 octets of one, so no more than 17 MB are ever held.
 */
const UNPACK_SIZE = 16_384
/** Octets of one unpacked chunk. */
const UNPACKED_CHUNK = 65_536
/** A name or comment in the head of a member. Octets. */
const LONGEST_TEXT = 65_536

/* RFC 1952 s2.3. */
const ID1 = 0x1f
const ID2 = 0x8b
const DEFLATE = 8
const HAS_HEAD_CHECK = 2
const HAS_EXTRA = 4
const HAS_NAME = 8
const HAS_COMMENT = 16
const RESERVED = 0xe0

/** The compressed stream is broken. All that it gave before was handed on, as far as `detail` does not say otherwise. */
export class BrokenGzip extends Error {
  /** It ends early; else its content is wrong. */
  readonly cut: boolean
  constructor(cut: boolean, detail: string) {
    super(detail)
    this.cut = cut
  }
}
const wrong = (detail: string): BrokenGzip => new BrokenGzip(false, `gzip: ${detail}`)
const cut = (): BrokenGzip => new BrokenGzip(true, 'the gzip stream ends early')

export const isGzip = (head: Uint8Array): boolean => head[0] === ID1 && head[1] === ID2

/**
 * The members of a gzip (RFC 1952 s2.2), which begins with the two octets that make it one. Zeros between members and
 * whatever else stands behind a whole one are no part of it, as for gzip(1). The members are told apart here, because
 * zlib forgets what it unpacked last when the check behind it is wrong. Throws `BrokenGzip`.
 */
export async function* unpacked(packed: Chunks): Chunks {
  const octets = new Octets(packed)
  while (await begins(octets)) {
    await skipHead(octets)
    const checks = { crc: 0, length: 0 }
    for await (const chunk of inflated(octets)) {
      checks.crc = crc32(chunk, checks.crc)
      checks.length = (checks.length + chunk.length) >>> 0
      yield chunk
    }
    if ((await word(octets)) !== checks.crc) throw wrong('incorrect data check')
    if ((await word(octets)) !== checks.length) throw wrong('incorrect length check')
  }
}

async function begins(octets: Octets): Promise<boolean> {
  let first = await octets.next()
  while (first === 0) first = await octets.next()
  return first === ID1 && (await octets.next()) === ID2
}

async function needed(octets: Octets): Promise<number> {
  const octet = await octets.next()
  if (octet === null) throw cut()
  return octet
}

/** Four octets, the least one first. */
async function word(octets: Octets): Promise<number> {
  let value = 0
  for (let shift = 0; shift < 32; shift += 8) value |= (await needed(octets)) << shift
  return value >>> 0
}

async function skipHead(octets: Octets): Promise<void> {
  if ((await needed(octets)) !== DEFLATE) throw wrong('unknown compression method')
  const flags = await needed(octets)
  if ((flags & RESERVED) !== 0) throw wrong('unknown header flags set')
  // When, how and where it was made.
  await skip(octets, 6)
  if ((flags & HAS_EXTRA) !== 0) await skip(octets, (await needed(octets)) | ((await needed(octets)) << 8))
  if ((flags & HAS_NAME) !== 0) await skipText(octets)
  if ((flags & HAS_COMMENT) !== 0) await skipText(octets)
  if ((flags & HAS_HEAD_CHECK) !== 0) await skip(octets, 2)
}

async function skip(octets: Octets, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await needed(octets)
}

async function skipText(octets: Octets): Promise<void> {
  for (let i = 0; i < LONGEST_TEXT; i += 1) if ((await needed(octets)) === 0) return
  throw wrong('a name without an end')
}

/**
 * One member's content. Feeds one piece, hands on all that it became, then feeds the next: a stream that is piped would
 * throw away what it has unpacked already when it meets a cut.
 */
async function* inflated(octets: Octets): Chunks {
  const inflate = createInflateRaw({ chunkSize: UNPACKED_CHUNK })
  let ready: Uint8Array[] = []
  inflate.on('data', (chunk: Uint8Array) => ready.push(chunk))
  const broken: { by: Error | null } = { by: null }
  inflate.on('error', (error) => (broken.by = error))
  try {
    for (let fed = 0; ;) {
      const piece = await octets.piece(UNPACK_SIZE)
      if (!piece) throw cut()
      await feed(inflate, piece)
      yield* ready
      ready = []
      // What it made of this piece since its last whole chunk is lost with it.
      if (broken.by) throw wrong(`${broken.by.message}; up to 64 KiB before that could not be unpacked`)
      fed += piece.length
      if (inflate.bytesWritten < fed) {
        // It takes no more than its own.
        octets.giveBack(fed - inflate.bytesWritten)
        return
      }
    }
  } finally {
    inflate.destroy()
  }
}

/** Resolves when the piece is unpacked or the stream has failed. */
const feed = (inflate: InflateRaw, piece: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const failed = (): void => resolve()
    inflate.once('error', failed)
    inflate.write(piece, () => {
      inflate.off('error', failed)
      // What waits behind a full buffer comes out as a `data` event of this read.
      while (inflate.read() !== null) continue
      resolve()
    })
  })
