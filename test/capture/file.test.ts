import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { readCapture } from '../../server/capture/file.ts'
import { sentence } from '../../shared/notice.ts'
import { pcap } from './capture-file.ts'
import { lasting, readAll, type ReadFrame } from './read-all.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HOUR = 'test/fixtures/captures/hour.pcap'
const hour = readFileSync(HOUR)
const hourFrames = readAll(hour).frames

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(path: Parameters<typeof readCapture>[0]) {
  const frames: ReadFrame[] = []
  const end = await readCapture(path, (frame) => frames.push(lasting(frame)))
  return { frames, kind: end.kind, says: end.notice && sentence(end.notice) }
}

describe('readCapture', () => {
  it('reads a file', async () => {
    expect(await read(HOUR)).toEqual({ frames: hourFrames, kind: 'complete', says: null })
    expect(hourFrames.length).toBe(3_932)
  })

  it('reads it gzipped, in one member or in two', async () => {
    const whole = { frames: hourFrames, kind: 'complete', says: null }
    expect(await read(written('hour.pcap.gz', gzipSync(hour)))).toEqual(whole)
    const members = [gzipSync(hour.subarray(0, 100_000)), gzipSync(hour.subarray(100_000))]
    expect(await read(written('two.gz', Buffer.concat(members)))).toEqual(whole)
  })

  it('reads a stream that comes octet by octet, gzipped too', async () => {
    const bytes = pcap([{ seconds: 1, fraction: 2, bytes: Buffer.from('abc') }])
    for (const file of [bytes, gzipSync(bytes)]) {
      const octets = Readable.from(
        Array.from(file, (octet) => Buffer.from([octet])),
        { objectMode: true },
      )
      expect(await read(octets)).toMatchObject({ frames: [{ at: 1_000.002, hex: '616263' }], kind: 'complete' })
    }
  })

  it('reads a gzip that was cut up to the cut', async () => {
    const packed = gzipSync(hour)
    const path = written('cut.gz', packed.subarray(0, packed.length >> 1))
    const { frames, kind, says } = await read(path)
    expect(kind).toBe('cut')
    expect(says).toBe(
      `The capture ${path} is cut in the middle: the gzip stream ends early. Everything before the cut was read.`,
    )
    expect(frames.length).toBeGreaterThan(1_000)
    expect(frames).toEqual(hourFrames.slice(0, frames.length))
  })

  it('misses the end of a gzip even when every frame came', async () => {
    const { frames, kind } = await read(written('tail.gz', gzipSync(hour).subarray(0, -6)))
    expect([frames.length, kind]).toEqual([3_932, 'cut'])
  })

  const packed = gzipSync(hour)
  const small = gzipSync(hour.subarray(0, 24))
  const changed = (file: Buffer, at: number): Buffer => {
    const copy = Buffer.from(file)
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at)
    return copy
  }
  const CRC = 'gzip: incorrect data check'
  it.each<[string, Uint8Array, number, string, string | null]>([
    ['with octets behind it', Buffer.concat([packed, Buffer.from('trailing garbage')]), 3_932, 'complete', null],
    ['with half a beginning behind it', Buffer.concat([packed, Buffer.from([0x1f])]), 3_932, 'complete', null],
    ['padded with zeros', Buffer.concat([packed, Buffer.alloc(100_000)]), 3_932, 'complete', null],
    [
      'of two members with zeros between',
      Buffer.concat([gzipSync(hour.subarray(0, 99_999)), Buffer.alloc(512), gzipSync(hour.subarray(99_999))]),
      3_932,
      'complete',
      null,
    ],
    ['whose checksum is wrong', changed(packed, packed.length - 8), 3_932, 'damaged', CRC],
    ['whose length is wrong', changed(packed, packed.length - 1), 3_932, 'damaged', 'gzip: incorrect length check'],
    ['without its checksum', packed.subarray(0, -8), 3_932, 'cut', 'the gzip stream ends early'],
    ['within its last checksum', packed.subarray(0, -5), 3_932, 'cut', 'the gzip stream ends early'],
    ['small, with octets behind it', Buffer.concat([small, Buffer.from('trailing garbage')]), 0, 'complete', null],
    ['small, whose checksum is wrong', changed(small, small.length - 8), 0, 'damaged', CRC],
    ['of which nothing can be unpacked', changed(small, 10), 0, 'damaged', 'gzip: invalid'],
    ['of another method', changed(small, 2), 0, 'damaged', 'gzip: unknown compression method'],
    ['cut in its head', small.subarray(0, 8), 0, 'cut', 'the gzip stream ends early'],
    ['whose second member is wrong', Buffer.concat([packed, changed(gzipSync(''), 12)]), 3_932, 'damaged', CRC],
  ])('reads a gzip %s', async (name, file, frames, kind, detail) => {
    const path = written(`${name}.gz`, file)
    for (const input of [path, Readable.from(pieces(file, 5_000))]) {
      const end = await read(input)
      expect([end.frames.length, end.kind]).toEqual([frames, kind])
      expect(end.frames).toEqual(hourFrames.slice(0, frames))
      if (detail === null) expect(end.says).toBeNull()
      else expect(end.says).toContain(`: ${detail}`)
    }
  })

  it('reads the head of a gzip with all that it may hold', async () => {
    const head = Buffer.from('1f8b081e0000000000ff' + '0300616263' + '6e616d6500' + '636f6d6d656e7400' + '1234', 'hex')
    const { frames, kind } = await read(written('head.gz', Buffer.concat([head, packed.subarray(10)])))
    expect([frames.length, kind]).toEqual([3_932, 'complete'])
  })

  it('says what it could not unpack of a gzip that is wrong within', async () => {
    const stored = gzipSync(hour, { level: 0 })
    // A block of the type that there is none of, behind the first one, whose length stands in its head.
    stored.writeUInt8(7, 15 + stored.readUInt16LE(11))
    const path = written('within.gz', stored)
    const { kind, says, frames } = await read(path)
    expect(kind).toBe('damaged')
    expect(says).toBe(
      `The capture ${path} is damaged: gzip: invalid block type; up to 64 KiB before that could not be unpacked. Everything before that was read.`,
    )
    expect(frames).toEqual(hourFrames.slice(0, frames.length))
  })

  it('does not hold what a small gzip can blow up to', async () => {
    const packed = gzipSync(Buffer.concat([pcap([]), Buffer.alloc(200_000_000)]))
    const before = process.memoryUsage().rss
    let peak = 0
    let frames = 0
    const end = await readCapture(
      written('bomb.gz', packed),
      () => (frames += 1),
      () => {
        peak = Math.max(peak, process.memoryUsage().rss - before)
        return Promise.resolve(true)
      },
    )
    expect([end.kind, frames]).toEqual(['complete', 12_500_000])
    expect(peak).toBeLessThan(150_000_000)
  })

  it('stops when it is told to', async () => {
    const path = written('long.pcap', Buffer.concat([hour, hour.subarray(24), hour.subarray(24)]))
    let frames = 0
    await readCapture(
      path,
      () => (frames += 1),
      () => Promise.resolve(false),
    )
    expect(frames).toBeGreaterThan(0)
    expect(frames).toBeLessThan(3 * 3_932)
  })

  const noCapture = written('notes.txt', Buffer.from('just text'))
  const empty = written('empty', new Uint8Array(0))
  it.each([
    [join(folder, 'nothing'), 'not-found', `There is no file ${folder}/nothing.`],
    [folder, 'unreadable', `Cannot read ${folder}: it is a folder. Remedy: give a file that this user may read.`],
    [noCapture, 'not-a-capture', `${noCapture} is not a pcap or pcapng capture (its first bytes are 6a 75 73 74).`],
    [empty, 'not-a-capture', `${empty} is not a pcap or pcapng capture (its first bytes are missing: it is empty).`],
  ])('%s: %s', async (path, kind, says) => {
    expect(await read(path)).toEqual({ frames: [], kind, says })
  })
})
