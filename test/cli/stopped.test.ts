import { spawn } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BUILDING, capture, Command, run } from './command.ts'

/** A build, or a start on a machine that others use too. */
const LONG = 180_000
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''
let command: Command | null = null
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-stopped-'))
  await run(['--version'])
}, LONG)
afterAll(async () => {
  command?.child.kill('SIGKILL')
  await command?.ended
  rmSync(folder, { recursive: true, force: true })
})

it(
  'SIGTERM while frames come: ends in order, and all that a viewer was shown is in the file',
  { timeout: LONG },
  async () => {
    command = new Command(['serve', '--source', 'stdin', '--listen', '127.0.0.1:0', '--data', folder])
    const { child, ended } = command
    const said = (): string => (command?.stderr ?? '').replace(BUILDING, '')
    await expect.poll(said, { timeout: LONG }).toMatch(/History in/)
    const [, url = ''] = /open (http:\/\/[^/]+)\//.exec(said()) ?? []
    createReadStream(capture('hour.pcap'), { highWaterMark: 512 }).pipe(child.stdin)
    const events = async (): Promise<unknown[]> => {
      const answer = await fetch(`${url}/api/v1/history/events?limit=100`)
      return ((await answer.json()) as { rows: unknown[] }).rows
    }
    let shown: unknown[] = []
    await expect.poll(async () => (shown = await events()).length, { timeout: LONG }).toBeGreaterThan(0)
    child.kill('SIGTERM')
    const { status, signal } = await ended
    expect([status, signal]).toEqual([0, null])

    const checked = await run(['check', '--data', folder])
    expect(checked.status).toBe(0)
    const { stdout } = await run(['export', 'events', '--format', 'jsonl', '--data', folder])
    expect(stdout.trim().split('\n').length).toBeGreaterThanOrEqual(shown.length)
  },
)

it('SIGTERM to `npm start`, as a supervisor of it does: nothing of it is left', { timeout: LONG }, async () => {
  const data = join(folder, 'of-npm')
  const flags = ['serve', '--source', 'stdin', '--listen', '127.0.0.1:0', '--data', data]
  const npm = spawn('npm', ['start', '--silent', '--', ...flags], { cwd: ROOT, stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  npm.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  await expect.poll(() => said, { timeout: LONG }).toMatch(/History in/)
  const [, url = ''] = /open (http:\/\/[^/]+)\//.exec(said) ?? []
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  npm.kill('SIGTERM')
  await expect
    .poll(
      () =>
        fetch(`${url}/healthz`).then(
          () => 'serves',
          () => 'gone',
        ),
      { timeout: LONG },
    )
    .toBe('gone')
  await expect.poll(async () => (await run(['check', '--data', data])).status, { timeout: LONG }).toBe(0)
})
