import { spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProgram } from '../../server/capture/program.ts'
import { tellUnaccepted } from '../../server/cli/tell-unaccepted.ts'
import { lastKnown } from '../../server/cli/watch-memory.ts'
import { BUILDING, Command, run } from './command.ts'

const ROLLCALL = fileURLToPath(new URL('../../server/rollcall.js', import.meta.url))
/** A build, or a start on a machine that others use too. */
const LONG = 180_000
/** Whoever knocks hears nothing while nobody can let them in. */
const WAITS = 3_000
const SOON = { timeout: 60_000, interval: 200 }
const { tooFewOpenFiles, noneLeft } = (await import(
  pathToFileURL(fileURLToPath(new URL('../../server/open-files.js', import.meta.url))).href
)) as { tooFewOpenFiles: (limits: string) => string | null; noneLeft: (error: object) => string | null }

const reason = findProgram('prlimit') === null ? 'prlimit is missing. Remedy: sudo apt install util-linux' : null
if (reason !== null) console.log(`SKIPPED: a real process without file descriptors: ${reason}`)

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-descriptors-'))
  await run(['--version'])
}, LONG)
let command: Command | null = null
afterAll(async () => {
  command?.child.kill('SIGKILL')
  await command?.ended
  rmSync(folder, { recursive: true, force: true })
})

it.each([
  ['Max open files            64                   64                   files     \n', /may have 64 files open/],
  ['Max open files            255                  4096                 files     \n', /may have 255 files open/],
  ['Max open files            256                  256                  files     \n', null],
  ['Max open files            unlimited            unlimited            files     \n', null],
  ['', null],
])('limits %j', (limits, expected) => {
  const said = tooFewOpenFiles(`Limit Soft Limit Hard Limit Units\n${limits}`)
  if (expected === null) expect(said).toBeNull()
  else expect(said).toMatch(expected)
})

it('an error that speaks of descriptors, and one of something else', () => {
  expect(noneLeft({ code: 'ENFILE' })).toMatch(/no file descriptor is left/)
  expect(noneLeft({ code: 'ENOENT' })).toBeNull()
})

it.skipIf(process.platform !== 'linux').each([20, 64, 160])(
  'started with %i of them: one sentence with the remedy, and a status',
  (most) => {
    const script = `ulimit -n ${most}; exec "${process.execPath}" "${ROLLCALL}" serve --source demo --data "${folder}"`
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
    expect(stderr).toBe(
      `rollcall: this process may have ${most} files open at a time, and Rollcall needs 256. Remedy: ulimit -n 4096, or LimitNOFILE=4096 in the unit of the service.\n`,
    )
    expect(status).toBe(2)
  },
)

it('a connection that cannot be accepted ends nothing, and is told once', () => {
  const said: string[] = []
  const server = createServer()
  Object.defineProperty(server, 'listening', { value: true })
  tellUnaccepted(server, (text) => void said.push(text))
  for (const code of ['EMFILE', 'EMFILE', 'ENFILE']) {
    ;(server as EventEmitter).emit('error', Object.assign(new Error(code), { code }))
  }
  expect(said).toEqual([expect.stringMatching(/^Connections cannot be accepted \(no file descriptor is left\)\./)])
})

it('memory that cannot be asked for is what it was, and each turn is told', () => {
  const turns: boolean[] = []
  const answers = [5, null, null, 7]
  const ask = lastKnown(
    () => {
      const answer = answers.shift()
      if (answer == null) throw new Error('EMFILE')
      return answer
    },
    (isTold) => turns.push(isTold),
  )
  expect([ask(), ask(), ask(), ask()]).toEqual([5, 5, 5, 7])
  expect(turns).toEqual([false, true])
})

describe.skipIf(reason !== null)('a server that runs', () => {
  it('has none left: goes on, says so, and lets in again when there are some', { timeout: LONG }, async () => {
    command = new Command(['serve', '--source', 'demo', '--listen', '127.0.0.1:0', '--data', join(folder, 'data')])
    const said = (): string => (command?.stderr ?? '').replace(BUILDING, '')
    await expect.poll(said, { ...SOON, timeout: LONG }).toMatch(/History in/)
    const [, url = ''] = /open (http:\/\/[^/]+)\//.exec(said()) ?? []
    const asked = async (): Promise<number | string> =>
      fetch(`${url}/api/v1/sources`, { headers: { connection: 'close' }, signal: AbortSignal.timeout(WAITS) }).then(
        ({ status }) => status,
        () => 'refused',
      )
    expect(await asked()).toBe(200)
    const { pid = 0 } = command.child
    // Where it is a broker with a server below it, both have none.
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    const limit = (to: number): void => {
      for (const each of [String(pid), ...children]) spawnSync('prlimit', ['--pid', each, `--nofile=${to}:4096`])
    }
    limit(10)
    await expect.poll(said, SOON).toMatch(/No file descriptor is left: .* Remedy: ulimit -n 4096/)
    expect(await asked()).toBe('refused')
    limit(4_096)
    await expect.poll(said, SOON).toMatch(/There are file descriptors again/)
    expect(await asked()).toBe(200)
    command.child.kill('SIGTERM')
    const { status, stderr } = await command.ended
    expect(stderr).not.toMatch(/not foreseen/)
    expect(status).toBe(0)
  })
})
