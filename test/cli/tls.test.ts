import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LIVE_PATH } from '../../shared/live.ts'
import { readServerFile } from '../../server/server-file.ts'
import type { PairFiles } from '../../server/tls-pair.ts'
import { selfSigned } from '../certificates.ts'
import { BUILDING, capture, Command, run } from './command.ts'

const BUILD_TIME = 300_000
let folder = ''
let one: PairFiles
let other: PairFiles
let used: PairFiles
const data = (): string => join(folder, 'data')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-tls-cli-'))
  one = selfSigned('one', 365, folder)
  other = selfSigned('other', 10, folder)
  used = { cert: join(folder, 'used.pem'), key: join(folder, 'used.key') }
  await run(['--version'])
}, BUILD_TIME)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const running: Command[] = []
afterEach(async () => {
  for (const { child } of running) child.kill('SIGTERM')
  await Promise.all(running.splice(0).map(({ ended }) => ended))
  rmSync(data(), { recursive: true, force: true })
})

const put = ({ cert, key }: PairFiles): void => {
  copyFileSync(cert, used.cert)
  copyFileSync(key, used.key)
}

async function serving(): Promise<{ command: Command; port: number }> {
  put(one)
  const tls = ['--tls-cert', used.cert, '--tls-key', used.key]
  const command = new Command(['serve', '--source', 'stdin', '--listen', '127.0.0.1:0', '--data', data(), ...tls])
  running.push(command)
  await expect.poll(() => command.stderr.replace(BUILDING, ''), { timeout: 60_000 }).toMatch(/History in/)
  const port = Number(/open https:\/\/127\.0\.0\.1:(\d+)\//.exec(command.stderr)?.[1])
  await expect.poll(() => readServerFile(data())).not.toBeNull()
  return { command, port }
}

interface Answer {
  status: number
  hsts: string
  shown: string
}
const asked = (port: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = get(
      { port, host: '127.0.0.1', path: '/healthz', rejectUnauthorized: false, agent: false },
      (response) => {
        const { socket } = response as unknown as { socket: { getPeerCertificate(): { subject: { CN: string } } } }
        const shown = socket.getPeerCertificate().subject.CN
        resolve({
          status: response.resume().statusCode ?? 0,
          hsts: String(response.headers['strict-transport-security']),
          shown,
        })
      },
    )
    request.on('error', reject)
  })

describe('a server with a certificate of its own', () => {
  it('shows it, takes a new one without a restart, and keeps the old one when the new one is cut', async () => {
    const { command, port } = await serving()
    expect(await asked(port)).toEqual({ status: 200, hsts: expect.stringMatching(/^max-age=\d+$/), shown: 'one' })
    const before = readServerFile(data())
    const page = io(`https://127.0.0.1:${port}`, {
      path: LIVE_PATH,
      transports: ['websocket'],
      rejectUnauthorized: false,
    })
    const lost: string[] = []
    page.on('disconnect', (why) => lost.push(why))
    await expect.poll(() => page.connected, { timeout: 10_000 }).toBe(true)

    put(other)
    command.child.kill('SIGHUP')
    await expect.poll(async () => (await asked(port)).shown, { timeout: 10_000 }).toBe('other')
    expect(command.stderr).toContain('is a new one, and in use')
    expect(command.stderr).toMatch(/expires soon \(days left: 10\)\. Remedy: /)
    await expect.poll(() => readServerFile(data())).not.toEqual(before)
    const loaded = (): string[] =>
      readFileSync(join(data(), 'audit.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"certificate-loaded"'))
    await expect.poll(loaded, { timeout: 10_000 }).toHaveLength(1)
    const running = readServerFile(data())
    const fingerprint = running && 'fingerprint' in running ? running.fingerprint : 'none'
    expect(JSON.parse(loaded()[0] ?? '')).toMatchObject({ subject: fingerprint, who: null, done: true })

    truncateSync(used.cert, 200)
    command.child.kill('SIGHUP')
    await expect.poll(() => command.stderr, { timeout: 10_000 }).toContain('the one before stays in use')
    expect((await asked(port)).shown).toBe('other')
    expect(lost).toEqual([])
    page.disconnect()
  }, 120_000)

  it('takes a capture that a command hands over, and another server in its place gets nothing', async () => {
    const { port } = await serving()
    const hour = capture('hour.pcap')
    const done = await run(['import', hour, '--data', data()])
    expect(done).toMatchObject({ status: 0, stderr: '' })
    expect(done.stdout).toMatch(/^hour: put in: 3932 frames/)
    const running = readServerFile(data())
    expect(running?.address).toBe(`https://127.0.0.1:${port}`)
    // Who shows another certificate than the folder tells is not asked, and is shown no token.
    const path = join(data(), 'server.json')
    const text = readFileSync(path, 'utf8')
    const { fingerprint } = JSON.parse(text) as { fingerprint: string }
    writeFileSync(
      path,
      text.replace(fingerprint, fingerprint.replace(/^../, fingerprint.startsWith('00') ? '11' : '00')),
    )
    const refused = await run(['import', hour, '--data', data()])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toMatch(/another certificate than that of the folder/)
  }, 120_000)

  it.each<[string, (files: PairFiles) => string[], RegExp]>([
    ['a certificate alone', ({ cert }) => ['--tls-cert', cert], /A certificate alone is no TLS\. Remedy: /],
    ['a key alone', ({ key }) => ['--tls-key', key], /A key alone is no TLS\. Remedy: /],
    [
      'the key of another',
      ({ cert }) => ['--tls-cert', cert, '--tls-key', other.key],
      /does not belong to the certificate/,
    ],
    ['no file', ({ key }) => ['--tls-cert', '/nowhere.pem', '--tls-key', key], /nowhere\.pem cannot be read/],
    ['a proxy that is none', () => ['--trusted-proxy', 'proxy'], /no address or network of a proxy/],
    ['everybody as a proxy', () => ['--trusted-proxy', '0.0.0.0/0'], /not everybody can be trusted/],
    ['no connections', () => ['--max-connections', '0'], /--max-connections: it must be at least 16/],
    ['a word for a number', () => ['--max-connections', 'many'], /--max-connections: /],
  ])('does not start with %s', async (_what, flags, words) => {
    const { status, stderr } = await run(['serve', '--source', 'demo', '--listen', '127.0.0.1:0', ...flags(one)])
    expect(stderr).toMatch(words)
    expect(stderr).toMatch(/^rollcall: [^\n]*\.\n$/)
    expect(status).toBe(2)
  })
})
