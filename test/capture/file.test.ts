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

  it('calls a gzip with wrong content damaged', async () => {
    const packed = gzipSync(hour)
    // Its checksum stands eight octets before the end.
    packed.writeUInt8(packed.readUInt8(packed.length - 8) ^ 1, packed.length - 8)
    const { kind, says } = await read(written('wrong.gz', packed))
    expect(kind).toBe('damaged')
    expect(says).toContain('is damaged: gzip: incorrect data check')
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
