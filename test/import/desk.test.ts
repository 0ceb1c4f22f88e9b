import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ImportDesk } from '../../server/import/desk.ts'
import { importsIn, type History } from '../../server/history/store.ts'
import { newFolder, openHistory, until } from '../history/histories.ts'
import { HOUR, IMPORTED_AT } from './captures.ts'

const deskOf = (folder: string, history: History): ImportDesk =>
  new ImportDesk({
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
})
