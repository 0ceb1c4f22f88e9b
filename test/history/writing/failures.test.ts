import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { sentence } from '../../../shared/notice.ts'
import { HistoryError, type History } from '../../../server/history/store.ts'
import { MIGRATIONS } from '../../../server/history/file/schema.ts'
import { openForWriting } from '../../../server/history/file/sqlite.ts'
import { all, newFolder, openHistory, written } from '../histories.ts'
import { BASE, ended, joined, stepOf } from '../steps.ts'

/** There is no history, and the live part does not mind. */
async function expectFailed(history: History, code: string, says: RegExp): Promise<void> {
  const { state, notice } = history.status()
  expect(state).toBe('failed')
  expect(notice?.code).toBe(code)
  expect(notice && sentence(notice)).toMatch(says)
  expect(() => history.record('tap', stepOf(joined({ host: 1, at: BASE })), BASE)).not.toThrow()
  expect(() => history.gap('tap', BASE, BASE + 1, 'waiting')).not.toThrow()
  await expect(all(history.events({}))).rejects.toThrow(HistoryError)
  await expect(history.minutes(0, 1)).rejects.toThrow(says)
  await history.stop()
}

describe('one clear sentence for', () => {
  it('a folder that cannot be made', async () => {
    const file = join(await newFolder(), 'file')
    await writeFile(file, '')
    const { history, notices } = await openHistory(join(file, 'data'))
    await expectFailed(history, 'history-folder', /^Cannot use the data folder .*--data\.$/)
    expect(notices).toHaveLength(1)
  })

  it('a folder that is a file', async () => {
    const file = join(await newFolder(), 'file')
    await writeFile(file, '')
    await expectFailed((await openHistory(file)).history, 'history-folder', /--data/)
  })

  it('a file of a newer Rollcall', async () => {
    const folder = await newFolder()
    const db = new Database(join(folder, 'rollcall.db'))
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`)
    db.close()
    const { history } = await openHistory(folder)
    await expectFailed(
      history,
      'history-newer',
      new RegExp(`schema ${MIGRATIONS.length + 1}; this one knows ${MIGRATIONS.length}`),
    )
  })

  it('a second server on one folder; the first goes on', async () => {
    const folder = await newFolder()
    const first = await openHistory(folder)
    const second = await openHistory(folder)
    await expectFailed(second.history, 'history-in-use', /in use by another Rollcall/)
    first.history.record('tap', stepOf(joined({ host: 1, at: BASE })), BASE)
    await written(first.history)
    expect(await first.history.count('events', {})).toBe(1)
    await first.history.stop()
    expect((await openHistory(folder)).history.status().state).toBe('open')
  })
})

describe('the schema', () => {
  it('is made from nothing, and opening it again changes nothing', async () => {
    const file = join(await newFolder(), 'a.db')
    const first = openForWriting(file)
    expect(first.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
    first.close()
    const before = new Database(file).serialize()
    openForWriting(file).close()
    expect(new Database(file).serialize().equals(before)).toBe(true)
  })

  it('goes from version 1 to the next with its rows, step by step', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    history.record('tap', stepOf(joined({ host: 1, at: BASE })), BASE)
    await history.stop()
    const file = join(folder, 'rollcall.db')
    const later = [...MIGRATIONS, 'ALTER TABLE source ADD COLUMN kind TEXT', "UPDATE source SET kind = 'live'"]
    const db = openForWriting(file, later)
    expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length + 2)
    expect(db.prepare('SELECT name, kind FROM source').all()).toEqual([{ name: 'tap', kind: 'live' }])
    expect(db.prepare('SELECT count(*) FROM event WHERE lasted IS NOT NULL').pluck().get()).toBe(1)
    db.close()
  })

  it('a step that fails leaves the version before it', async () => {
    const file = join(await newFolder(), 'a.db')
    openForWriting(file).close()
    const broken = [...MIGRATIONS, 'CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)']
    expect(() => openForWriting(file, broken)).toThrow(HistoryError)
    const db = new Database(file)
    expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0)
    db.close()
  })
})

it('the file stays below its limit: the oldest go first, and it is told', async () => {
  const maxBytes = 512 * 1_024
  const { history, notices } = await openHistory(await newFolder(), { keep: { maxBytes } })
  const total = 40_000
  for (let n = 0; n < total; n += 1) {
    const at = BASE + n * 10
    history.record('tap', stepOf(joined({ host: n % 100, at })), at)
    history.record('tap', stepOf(ended('left', { host: n % 100, at: at + 5, since: at })), at + 5)
    if (n % 1_000 === 0) await written(history)
  }
  await written(history)
  const { trimmed, oldestAt } = history.status()
  expect(trimmed).toBeGreaterThan(total)
  expect(notices.map((notice) => notice?.code)).toEqual(['history-trimmed'])
  const events = await all(history.events({}))
  expect(events).toHaveLength(2 * total - trimmed)
  expect(events.at(-1)?.at).toBe(BASE + (total - 1) * 10 + 5)
  expect(events[0]?.at).toBeGreaterThanOrEqual(oldestAt ?? Infinity)
  const db = new Database(history.file, { readonly: true })
  const pages =
    Number(db.pragma('page_count', { simple: true })) - Number(db.pragma('freelist_count', { simple: true }))
  db.close()
  expect(pages * 4_096).toBeLessThanOrEqual(maxBytes)
})
