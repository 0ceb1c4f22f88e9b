import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { backUp, check, restore } from '../../../server/history/upkeep/backup.ts'
import { MIGRATIONS } from '../../../server/history/file/schema.ts'
import { newFolder, openHistory, until, written } from '../histories.ts'
import { BASE, ended, joined, stepOf } from '../steps.ts'

const NO_PROGRESS = (): void => undefined
const AT = Date.UTC(2026, 10, 26, 9, 30, 15)

async function filled(folder: string, count = 2_000) {
  const { history } = await openHistory(folder)
  for (let n = 0; n < count; n += 1) {
    const at = BASE + n * 10
    history.record('tap', stepOf(joined({ host: n, at }), ended('left', { host: n, at: at + 5, since: at })), at + 5)
  }
  await written(history)
  return history
}

describe('a backup', () => {
  it('is whole while the history goes on, is of its owner alone, and comes back', async () => {
    const folder = await newFolder()
    const history = await filled(folder)
    const to = join(await newFolder(), 'copy.db')
    let calls = 0
    // It goes on with each piece that is copied.
    const contents = await backUp(folder, to, () => {
      calls += 1
      const at = BASE + 100_000 + calls
      history.record('tap', stepOf(joined({ host: 9_000 + calls, at })), at)
    })
    expect(calls).toBeGreaterThan(0)
    await written(history)
    expect(contents).toMatchObject({ schema: MIGRATIONS.length, sources: ['tap'], from: BASE })
    expect(contents.rows.events).toBe(4_000)
    expect(await history.count('events', {})).toBe(4_000 + calls)
    expect(statSync(to).mode & 0o777).toBe(0o600)
    expect(check(to).rows).toEqual(contents.rows)
    expect(readdirSync(join(to, '..'))).toEqual(['copy.db'])

    const other = await newFolder()
    expect(restore(to, other, AT)).toEqual({ contents: { ...contents, bytes: statSync(to).size }, aside: null })
    const { history: restored } = await openHistory(other)
    expect(await restored.count('events', {})).toBe(4_001)
  })

  it('goes on under writing that never stops', async () => {
    const folder = await newFolder()
    const history = await filled(folder, 20_000)
    let n = 0
    const writing = setInterval(() => {
      const at = BASE + 900_000 + (n += 1)
      history.record('tap', stepOf(joined({ host: 50_000 + n, at })), at)
    }, 1)
    try {
      const contents = await backUp(folder, join(folder, 'copy.db'), NO_PROGRESS)
      expect(contents.rows.events).toBeGreaterThanOrEqual(40_000)
    } finally {
      clearInterval(writing)
    }
    await until(() => history.status().queued === 0)
  })

  it('of a file that is damaged is refused, and leaves nothing', async () => {
    const folder = await newFolder()
    const history = await filled(folder)
    await history.stop()
    truncateSync(history.file, 8 * 4_096)
    const to = join(folder, 'copy.db')
    await expect(backUp(folder, to, NO_PROGRESS)).rejects.toThrow(/is damaged/)
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual([])
  })

  it('into a folder that is not there says so', async () => {
    const folder = await newFolder()
    await filled(folder, 1)
    await expect(backUp(folder, join(folder, 'none', 'copy.db'), NO_PROGRESS)).rejects.toThrow(
      /none.*cannot|Cannot.*none/i,
    )
  })
})

describe('a restore', () => {
  it('sets the present one aside and deletes nothing', async () => {
    const [folder, other] = [await newFolder(), await newFolder()]
    const history = await filled(folder, 3)
    await backUp(folder, join(folder, 'copy.db'), NO_PROGRESS)
    await history.stop()
    const before = readFileSync(history.file)
    const { aside } = restore(join(folder, 'copy.db'), folder, AT)
    expect(aside).toBe(join(folder, 'rollcall.db.before-restore-20261126T093015Z'))
    expect(readFileSync(aside ?? '').equals(before)).toBe(true)
    expect(restore(join(folder, 'copy.db'), folder, AT).aside).toBe(`${aside ?? ''}-2`)
    expect(restore(join(folder, 'copy.db'), other, AT).aside).toBeNull()
  })

  it('is refused while a server has the folder', async () => {
    const folder = await newFolder()
    await filled(folder, 3)
    await backUp(folder, join(folder, 'copy.db'), NO_PROGRESS)
    expect(() => restore(join(folder, 'copy.db'), folder, AT)).toThrow(/in use by another Rollcall/)
  })

  it.each<[string, (file: string) => void, RegExp]>([
    ['a letter', (file) => writeFileSync(file, 'Dear history, '.repeat(500)), /is no history/],
    ['nothing', (file) => writeFileSync(file, ''), /is no history/],
    ["another program's file", (file) => new Database(file).exec('CREATE TABLE event (id)').close(), /is no history/],
    [
      'one of a newer Rollcall',
      (file) => {
        const db = new Database(file)
        db.pragma(`user_version = ${MIGRATIONS.length + 1}`)
        db.close()
      },
      /newer Rollcall/,
    ],
  ])('of %s is refused, and the present one stays', async (_, make, says) => {
    const folder = await newFolder()
    const history = await filled(folder, 3)
    await history.stop()
    const [file, before] = [join(folder, 'copy.db'), readFileSync(history.file)]
    make(file)
    expect(() => restore(file, folder, AT)).toThrow(says)
    expect(() => check(file, true)).toThrow(says)
    expect(readFileSync(history.file).equals(before)).toBe(true)
    expect(readdirSync(folder).filter((name) => name.includes('.part') || name.includes('before'))).toEqual([])
  })
})
