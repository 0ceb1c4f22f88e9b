import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LogSync } from '../../../server/history/file/log-sync.ts'

describe('the log is brought to the disk', () => {
  let folder = ''
  const file = (): string => join(folder, 'rollcall.db')
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-log-'))
    writeFileSync(`${file()}-wal`, 'x')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('once for many commits, and again for those that come meanwhile', async () => {
    const failures: unknown[] = []
    const log = new LogSync(file(), (error) => failures.push(error), 5)
    for (let n = 0; n < 100; n += 1) log.committed()
    await expect.poll(() => log.syncs).toBe(1)
    log.committed()
    await expect.poll(() => log.syncs).toBe(2)
    log.close()
    expect(failures).toEqual([])
  })

  it('not after its end, and its end may come twice', async () => {
    const log = new LogSync(file(), () => undefined, 1)
    log.committed()
    log.close()
    log.close()
    log.committed()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(log.syncs).toBe(0)
  })

  it('there has to be one', () => {
    expect(() => new LogSync(join(folder, 'other.db'), () => undefined)).toThrow('ENOENT')
  })
})
