import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sentence } from '../../../shared/notice.ts'
import { openForWriting } from '../../../server/history/file/sqlite.ts'
import { check } from '../../../server/history/upkeep/backup.ts'
import { all, newFolder, openHistory, until, written } from '../histories.ts'
import { BASE, ended, joined, stepOf } from '../steps.ts'

const PAGE = 4_096
const asideIn = (folder: string): string[] => readdirSync(folder).filter((name) => /\.db\.damaged-\w+$/.test(name))

/** A history of many pages, closed. */
async function filled(folder: string): Promise<string> {
  const { history } = await openHistory(folder)
  for (let n = 0; n < 3_000; n += 1) {
    const at = BASE + n * 10
    history.record('tap', stepOf(joined({ host: n, at })), at)
    history.record('tap', stepOf(ended('left', { host: n, at: at + 5, since: at })), at + 5)
  }
  await written(history)
  await history.stop()
  return history.file
}

function garble(file: string, from: number, length: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, from)
  closeSync(handle)
}

/** Garbles the pages of a table or an index that have its rows. */
function garbleLeaves(file: string, name: string, spared = 0): void {
  const db = openForWriting(file)
  const leaves = db.prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'").pluck().all(name)
  db.close()
  expect(leaves.length).toBeGreaterThan(0)
  // Who opens the file looks at the first and the last.
  for (const page of (leaves as number[]).slice(spared, leaves.length - spared)) garble(file, (page - 1) * PAGE, PAGE)
}

describe('a file that is damaged at the start is set aside, and a new one begun', () => {
  const damages: [string, (file: string) => void][] = [
    ['it is no database', (file) => writeFileSync(file, 'This is a letter and no database at all. '.repeat(200))],
    ['a garbled header', (file) => garble(file, 0, 64)],
    ['a garbled schema', (file) => garble(file, 100, PAGE - 100)],
    ['cut in the middle', (file) => truncateSync(file, Math.floor(statSync(file).size / 2 / PAGE) * PAGE)],
    ['cut within its header', (file) => truncateSync(file, 40)],
  ]
  it.each(damages)('%s', async (_, damage) => {
    const folder = await newFolder()
    const file = await filled(folder)
    damage(file)
    const size = statSync(file).size
    const { history, notices } = await openHistory(folder)
    expect(history.status().state).toBe('open')
    expect(notices.map((notice) => notice?.code)).toEqual(['history-set-aside'])
    const [aside = ''] = asideIn(folder)
    expect(notices[0] && sentence(notices[0])).toContain(join(folder, aside))
    expect(statSync(join(folder, aside)).size).toBe(size)
    history.record('tap', stepOf(joined({ host: 1, at: BASE })), BASE)
    await written(history)
    expect(await history.count('events', {})).toBe(1)
  })

  it('after a run that was killed what was written last is looked into', async () => {
    const folder = await newFolder()
    const file = await filled(folder)
    garbleLeaves(file, 'ipv6')
    // A log that holds nothing: who wrote it was killed.
    writeFileSync(`${file}-wal`, Buffer.alloc(32))
    const { notices } = await openHistory(folder)
    expect(notices.map((notice) => notice?.code)).toEqual(['history-set-aside'])
  })
})

describe('a checkpoint that was broken off copies pages in their order, and page 1 tells how many there will be', () => {
  /** As a process leaves the folder that is killed after so many pages of the checkpoint. `cut`: the log is cut too. */
  async function brokenOff(pages: number, cut = false): Promise<{ folder: string; file: string }> {
    const folder = await newFolder()
    const from = await newFolder()
    const { history } = await openHistory(from)
    for (let n = 0; n < 3_000; n += 1) {
      const at = BASE + n * 10
      history.record('tap', stepOf(joined({ host: n, at })), at)
    }
    await written(history)
    const file = join(folder, 'rollcall.db')
    // The second is what the checkpoint would have made of it.
    const copied = join(from, 'copied.db')
    for (const to of [file, copied]) for (const part of ['', '-wal']) copyFileSync(history.file + part, to + part)
    openForWriting(copied).close()
    const whole = Buffer.alloc(pages * PAGE)
    const handle = openSync(copied, 'r')
    readSync(handle, whole, 0, whole.length, 0)
    closeSync(handle)
    const into = openSync(file, 'r+')
    writeSync(into, whole, 0, whole.length, 0)
    closeSync(into)
    truncateSync(file, whole.length)
    if (cut) truncateSync(`${file}-wal`, statSync(`${file}-wal`).size / 2)
    return { folder, file }
  }

  it.each([[1], [2], [40]])(
    'after %i pages: what is missing is in the log, and nothing is set aside',
    async (pages) => {
      const { folder, file } = await brokenOff(pages)
      expect(check(file, false).rows).toMatchObject({ events: 3_000 })
      const { history, notices } = await openHistory(folder)
      expect(notices).toEqual([])
      expect(asideIn(folder)).toEqual([])
      expect(await history.count('events', { filter: 'type:joined' })).toBe(3_000)
    },
  )

  it('what is missing in the log too is found', async () => {
    const { folder, file } = await brokenOff(2, true)
    expect(() => check(file, false)).toThrow(/is damaged/)
    const { notices } = await openHistory(folder)
    expect(notices.map((notice) => notice?.code)).toEqual(['history-set-aside'])
    expect(asideIn(folder)).toHaveLength(1)
  })
})

describe('a file that is found to be damaged later', () => {
  it('while it is written: what waits goes into the new one, and so does what lasts', async () => {
    const folder = await newFolder()
    const file = await filled(folder)
    // Found when a host is looked up, not before.
    garbleLeaves(file, 'sqlite_autoindex_host_1')
    const { history, notices } = await openHistory(folder)
    expect(notices).toEqual([])
    for (let n = 0; asideIn(folder).length === 0 && n < 20_000; n += 1) {
      const at = BASE + 1_000 + n
      history.record('tap', stepOf(joined({ host: 10_000 + n, group: n, at })), at)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(asideIn(folder)).toHaveLength(1)
    await until(() => history.status().queued === 0)
    expect(history.status().state).toBe('open')
    expect(notices.map((notice) => notice?.code)).toContain('history-set-aside')
    history.record('tap', stepOf(joined({ host: 5, at: BASE + 90_000 })), BASE + 90_000)
    await written(history)
    const events = await all(history.events({ filter: 'group:239.1.1.1 type:joined' }))
    expect(events.at(-1)?.at).toBe(BASE + 90_000)
  })

  it('while it is read: the reading fails with a word, and the history goes on in a new file', async () => {
    const folder = await newFolder()
    const file = await filled(folder)
    garbleLeaves(file, 'event', 1)
    const { history } = await openHistory(folder)
    await expect(all(history.events({}))).rejects.toThrow(/is damaged/)
    await until(() => asideIn(folder).length === 1)
    await until(() => history.status().notice?.code === 'history-set-aside')
    history.record('tap', stepOf(joined({ host: 1, at: BASE })), BASE)
    await written(history)
    expect(await history.count('events', {})).toBe(1)
  })
})
