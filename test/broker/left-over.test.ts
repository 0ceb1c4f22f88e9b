import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sweepLeftOver } from '../../server/broker/left-over.ts'
import { HOUR } from '../../shared/time.ts'

const isRoot = process.getuid?.() === 0
if (!isRoot) console.log('SKIPPED: the folder of a broker of another user: it takes root to make one')
const NOW = Date.UTC(2025, 10, 26)
const OLD = new Date(NOW - HOUR)
let parent = ''
const listening: Server[] = []
beforeEach(() => (parent = mkdtempSync(join(tmpdir(), 'rollcall-left-'))))
afterEach(() => {
  for (const server of listening.splice(0)) server.close()
  rmSync(parent, { recursive: true, force: true })
})

const folder = (name: string): string => join(parent, `rollcall-broker-${name}`)
const made = (name: string): string => {
  mkdirSync(folder(name))
  return folder(name)
}
const aged = (path: string): void => utimesSync(path, OLD, OLD)
const listen = async (path: string): Promise<void> => {
  const server = createServer().listen(path)
  listening.push(server)
  await new Promise((resolve) => server.on('listening', resolve))
}
/** A socket as a process leaves it that is killed. */
const dead = (path: string): void => {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', script])
  if (!existsSync(path)) throw new Error('no socket was left')
}
const sweep = (): Promise<number> => sweepLeftOver(join(folder('own'), 'socket'), NOW)

it('of a broker that was killed goes, with its socket; an empty one too', async () => {
  dead(join(made('dead'), 'socket'))
  aged(folder('dead'))
  aged(made('empty'))
  expect(await sweep()).toBe(2)
  expect([existsSync(folder('dead')), existsSync(folder('empty'))]).toEqual([false, false])
})

it('of a broker that lives, its own, a young one and one with something else in it stay', async () => {
  await listen(join(made('alive'), 'socket'))
  aged(made('own'))
  dead(join(made('young'), 'socket'))
  utimesSync(folder('young'), new Date(NOW), new Date(NOW))
  writeFileSync(join(made('full'), 'letter'), 'x')
  const elsewhere = join(parent, 'elsewhere')
  mkdirSync(elsewhere)
  writeFileSync(join(elsewhere, 'socket'), 'x')
  symlinkSync(elsewhere, folder('link'))
  for (const name of ['alive', 'full']) aged(folder(name))
  expect(await sweep()).toBe(0)
  for (const name of ['alive', 'own', 'young', 'full']) expect(existsSync(folder(name))).toBe(true)
  expect(existsSync(join(elsewhere, 'socket'))).toBe(true)
})

it.skipIf(!isRoot)('of another user stays', async () => {
  chownSync(made('other'), 65_534, 65_534)
  aged(folder('other'))
  expect(await sweep()).toBe(0)
  expect(existsSync(folder('other'))).toBe(true)
})
