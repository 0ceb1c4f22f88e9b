import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { capture, Command, run } from '../cli/command.ts'
import { until } from './receivers.ts'

/* The product itself, killed between a finding and its delivery. */

const BUILD_TIME = 180_000
const SECRET = 'a secret of the channel'
const folder = mkdtempSync(join(tmpdir(), 'rollcall-channels-'))
const data = join(folder, 'data')
const attempts: { delivery: string; alarms: string[]; status: number }[] = []
let status = 503
const receiver = createServer((request: IncomingMessage, response: ServerResponse) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(pieces).toString()) as { alarms: { subject: string; state: string }[] }
    const alarms = body.alarms.map(({ subject, state }) => `${state} ${subject}`)
    attempts.push({ delivery: String(request.headers['x-rollcall-delivery']), alarms, status })
    response.writeHead(status).end()
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  writeFileSync(
    join(folder, 'rollcall.toml'),
    [
      '[[channel]]',
      'id = "hook"',
      'severity = "information"',
      'group-for = 0',
      '[channel.webhook]',
      `url = "http://127.0.0.1:${port}/hook"`,
      `secret = "${SECRET}"`,
    ].join('\n'),
  )
  await run(['--version'])
}, BUILD_TIME)
afterAll(() => {
  receiver.closeAllConnections()
  receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

const serve = (): Command =>
  new Command([
    ...['serve', '--config', join(folder, 'rollcall.toml'), '--data', data, '--listen', '127.0.0.1:0'],
    ...['--source', `file:${capture('hour.pcap')}@max`],
  ])

it(
  'what was not delivered before kill -9 is delivered after it, as the same delivery',
  async () => {
    const first = serve()
    await until(() => attempts.length > 0)
    first.child.kill('SIGKILL')
    await first.ended
    const [before] = attempts
    expect(before?.status).toBe(503)
    status = 204
    const second = serve()
    const again = await until(() => attempts.find((one) => one.status === 204 && one.delivery === before?.delivery))
    expect(again.alarms).toEqual(before?.alarms)
    second.child.kill('SIGTERM')
    expect((await second.ended).status).toBe(0)

    // The log of both runs is there, and what was delivered waits no more.
    const log = JSON.parse(readFileSync(join(data, 'channels', 'deliveries.json'), 'utf8')) as {
      rows: { state: string }[]
    }
    expect(log.rows.map(({ state }) => state)).toContain('sent')
    const accepted = attempts.filter((one) => one.status === 204).map(({ delivery }) => delivery)
    expect(new Set(accepted).size).toBe(accepted.length)

    const mine = readdirSync(join(data, 'channels')).map((name) => join(data, 'channels', name))
    for (const path of mine) expect([path, statSync(path).mode & 0o077]).toEqual([path, 0])
    expect(mine.map((path) => readFileSync(path, 'utf8')).join('') + first.stderr + second.stderr).not.toContain(SECRET)
  },
  BUILD_TIME,
)
