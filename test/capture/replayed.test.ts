import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { FileSource, parseFileSpec } from '../../server/capture/file-source.ts'
import { StdinSource } from '../../server/capture/stdin-source.ts'
import { pcap } from './capture-file.ts'
import { readAll } from './read-all.ts'
import { RecordingSink } from './sink.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-replay-'))
afterAll(() => rmSync(folder, { recursive: true }))

const spaced = pcap([0, 60, 30, 120].map((seconds) => ({ seconds, fraction: 0, bytes: Buffer.from([seconds]) })))
const path = join(folder, 'spaced.pcap')
writeFileSync(path, spaced)

describe('parseFileSpec', () => {
  it.each([
    ['a.pcap', 'a.pcap', 1],
    ['a.pcap@60', 'a.pcap', 60],
    ['a.pcap@0.5', 'a.pcap', 0.5],
    ['a.pcap@max', 'a.pcap', 0],
    ['a.pcap@0', 'a.pcap', 0],
    ['a@b.pcap', 'a@b.pcap', 1],
    ['tap@10@2', 'tap@10', 2],
  ])('%s', (text, file, speed) => {
    expect(parseFileSpec(text)).toEqual({ path: file, speed })
  })
})

describe('FileSource', () => {
  it('hands over every frame at its time, and stands when it has ended', async () => {
    let now = 1_000
    const slept: number[] = []
    const pace = {
      now: () => now,
      sleep: (ms: number) => {
        slept.push(ms)
        now += ms
        return Promise.resolve()
      },
    }
    const source = new FileSource({ name: '', path, speed: 10, pace })
    const sink = new RecordingSink(source)
    expect(source.status()).toMatchObject({ state: 'starting', rate: 10 })
    source.start(sink)
    await sink.until((status) => status.state === 'ended')
    expect(sink.frames).toEqual(readAll(spaced).frames)
    // 60 s and then 60 s more, ten times as fast; the frame between them is from before and comes at once.
    expect(slept).toEqual([6_000, 6_000])
    expect(sink.told).toEqual(['running', 'ended:file-ended'])
    expect(source.status().rate).toBe(0)
  })

  it('takes no pipe: reading one that nobody writes to could not be ended', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const source = new FileSource({ name: '', path: pipe, speed: 0 })
    const sink = new RecordingSink(source)
    source.start(sink)
    await sink.until((status) => status.state === 'failed')
    expect(source.status().notice?.values['detail']).toMatch(/a pipe or a device. Remedy: --source stdin/)
    await source.stop()
  })

  it('reads as fast as it can without a speed', async () => {
    const source = new FileSource({ name: '', path: 'test/fixtures/captures/hour.pcap', speed: 0 })
    const sink = new RecordingSink(source)
    source.start(sink)
    await sink.until((status) => status.state === 'ended')
    expect(sink.frames.length).toBe(3_932)
  })

  it('hands over nothing once it is stopped, and stops in the middle of a pause', async () => {
    const source = new FileSource({ name: '', path, speed: 0.001 })
    const sink = new RecordingSink(source)
    source.start(sink)
    await sink.until(() => sink.frames.length === 1)
    await source.stop()
    await source.stop()
    expect(sink.frames.length).toBe(1)
    expect(source.status().state).toBe('ended')
  })

  it.each([
    ['cut.pcap', spaced.subarray(0, -1), 'ended', 'file-cut', { 'file-cut': 1 }, 3],
    ['bad.pcap', Buffer.concat([spaced, Buffer.alloc(16, 0xff)]), 'ended', 'file-damaged', { 'file-damaged': 1 }, 4],
    ['no.pcap', Buffer.from('text'), 'failed', 'not-a-capture', {}, 0],
    [null, null, 'failed', 'file-not-found', {}, 0],
  ])('%s: tells how it went', async (name, bytes, state, code, undecodable, frames) => {
    const file = join(folder, name ?? 'absent')
    if (bytes) writeFileSync(file, bytes)
    const source = new FileSource({ name: '', path: file, speed: 100_000 })
    const sink = new RecordingSink(source)
    source.start(sink)
    await sink.until((status) => status.state !== 'running')
    expect(source.status()).toMatchObject({ state, notice: { code }, undecodable, rate: 0 })
    expect(sink.frames.length).toBe(frames)
  })
})

describe('StdinSource', () => {
  const started = () => {
    const stream = new PassThrough()
    const source = new StdinSource({ name: 'stdin', stream })
    const sink = new RecordingSink(source)
    source.start(sink)
    return { stream, source, sink }
  }

  it('hands frames over as they come, and ends with the stream', async () => {
    const { stream, sink, source } = started()
    stream.write(spaced.subarray(0, 45))
    await sink.until(() => sink.frames.length === 1)
    expect(source.status().state).toBe('running')
    stream.end(spaced.subarray(45))
    await sink.until((status) => status.state === 'ended')
    expect(sink.frames.length).toBe(4)
    expect(sink.told).toEqual(['running', 'ended:stream-ended'])
  })

  it('says when the stream is no capture', async () => {
    const { stream, sink } = started()
    stream.end('tcpdump: permission denied')
    await sink.until((status) => status.state === 'failed')
    expect(sink.told).toEqual(['running', 'failed:not-a-capture'])
  })

  it('stops while nothing comes', async () => {
    const { source } = started()
    await source.stop()
    expect(source.status()).toMatchObject({ state: 'ended', notice: null })
  })
})
