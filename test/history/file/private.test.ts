import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { keepPrivate } from '../../../server/history/file/private.ts'
import { FILE_NAME, lockFolder, makeFolder, openForWriting } from '../../../server/history/file/sqlite.ts'

const above = mkdtempSync(join(tmpdir(), 'rollcall-private-'))
afterAll(() => rmSync(above, { recursive: true }))
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('the history is for its owner alone', () => {
  it.each([0o022, 0o000])('whatever the umask: %i', (umask) => {
    const folder = join(above, `umask-${umask}`)
    const before = process.umask(umask)
    try {
      makeFolder(folder)
      const lock = lockFolder(folder)
      const file = join(folder, FILE_NAME)
      const db = openForWriting(file)
      expect([folder, file, `${file}-wal`, `${file}-shm`, join(folder, 'lock')].map(mode)).toEqual([
        '700',
        '600',
        '600',
        '600',
        '600',
      ])
      db.close()
      lock.release()
    } finally {
      process.umask(before)
    }
  })

  it('also one that an earlier version made', () => {
    const file = join(above, FILE_NAME)
    openForWriting(file).close()
    chmodSync(file, 0o644)
    writeFileSync(`${file}-wal`, '')
    chmodSync(`${file}-wal`, 0o644)
    keepPrivate(file)
    expect([file, `${file}-wal`].map(mode)).toEqual(['600', '600'])
  })

  it('makes nothing where there is no folder, and leaves the telling to who opens it', () => {
    const file = join(above, 'nowhere', FILE_NAME)
    keepPrivate(file)
    expect(existsSync(file)).toBe(false)
  })
})
