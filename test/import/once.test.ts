import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { importsIn, ImportSession, type History, type MembershipRow } from '../../server/history/store.ts'
import { all, newFolder, openHistory, written } from '../history/histories.ts'
import { BASE, ended, joined, stepOf } from '../history/steps.ts'
import { fixture, HOUR, put } from './captures.ts'
import { asPcapng, inPieces } from './formats.ts'

async function file(name: string, content: Uint8Array): Promise<string> {
  const path = join(await newFolder(), name)
  await writeFile(path, content)
  return path
}

async function remove(history: History, name: string) {
  const session = new ImportSession(history.imports.open(), () => null)
  const row = await session.remove(name)
  session.close()
  return row
}

const counted = async (history: History) => ({
  memberships: await history.count('memberships', {}),
  events: await history.count('events', {}),
})

describe('the same frames are put in once', () => {
  it('as pcap, pcapng, gzip, in pieces, and by another name', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const { row } = await put(history, [HOUR], { name: 'incident' })
    expect(row.name).toBe('incident')
    const before = await counted(history)
    const pieces = await inPieces(HOUR, 3)
    const rotated = await Promise.all(pieces.map((piece, n) => file(`hall.pcap${n}`, piece)))
    const again: readonly (readonly string[])[] = [
      [HOUR],
      [await file('other.pcapng', await asPcapng(HOUR))],
      [await file('packed.pcap.gz', gzipSync(await readFile(HOUR)))],
      rotated,
    ]
    for (const files of again) expect(await put(history, files, { name: 'another' })).toEqual({ known: true, row })
    expect(await counted(history)).toEqual(before)
    expect(importsIn(folder)).toEqual([row])
  })

  it('rotated files are one source, and give what the whole gives', async () => {
    const { history } = await openHistory(await newFolder())
    const pieces = await Promise.all((await inPieces(HOUR, 4)).map((piece, n) => file(`hall.pcap${n}`, piece)))
    const { row } = await put(history, pieces, { name: 'hall' })
    expect(row).toMatchObject({ name: 'hall', files: ['hall.pcap0', 'hall.pcap1', 'hall.pcap2', 'hall.pcap3'] })
    const other = await openHistory(await newFolder())
    await put(other.history, [HOUR], { name: 'hall' })
    expect(await all(history.events({}))).toEqual(await all(other.history.events({})))
    expect(await all(history.memberships({}))).toEqual(await all(other.history.memberships({})))
  })

  it('rotated files in the wrong order are refused', async () => {
    const { history } = await openHistory(await newFolder())
    const [first = '', second = ''] = await Promise.all(
      (await inPieces(HOUR, 2)).map((piece, n) => file(`hall.pcap${n}`, piece)),
    )
    await expect(put(history, [second, first], { name: 'hall' })).rejects.toThrow(/hall\.pcap0 begins before the one/)
  })
})

describe('names', () => {
  it('another capture of the same file name gets a free one; a name that was asked for must be free', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    history.record('hour', stepOf(joined({ host: 5, at: BASE })), BASE)
    await written(history)
    expect((await put(history, [HOUR])).row.name).toBe('hour-2')
    const case1 = fixture('cases/01-bad-checksum-leave.pcap')
    await expect(put(history, [case1], { name: 'hour' })).rejects.toThrow(/has a source hour already/)
    await expect(put(history, [case1], { name: 'eth1', taken: ['eth1'] })).rejects.toThrow(/has a source eth1 already/)
    expect((await put(history, [case1], { name: 'eth2', taken: ['eth1'] })).row.name).toBe('eth2')
    expect(importsIn(folder).map(({ name }) => name)).toEqual(['hour-2', 'eth2'])
  })
})

describe('what comes to no end', () => {
  it('a cut capture is in up to the cut, and says so', async () => {
    const { history } = await openHistory(await newFolder())
    const { row } = await put(history, [fixture('links/file-cut-in-record-header.pcap')])
    expect(row.frames).toBeGreaterThan(0)
    expect(row.cut).toMatchObject({ code: 'file-cut', values: { file: 'file-cut-in-record-header.pcap' } })
  })

  it.each([
    ['a text', Buffer.from('IGMP is a protocol\n'), /x\.pcap is not a pcap or pcapng capture/],
    ['nothing', Buffer.alloc(0), /x\.pcap is not a pcap or pcapng capture/],
    ['a quiet hour', Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'), /x\.pcap has no frames/],
  ])('%s is told in one sentence, and nothing is put in', async (_, content, sentence) => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    await expect(put(history, [await file('x.pcap', content)])).rejects.toThrow(sentence)
    expect(importsIn(folder)).toEqual([])
  })

  it('one that is interrupted is taken out, and the next is a whole one', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const path = await file('hour.pcapng', await asPcapng(HOUR))
    const stop = ({ done }: { done: number }): Promise<boolean> => Promise.resolve(done === 0)
    await expect(put(history, [path], {}, stop)).rejects.toThrow(/was interrupted/)
    const { known, row } = await put(history, [HOUR])
    expect([known, row.name]).toEqual([false, 'hour'])
    const other = await openHistory(await newFolder())
    await put(other.history, [HOUR])
    expect(await all(history.events({}))).toEqual(await all(other.history.events({})))
  })
})

describe('taken out', () => {
  it('leaves what is live, and may be put in again', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const at = Date.UTC(2025, 10, 26, 0, 20)
    history.record('tap', stepOf(joined({ host: 5, at })), at)
    history.record('tap', stepOf(ended('left', { host: 5, at: at + 5_000, since: at })), at + 5_000)
    await written(history)
    const live = { memberships: await all(history.memberships({})), events: await all(history.events({})) }
    await put(history, [HOUR])
    expect(await history.count('events', {})).toBeGreaterThan(100)
    expect((await remove(history, 'hour'))?.name).toBe('hour')
    expect(await remove(history, 'hour')).toBeNull()
    expect({ memberships: await all(history.memberships({})), events: await all(history.events({})) }).toEqual(live)
    expect((await history.minutes(0, Date.UTC(2100, 0, 1))).length).toBe(0)
    expect(importsIn(folder)).toEqual([])
    const other = await openHistory(await newFolder())
    await put(other.history, [HOUR])
    await put(history, [HOUR])
    const rows = await all(history.memberships({}))
    // Groups and hosts have other numbers beside those of the tap.
    const unnumbered = (row: MembershipRow): MembershipRow => ({ ...row, groupId: null, hostId: null, formId: null })
    const again = rows.filter(({ source }) => source === 'hour')
    expect(again.map(unnumbered)).toEqual((await all(other.history.memberships({}))).map(unnumbered))
  })

  it('leaves no row of its own in any table', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    await put(history, [HOUR])
    await remove(history, 'hour')
    await history.stop()
    const db = new Database(join(folder, 'rollcall.db'), { readonly: true })
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
    // Addresses that others may have too stay.
    const kept = new Set(['meta', 'ipv6', 'source_list', 'sqlite_stat1'])
    const left = tables.filter(
      (name) => !kept.has(name) && db.prepare(`SELECT count(*) FROM ${name}`).pluck().get() !== 0,
    )
    db.close()
    expect(left).toEqual([])
  })
})
