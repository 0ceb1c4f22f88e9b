import { chmodSync, existsSync, lstatSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { forgetServer, readServerFile, writeServerFile } from '../server/server-file.ts'
import { newFolder } from './history/histories.ts'

const KEY = 'a-key-of-twenty-letters-at-least'
const HERE = { address: 'http://127.0.0.1:8224', pid: 7, key: KEY }
const put = (folder: string, content: unknown, mode = 0o600): string => {
  const path = join(folder, 'server.json')
  writeFileSync(path, JSON.stringify(content), { mode })
  chmodSync(path, mode)
  return path
}

describe('where the server is', () => {
  it('is told while it runs, and taken away by it alone', async () => {
    const folder = await newFolder()
    const gone = writeServerFile(folder, HERE)
    expect(readServerFile(folder)).toEqual(HERE)
    const another = writeServerFile(folder, { address: 'http://[::1]:9000', pid: 8, key: KEY })
    gone()
    expect(readServerFile(folder)).toEqual({ address: 'http://[::1]:9000', pid: 8, key: KEY })
    another()
    expect(existsSync(join(folder, 'server.json'))).toBe(false)
  })

  it('takes the place of what a killed one left, whatever its rights and wherever it leads', async () => {
    const folder = await newFolder()
    const path = put(folder, HERE, 0o666)
    writeServerFile(folder, { ...HERE, pid: 9 })
    expect(lstatSync(path).mode & 0o777).toBe(0o600)
    forgetServer(folder)
    const elsewhere = join(await newFolder(), 'theirs')
    symlinkSync(elsewhere, path)
    writeServerFile(folder, { ...HERE, pid: 9 })
    expect(existsSync(elsewhere)).toBe(false)
    expect(readServerFile(folder)?.pid).toBe(9)
  })

  it.each([
    ['another machine', { ...HERE, address: 'http://192.0.2.1:8224' }, 0o600],
    ['a name', { ...HERE, address: 'http://rollcall.example:8224' }, 0o600],
    ['a name like an address', { ...HERE, address: 'http://127.0.0.1.example:8224' }, 0o600],
    ['another way', { ...HERE, address: 'https://127.0.0.1:8224' }, 0o600],
    ['no address', { pid: 7, key: KEY }, 0o600],
    ['no key, as an earlier version wrote it', { address: HERE.address, pid: 7 }, 0o600],
    ['what others may write', HERE, 0o622],
  ])('%s is not believed: nobody shows it the token', async (_what, content, mode) => {
    const folder = await newFolder()
    put(folder, content, mode)
    expect(readServerFile(folder)).toBeNull()
  })

  it('a link is not believed', async () => {
    const folder = await newFolder()
    const theirs = put(await newFolder(), HERE)
    symlinkSync(theirs, join(folder, 'server.json'))
    expect(readServerFile(folder)).toBeNull()
  })
})
