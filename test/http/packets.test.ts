import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get as fetch, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaptureReader } from '../../server/capture/pcap.ts'
import type { Frame } from '../../server/capture/source.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import { createApp } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import type { Answers } from '../../shared/api.ts'
import type { MessageLine } from '../../shared/message.ts'
import type { PacketRow } from '../../shared/packets.ts'
import { readFrames } from '../membership/captured.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { tsharkVersion } from '../decode/tshark.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'

let hour: TestTap
let folder: string
/** What the decoder says of the file itself, by frame. */
const lines = new Map<number, MessageLine>()
const octets = new Map<number, string>()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packets-'))
  hour = new TestTap('hour')
  const frames = readFrames('hour.pcap')
  const decoder = new Decoder('hour')
  for (const frame of frames) {
    const message = decoder.decode(frame)
    if (typeof message === 'string') continue
    lines.set(message.frame, messageLine(message))
    octets.set(message.frame, hexOf(frame))
  }
  hour.take(...frames)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hexOf = ({ data, start, end }: Frame): string => Buffer.from(data.subarray(start, end)).toString('hex')

const ask = (...taps: TestTap[]): ReturnType<typeof supertest> => supertest(appOf(...taps))
const appOf = (...taps: TestTap[]): ReturnType<typeof createApp> =>
  createApp({
    subject: subjectOf(...(taps.length > 0 ? taps : [hour])),
    history: null,
    desk: noDesk(),
    names: noNames(),
    ...noWalls(),
    dryRun: null,
    guard: new Guard({ token: null, allowedHosts: [] }),
    approve: () => null,
    clientFolder: folder,
    onError: (error) => {
      throw error
    },
  })
const get = async <Path extends keyof Answers>(path: string, query = {}, ...taps: TestTap[]): Promise<Answers[Path]> =>
  (
    await ask(...taps)
      .get(`/api/v1${path}`)
      .query(query)
      .expect(200)
  ).body as Answers[Path]
const download = async (path: string, query = {}, ...taps: TestTap[]) =>
  ask(...taps)
    .get(`/api/v1${path}`)
    .query(query)
    .buffer(true)
    .parse((response, done) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () => done(null, Buffer.concat(pieces)))
    })
    .expect(200)

function read(file: Buffer): { at: number; hex: string; wireLength: number; linkType: number }[] {
  const frames: { at: number; hex: string; wireLength: number; linkType: number }[] = []
  const reader = new CaptureReader((frame) => {
    frames.push({ at: frame.at, hex: hexOf(frame), wireLength: frame.wireLength, linkType: frame.linkType })
  })
  reader.push(file)
  expect(reader.end()).toEqual({ kind: 'complete', detail: '' })
  return frames
}

describe('the list of packets', () => {
  it('has every message, the newest first, as `rollcall decode` prints it', async () => {
    const { rows, kept } = await get<'/packets'>('/packets', { limit: 500 })
    expect(rows).toHaveLength(500)
    expect(kept).toMatchObject({ packets: lines.size, dropped: 0 })
    expect(rows.map(({ frame }) => frame)).toEqual([...lines.keys()].reverse().slice(0, 500))
    for (const row of rows) expect(row.message).toEqual(JSON.parse(JSON.stringify(lines.get(row.frame))))
  })

  it('is filtered by the one grammar, and says what cannot be read', async () => {
    const { rows } = await get<'/packets'>('/packets', { filter: 'vlan:20 leave', limit: 500 })
    const wanted = [...lines.values()].filter(({ vlans, kind }) => vlans.includes(20) && kind === 'leave')
    expect(wanted.length).toBeGreaterThan(0)
    expect(rows.map(({ frame }) => frame)).toEqual(wanted.map(({ frame }) => frame).reverse())
    const { body } = await ask().get('/api/v1/packets').query({ filter: 'vlan:x' }).expect(400)
    expect(body).toMatchObject({ column: 6, notice: { code: 'filter-no-vlan' } })
    await ask().get('/api/v1/packets').query({ limit: 501 }).expect(400)
    await ask().get('/api/v1/packets').query({ nonsense: 1 }).expect(400)
  })

  it('finds what came at a moment', async () => {
    const [first] = [...lines.values()]
    const { rows } = await get<'/packets'>('/packets', { at: first!.at })
    expect(rows.map(({ frame }) => frame)).toContain(first!.frame)
    expect(rows.every(({ at }) => Math.abs(at - first!.at) <= 0.01)).toBe(true)
  })

  it('keeps copies and refused messages, marked', async () => {
    const tap = new TestTap('case')
    tap.take(...readFrames('cases/33-span-duplicates-vs-retransmit.pcap'))
    const { rows } = await get<'/packets'>('/packets', { limit: 500 }, tap)
    const copies = rows.filter(({ copy }) => copy)
    expect(copies).toHaveLength(tap.source().duplicates)
    expect(copies.length).toBeGreaterThan(0)
    const bad = new TestTap('bad')
    bad.take(...readFrames('cases/01-bad-checksum-leave.pcap'))
    const refused = (await get<'/packets'>('/packets', {}, bad)).rows.filter((row) => row.refused.length > 0)
    expect(refused.length).toBeGreaterThan(0)
    for (const row of refused) expect(row.refused).toEqual(['bad-checksum'])
  })
})

describe('one packet', () => {
  it('has its octets, its layers one after the other, and how a receiver judges it', async () => {
    const frame = [...lines.keys()][3]!
    const packet = await get<'/packets/:source/:frame'>(`/packets/hour/${frame}`)
    expect(packet.hex).toBe(octets.get(frame))
    expect(packet.layers.map(({ first }) => first)).toEqual([
      0,
      ...packet.layers.slice(0, -1).map(({ last }) => last + 1),
    ])
    expect(packet.layers.at(-1)!.last).toBe(packet.octets - 1)
    expect(packet.verdicts.find(({ check }) => check === 'checksum')).toEqual({ check: 'checksum', ok: true })
    expect(packet.message).toEqual(JSON.parse(JSON.stringify(lines.get(frame))))
  })

  it('that is not kept is told so, as a notice', async () => {
    const { body } = await ask().get('/api/v1/packets/hour/99999999').expect(404)
    expect(body.notice).toEqual({ code: 'packet-not-kept', values: { source: 'hour', frame: 99_999_999 } })
    await ask().get('/api/v1/packets/hour/1x').expect(400)
    await ask().get('/api/v1/packets/nobody/1').expect(404)
  })
})

describe('the packets of a group', () => {
  const names = ({ message }: PacketRow, group: string): boolean =>
    message.group === group || (message.records ?? []).some((record) => record.group === group)

  it('are those that name it, and the general queries of its segment', async () => {
    const report = [...lines.values()].find(({ kind, group, vlans }) => kind === 'report' && group && vlans[0] === 10)!
    const group = report.group!
    const { rows } = await get<'/groups/:segment/:group/packets'>(
      `/groups/${encodeURIComponent(report.segment)}/${group}/packets`,
      { limit: 500 },
    )
    const general = rows.filter(({ message }) => message.kind === 'query' && message.group === null)
    expect(general.length).toBeGreaterThan(0)
    expect(rows.filter((row) => names(row, group)).length).toBe(rows.length - general.length)
    const all = [...lines.values()].filter(
      (line) =>
        line.segment === report.segment &&
        (names({ message: line } as PacketRow, group) || (line.kind === 'query' && line.group === null)),
    )
    expect(rows.map(({ frame }) => frame)).toEqual(
      all
        .map(({ frame }) => frame)
        .reverse()
        .slice(0, 500),
    )
  })

  it('come home as a capture, the oldest first, octet for octet', async () => {
    const report = [...lines.values()].find(({ kind, group }) => kind === 'report' && group)!
    const path = `/groups/${encodeURIComponent(report.segment)}/${report.group}`
    const { rows } = await get<'/groups/:segment/:group/packets'>(`${path}/packets`, { limit: 500 })
    const { body, headers } = await download(`${path}/packets.pcap`)
    expect(headers['content-disposition']).toMatch(/^attachment; filename="packets_hour-\d+_[\d.]+\.pcap"$/)
    const frames = read(body as Buffer)
    expect(frames.slice(-rows.length).map(({ hex }) => hex)).toEqual(
      rows.map(({ frame }) => octets.get(frame)).reverse(),
    )
    frames.slice(-rows.length).forEach(({ at }, i) => expect(at).toBeCloseTo(rows.at(-1 - i)!.at, 2))
  })
})

describe('a file of packets', () => {
  it.skipIf(tsharkVersion() === null)('opens in tshark and tcpdump', async () => {
    const { body } = await download('/packets.pcap', { filter: 'vlan:20' })
    const path = join(folder, 'vlan20.pcap')
    writeFileSync(path, body as Buffer)
    const wanted = [...lines.values()].filter(({ vlans }) => vlans.includes(20)).length
    const run = (program: string, args: string[]): string[] =>
      execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
        .split('\n')
        .filter((line) => line !== '')
    expect(run('tshark', ['-r', path, '-T', 'fields', '-e', 'frame.number'])).toHaveLength(wanted)
    expect(run('tcpdump', ['-r', path, '-nn', '-t']).length).toBeGreaterThanOrEqual(wanted)
  })

  it('of several link types is a pcapng that has them all', async () => {
    const [ethernet, cooked] = [new TestTap('a'), new TestTap('b')]
    ethernet.take(...readFrames('links/ethernet.pcap'))
    cooked.take(...readFrames('links/linux-sll2.pcap'))
    const { body, headers } = await download('/packets.pcap', {}, ethernet, cooked)
    expect(headers['content-disposition']).toContain('packets.pcapng')
    const frames = read(body as Buffer)
    expect(new Set(frames.map(({ linkType }) => linkType))).toEqual(new Set([1, 276]))
    const { rows } = await get<'/packets'>('/packets', { limit: 500 }, ethernet, cooked)
    expect(frames).toHaveLength(rows.length)
  })

  it('of a tunnel has the whole frame, and cut frames keep their length', async () => {
    const tap = new TestTap('t')
    const frames = readFrames('links/vxlan-vni5000.pcap')
    tap.take(...frames)
    const { body } = await download('/packets.pcap', {}, tap)
    expect(read(body as Buffer).map(({ hex }) => hex)).toEqual(frames.map(hexOf))
    const cut = new TestTap('c')
    cut.take(...readFrames('cases/35-snaplen-truncated.pcap'))
    const file = read((await download('/packets.pcap', {}, cut)).body as Buffer)
    expect(file.some(({ hex, wireLength }) => wireLength > hex.length / 2)).toBe(true)
  })
})

describe('files that nobody reads', () => {
  it('are so many and no more, and keep nobody from lists', async () => {
    const tap = new TestTap('t')
    const [frame] = readFrames('links/ethernet.pcap')
    if (!frame) throw new Error('the capture is empty')
    const data = new Uint8Array(8_000)
    data.set(frame.data.subarray(frame.start, frame.end))
    const jumbo = { ...frame, data, start: 0, end: data.length, wireLength: data.length }
    tap.take(...Array.from({ length: 1_800 }, (_, i) => ({ ...jumbo, at: frame.at + i })))
    const server = appOf(tap).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const open = async (path: string, localAddress = '127.0.0.1'): Promise<IncomingMessage> => {
      const request = fetch({ port, path: `/api/v1${path}`, agent: false, localAddress }).on('error', () => undefined)
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      return response.on('error', () => undefined)
    }
    try {
      const unread: IncomingMessage[] = []
      // Of one client there are fewer.
      for (let n = 0; n < 8; n += 1) unread.push(await open('/packets.pcap', `127.0.0.${2 + (n % 3)}`))
      expect(unread.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 8 }, () => 200))
      expect((await open('/packets.pcap')).statusCode).toBe(503)
      expect((await open('/packets?limit=1')).statusCode).toBe(200)
      unread[0]?.destroy()
      await expect.poll(async () => (await open('/packets.pcap')).statusCode).toBe(200)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('the proof of a membership', () => {
  it('is the newest report of the host for the group, up to a moment', async () => {
    const reports = [...lines.values()].filter(({ kind, group }) => kind === 'report' && group !== null)
    const { segment, group, src } = reports[0]!
    const speaks = ({ records = [], ...line }: MessageLine): boolean =>
      line.group === group ||
      records.some((one) => one.group === group && (/_EX$/.test(one.type) || one.sources.length > 0))
    const own = [...lines.values()].filter(
      (line) => line.kind === 'report' && line.segment === segment && line.src === src && speaks(line),
    )
    expect(own.length).toBeGreaterThan(1)
    const query = { segment, group: group!, host: src }
    const copies = new Set(
      (await get<'/packets'>('/packets', { limit: 500 })).rows.filter(({ copy }) => copy).map(({ frame }) => frame),
    )
    const last = own.filter(({ frame }) => !copies.has(frame)).at(-1)!
    expect((await get<'/proof'>('/proof', query)).packet?.frame).toBe(last.frame)
    const first = await get<'/proof'>('/proof', { ...query, until: own[0]!.at })
    expect(first.packet?.frame).toBe(own[0]!.frame)
    const none = await get<'/proof'>('/proof', { ...query, until: own[0]!.at - 1 })
    expect(none).toMatchObject({ packet: null, kept: { packets: lines.size } })
  })

  it('is no leave, and no record that says goodbye', async () => {
    const tap = new TestTap('v3')
    tap.take(...readFrames('stacks/igmpv3-rx.pcap'))
    const { rows } = await get<'/packets'>('/packets', { limit: 500 }, tap)
    for (const { message } of rows) {
      for (const { group } of message.records ?? []) {
        const proof = await get<'/proof'>('/proof', { segment: message.segment, group, host: message.src }, tap)
        const record = proof.packet?.message.records?.find((one) => one.group === group)
        if (record) expect(['IS_EX', 'TO_EX'].includes(record.type) || record.sources.length > 0).toBe(true)
      }
    }
    await ask(tap).get('/api/v1/proof').query({ segment: 'v3/untagged', group: 'x' }).expect(400)
    await ask(tap).get('/api/v1/proof').query({ segment: 'a', group: '239.1.1.1', host: '::1' }).expect(400)
  })
})
