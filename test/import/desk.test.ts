import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ImportDesk } from '../../server/import/desk.ts'
import { importsIn, type History } from '../../server/history/store.ts'
import { newFolder, openHistory, until } from '../history/histories.ts'
import { HOUR, IMPORTED_AT } from './captures.ts'

interface Thread {
  thread?: URL
  patience?: number
}

const deskOf = (folder: string, history: History, maxUnpacked = Infinity, thread: Thread = {}): ImportDesk =>
  new ImportDesk({
    ...thread,
    memory: 512 * 1_024 ** 2,
    maxUnpacked,
    folder,
    history,
    tap: { formula: 'rfc3376', dedupe: 5, findings: undefined, segments: undefined, nativeVlan: [] },
    maxBytes: 16 * 1_024 ** 2,
    taken: () => [],
    now: () => IMPORTED_AT,
  })

async function* octets(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(readFileSync(HOUR))
}

describe('captures that a server takes', () => {
  it('beside a server that holds the folder are refused, and what that one is receiving stays', async () => {
    const folder = await newFolder()
    await openHistory(folder)
    mkdirSync(join(folder, 'received'))
    const theirs = join(folder, 'received', 'capture-1')
    writeFileSync(theirs, 'half of it')
    const second = await openHistory(folder)
    const desk = deskOf(folder, second.history)
    await expect(desk.receive(octets(), 'hour.pcap', null)).rejects.toMatchObject({
      notice: { code: 'history-in-use' },
    })
    await desk.stop()
    expect(readFileSync(theirs, 'utf8')).toBe('half of it')
  })

  it('end with the server: the next one in the queue is not begun', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const desk = deskOf(folder, history)
    await desk.receive(octets(), 'first.pcap', 'first')
    await desk.receive(octets(), 'second.pcap', 'second')
    await desk.stop()
    await until(() => desk.jobs[0]?.state === 'failed')
    expect(desk.jobs.map(({ state }) => state)).toEqual(['failed', 'waiting'])
    expect(readdirSync(join(folder, 'received'))).toEqual([])
    await history.stop()
    expect(importsIn(folder)).toEqual([])
    expect(existsSync(join(folder, 'rollcall.db'))).toBe(true)
  })

  it('are cancelled while they wait or are read, and nothing of them is kept', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const desk = deskOf(folder, history)
    // Goes on until somebody cancels it.
    const first = await desk.receive(Readable.from([gzipSync(zeros(400))]), 'endless.pcap.gz', 'first')
    const second = await desk.receive(octets(), 'second.pcap', 'second')
    const third = await desk.receive(octets(), 'third.pcap', 'third')
    await until(() => desk.jobs[0]?.state === 'reading')
    expect([desk.cancel(second.id), desk.cancel(first.id), desk.cancel(77)]).toEqual([true, true, false])
    await until(() => desk.jobs[2]?.state === 'done')
    expect(desk.jobs.map(({ id, state, notice }) => [id, state, notice?.code ?? null])).toEqual([
      [first.id, 'failed', 'import-cancelled'],
      [second.id, 'failed', 'import-cancelled'],
      [third.id, 'done', null],
    ])
    expect(desk.cancel(third.id)).toBe(true)
    expect((await desk.list()).rows.map(({ name }) => name)).toEqual(['third'])
    expect(readdirSync(join(folder, 'received'))).toEqual([])
    await desk.stop()
    await history.stop()
  }, 60_000)

  it('are refused when a few octets of gzip unpack to more than is allowed', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const desk = deskOf(folder, history, 8 * 1_024 ** 2)
    const bomb = gzipSync(zeros(64))
    expect(bomb.length).toBeLessThan(100_000)
    await desk.receive(Readable.from([bomb]), 'bomb.pcap.gz', null)
    await until(() => desk.jobs[0]?.state === 'failed')
    expect(desk.jobs[0]?.notice).toEqual({ code: 'capture-unpacks-too-large', values: { limit: 8 } })
    expect(desk.jobs[0]?.row).toBeNull()
    await desk.stop()
    await history.stop()
  }, 60_000)

  it.each([
    ['a thread that answers nobody is ended when it is cancelled', 'for (;;);', true, 'import-cancelled'],
    [
      'a thread that takes more memory than an import may is ended alone',
      'const all = []; for (;;) all.push(new Array(100_000).fill(all.length))',
      false,
      'import-out-of-memory',
    ],
  ])(
    '%s, and the next capture has its turn',
    async (_, code, cancelled, why) => {
      const folder = await newFolder()
      const { history } = await openHistory(folder)
      const thread = new URL(`data:text/javascript,${encodeURIComponent(code)}`)
      const desk = deskOf(folder, history, Infinity, { thread, patience: 100 })
      const first = await desk.receive(octets(), 'first.pcap', 'first')
      await desk.receive(octets(), 'second.pcap', 'second')
      await until(() => desk.jobs[0]?.state === 'reading')
      if (cancelled) desk.cancel(first.id)
      await until(() => desk.jobs[0]?.state === 'failed' && desk.jobs[1]?.state !== 'waiting')
      expect(desk.jobs[0]?.notice?.code).toBe(why)
      expect((await desk.list()).rows).toEqual([])
      await desk.stop()
      await history.stop()
    },
    60_000,
  )
})

/** The head of a pcap, and then so many MiB of frames without an octet. */
function zeros(mebibytes: number): Buffer {
  const head = readFileSync(HOUR).subarray(0, 24)
  return Buffer.concat([head, Buffer.alloc(mebibytes * 1_024 ** 2)])
}
