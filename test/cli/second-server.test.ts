import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BUILDING, Command, run } from './command.ts'

const PASSWORD = 'correct horse battery'
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-second-'))
  await run(['--version'])
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const running: Command[] = []
afterEach(async () => {
  for (const { child } of running) child.kill('SIGTERM')
  await Promise.all(running.splice(0).map(({ ended }) => ended))
})

const serve = (source: string, data: string | null): string[] => [
  ...['serve', '--source', source, '--listen', '127.0.0.1:0', ...(data === null ? [] : ['--data', data])],
]

/** `home`: where it keeps its state, where no folder is named. */
async function serving(source: string, data: string | null, home = ''): Promise<string> {
  const command = new Command(serve(source, data), home === '' ? [] : ['env', `XDG_STATE_HOME=${home}`])
  running.push(command)
  await expect.poll(() => command.stderr.replace(BUILDING, ''), { timeout: 60_000 }).toMatch(/History in/)
  return /open (http:\/\/127\.0\.0\.1:\d+)\//.exec(command.stderr)?.[1] ?? ''
}

/** All that stands in the files whose words are those of one server. */
const words = (data: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(data)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name, readFileSync(join(data, name), 'utf8')]),
  )

const REFUSED =
  /^rollcall: The data folder [^\n]* is in use by another Rollcall\. Remedy: stop that one, or choose another folder with --data\.\n$/

describe('a second server on one data folder', () => {
  it.each(['stdin', 'demo'])(
    '%s: does not start, touches nothing, and the first one goes on',
    async (source) => {
      const data = mkdtempSync(join(folder, 'data-'))
      await run(['user', 'add', 'ana', '--role', 'operator', '--data', data], Buffer.from(`${PASSWORD}\n`))
      const origin = await serving('stdin', data)
      const signIn = await fetch(`${origin}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ user: 'ana', password: PASSWORD }),
      })
      expect(signIn.status).toBe(200)
      const sessions = join(data, 'sessions.json')
      await expect.poll(() => existsSync(sessions) && readFileSync(sessions, 'utf8')).toContain('"ana"')
      const before = words(data)
      const { status, stderr } = await run(serve(source, data))
      expect(stderr).toMatch(REFUSED)
      // No status of a wrong command line: a service manager tries again.
      expect(status).toBe(1)
      expect(words(data)).toEqual(before)
      const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? ''
      expect((await fetch(`${origin}/api/v1/session`, { headers: { cookie } })).status).toBe(200)
    },
    120_000,
  )

  it('a demo and a server of the network stand side by side where no folder is named, in either order', async () => {
    const home = mkdtempSync(join(folder, 'home-'))
    const beside = async (...sources: string[]): Promise<void> => {
      for (const source of sources) await serving(source, null, home)
      await Promise.all(running.splice(0).map(({ child, ended }) => (child.kill('SIGTERM'), ended)))
    }
    await beside('stdin', 'demo')
    await run(['user', 'add', 'ana', '--data', join(home, 'rollcall-demo')], Buffer.from(`${PASSWORD}\n`))
    await beside('demo', 'stdin')
  }, 300_000)

  it('commands for users and tokens go on working beside the one that runs', async () => {
    const data = mkdtempSync(join(folder, 'data-'))
    const origin = await serving('stdin', data)
    const made = await run(['token', 'add', 'Backup', '--role', 'operator', '--data', data])
    expect(made.status).toBe(0)
    const headers = { authorization: `Bearer ${made.stdout.trim()}` }
    const asked = async (): Promise<number> => (await fetch(`${origin}/api/v1/groups`, { headers })).status
    await expect.poll(asked, { timeout: 10_000 }).toBe(200)
    const added = await run(['user', 'add', 'bo', '--data', data], Buffer.from(`${PASSWORD}\n`))
    expect(added.status).toBe(0)
    expect((await run(['user', 'list', '--data', data])).stdout).toContain('bo')
  }, 300_000)

  it('starts when the first one has ended', async () => {
    const data = mkdtempSync(join(folder, 'data-'))
    await serving('stdin', data)
    const [first] = running.splice(0)
    first?.child.kill('SIGKILL')
    await first?.ended
    await serving('stdin', data)
  }, 300_000)
})

it('a demo makes no data folder where there is none, and holds one that is there', async () => {
  const data = join(folder, 'nowhere')
  await serving('demo', data)
  expect(existsSync(data)).toBe(false)
  mkdirSync(data)
  await serving('demo', data)
  expect((await run(serve('demo', data))).stderr).toMatch(REFUSED)
}, 300_000)
