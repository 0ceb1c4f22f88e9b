import { createSocket, type Socket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { TzspSource, type TzspOptions } from '../../server/capture/tzsp.ts'
import { udpDrops } from '../../server/capture/udp-drops.ts'
import { sentence } from '../../shared/notice.ts'
import { RecordingSink } from './sink.ts'

const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((each) => each()))
})

async function started(options: Partial<TzspOptions> = {}) {
  const source = new TzspSource({ name: '', host: '127.0.0.1', port: 0, now: () => 1_234, ...options })
  cleanUp.push(() => source.stop())
  const sink = new RecordingSink(source)
  source.start(sink)
  await sink.until(({ state }) => state !== 'starting')
  return { source, sink }
}

/** Sends from an address of the loopback network. */
async function sender(address: string, port: number) {
  const socket: Socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  cleanUp.push(() => new Promise((resolve) => socket.close(() => resolve())))
  return (hex: string): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.send(Buffer.from(hex, 'hex'), port, '127.0.0.1', (error) => (error ? reject(error) : resolve()))
    })
}

const FRAME = '0100000101' + 'aabbcc'

describe('udpDrops', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-udp-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const table = join(folder, 'udp')
  writeFileSync(
    table,
    [
      '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
      '  101: 0100007F:9090 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 7',
      '  102: 00000000:9090 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 40',
      '',
    ].join('\n'),
  )
  it.each([
    ['127.0.0.1', 37_008, 7],
    ['0.0.0.0', 37_008, 40],
    ['127.0.0.1', 37_009, null],
  ])('%s:%d', (address, port, drops) => {
    expect(udpDrops(address, port, table)).toBe(drops)
  })
  it('is not known without that table', () => {
    expect(udpDrops('0.0.0.0', 37_008, join(folder, 'none'))).toBeNull()
  })
})

describe('TzspSource', () => {
  it('hears nobody before it is approved, then hands over the inner frames', async () => {
    const { source, sink } = await started()
    const send = await sender('127.0.0.7', source.port ?? 0)
    await send(FRAME)
    await sink.until(({ pendingSenders }) => pendingSenders.length === 1)
    const status = source.status()
    expect(status).toMatchObject({ state: 'running', undecodable: { 'unapproved-sender': 1 } })
    expect(status.pendingSenders).toEqual([{ address: '127.0.0.7', frames: 1, firstAt: 1_234, lastAt: 1_234 }])
    expect(status.notice && sentence(status.notice)).toBe(
      '127.0.0.7 is sending TZSP here and is not approved yet; nothing of it is shown.',
    )
    expect(source.approve('nonsense')).toBe(false)
    expect(source.approve('127.0.0.7')).toBe(true)
    expect(source.status()).toMatchObject({ notice: null, pendingSenders: [], approvedSenders: ['127.0.0.7'] })
    await send(FRAME)
    await sink.until(() => sink.frames.length === 1)
    expect(sink.frames).toEqual([
      { at: 1_234, linkType: 1, wireLength: 3, interfaceId: null, tunnel: 'tzsp:127.0.0.7', hex: 'aabbcc' },
    ])
  })

  it('counts what it cannot hand over, by reason', async () => {
    const { source, sink } = await started({ allow: ['127.0.0.0/8', 'nonsense'] })
    const send = await sender('127.0.0.8', source.port ?? 0)
    for (const hex of ['00', '0100001201aa', '01050001', '01040000', '01000001290205dc01aabb']) await send(hex)
    await sink.until(() => sink.frames.length === 1)
    expect(source.status().undecodable).toEqual({ 'tzsp-malformed': 1, 'tzsp-encapsulation': 1, 'tzsp-type': 1 })
    expect(sink.frames[0]).toMatchObject({ hex: 'aabb', wireLength: 1_500 })
  })

  it('knows what the kernel dropped', async () => {
    const { source } = await started()
    expect(source.status().droppedByKernel).toBe(process.platform === 'linux' ? 0 : null)
  })

  it('fails, and does not throw, when the port is taken or the address is not of this machine', async () => {
    const first = await started()
    const port = first.source.port ?? 0
    const second = await started({ port })
    expect(second.source.status()).toMatchObject({ state: 'failed' })
    const said = (source: TzspSource): string | null => {
      const { notice } = source.status()
      return notice && sentence(notice)
    }
    expect(said(second.source)).toBe(`Address 127.0.0.1:${port} is already in use by another program.`)
    const elsewhere = await started({ host: '192.0.2.1', port: 5 })
    expect(said(elsewhere.source)).toBe('Cannot listen on 192.0.2.1:5: this machine does not have that address')
  })

  it('ends when it is stopped, twice too', async () => {
    const { source } = await started()
    await Promise.all([source.stop(), source.stop()])
    expect(source.status()).toMatchObject({ state: 'ended', rate: 0, notice: null })
  })
})
