import { once } from 'node:events'
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cookieOf } from '../../server/access/secret.ts'
import { createApp } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import { LiveHub } from '../../server/live/hub.ts'
import { LIVE_PATH } from '../../shared/live.ts'
import { opened, type Opened } from '../access/opened.ts'
import { noDesk } from '../http/no-desk.ts'
import { noNames } from '../http/no-names.ts'
import { noWalls } from '../http/no-walls.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

/* Pages of strangers before a real server: what their browsers would send, over real sockets. */

let house: Opened
let server: Server
let hub: LiveHub
let guard: Guard
let port: number
const lines: Duplex[] = []
beforeEach(async () => {
  house = opened({ onChange: () => hub.cutOff((asked) => !guard.holds(asked)) })
  guard = new Guard({ token: null, access: house.access, allowedHosts: [] })
  server = createServer()
  const onError = (error: unknown): never => {
    throw error
  }
  const subject = subjectOf(new TestTap('a'))
  server.on(
    'request',
    createApp({
      ...{
        subject,
        history: null,
        desk: noDesk(),
        names: noNames(),
        ...noWalls(),
        access: house.access,
        guard,
        onError,
      },
      ...{ dryRun: null, approve: () => null, clientFolder: '/nowhere' },
    }),
  )
  const hello = (asked: IncomingMessage) => {
    const role = guard.roleOf(asked)
    return { version: '1', build: 'b', demo: false, now: Date.now(), role }
  }
  hub = new LiveHub(server, { subject, hello, allowRequest: guard.allowRequest, mayWatch: guard.mayWatch, onError })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(async () => {
  for (const line of lines.splice(0)) line.destroy()
  await hub.close()
  server.closeAllConnections()
  server.close()
  await house.close()
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** The line, where it became a WebSocket. */
  socket: Duplex | null
}

function ask(method: string, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
    asked.on('error', reject)
    asked.on('upgrade', ({ statusCode = 0, headers: told }, socket) => {
      lines.push(socket)
      resolve({ status: statusCode, headers: told, socket })
    })
    asked.on('response', (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, socket: null }))
    })
    asked.end()
  })
}
const handshake = (headers: Record<string, string>): Promise<Answer> =>
  ask('GET', `${LIVE_PATH}/?EIO=4&transport=websocket`, {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  })
const own = (): Record<string, string> => ({
  host: `127.0.0.1:${port}`,
  origin: `http://127.0.0.1:${port}`,
})
const cookie = (): Record<string, string> => ({ cookie: `rollcall=${cookieOf(house.token('operator'))}` })

describe('a WebSocket', () => {
  it('of the own page, by who is signed in, comes to be', async () => {
    expect((await handshake({ ...own(), ...cookie() })).status).toBe(101)
  })

  it.each<[string, () => Record<string, string>]>([
    [
      'a page of a stranger, with the cookie (cross-site hijacking)',
      () => ({ ...own(), ...cookie(), origin: 'https://evil.example' }),
    ],
    ['a page of another port of this machine', () => ({ ...own(), ...cookie(), origin: 'http://127.0.0.1:1' })],
    ['a page without an origin of its own', () => ({ ...own(), ...cookie(), origin: 'null' })],
    [
      'a name of a stranger that points here (DNS rebinding)',
      () => ({ ...cookie(), host: `evil.example:${port}`, origin: `http://evil.example:${port}` }),
    ],
    ['nobody who is signed in', () => (house.token('operator'), own())],
    ['a cookie that is none', () => (house.token('operator'), { ...own(), cookie: 'rollcall=guess' })],
  ])('of %s is refused', async (_, headers) => {
    const { status, socket } = await handshake(headers())
    expect(socket).toBeNull()
    expect([400, 403]).toContain(status)
    expect(hub.viewers).toBe(0)
  })

  it('the same where nobody is asked: the stranger is refused all the same', () => {
    const open = new Guard({ token: null, allowedHosts: [] })
    const of = (headers: Record<string, string>) =>
      open.allowRequest({ headers, socket: { localAddress: '127.0.0.1' } } as never)
    expect(of(own())).toBe(true)
    expect(of({ ...own(), origin: 'https://evil.example' })).toBe(false)
    expect(of({ host: 'evil.example', origin: 'http://evil.example' })).toBe(false)
  })

  it.each<[string, () => unknown]>([
    ['its token is revoked', () => house.access.tokens().map(({ id }) => house.access.removeToken(id))],
    [
      'another process revokes it',
      () => {
        const other = house.again()
        for (const { id } of other.tokens()) other.removeToken(id)
        house.access.look()
      },
    ],
  ])('is cut off when %s', async (_, end) => {
    const { socket } = await handshake({ ...own(), ...cookie() })
    // As the library says hello: it is a viewer then.
    socket!.write(frame('40'))
    await expect.poll(() => hub.viewers).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const closed = once(socket!, 'close')
    socket!.resume()
    end()
    await closed
    expect(hub.viewers).toBe(0)
  })

  it('that has not said its first word is cut off as well', async () => {
    const { socket } = await handshake({ ...own(), ...cookie() })
    const closed = once(socket!, 'close')
    socket!.resume()
    for (const { id } of house.access.tokens()) house.access.removeToken(id)
    await closed
    expect(hub.viewers).toBe(0)
  })

  it('is cut off when its session ends', async () => {
    await house.access.putUser('ana', { role: 'viewer', password: 'correct horse battery' }, '')
    const come = await house.access.signIn('ana', 'correct horse battery', '')
    const { socket } = await handshake({ ...own(), cookie: `rollcall=${come!.cookie}` })
    socket!.write(frame('40'))
    await expect.poll(() => hub.viewers).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const closed = once(socket!, 'close')
    socket!.resume()
    await house.access.putUser('ana', { role: 'operator' }, '')
    await closed
    expect((await handshake({ ...own(), cookie: `rollcall=${come!.cookie}` })).status).not.toBe(101)
  })
})

describe('a request', () => {
  it.each<[string, string, () => Record<string, string>, number]>([
    ['GET', 'a name of a stranger that points here', () => ({ ...cookie(), host: `evil.example:${port}` }), 421],
    [
      'POST',
      'a page of a stranger, with the cookie',
      () => ({ ...own(), ...cookie(), origin: 'https://evil.example' }),
      403,
    ],
    ['DELETE', 'one without an origin of its own', () => ({ ...own(), ...cookie(), origin: 'null' }), 403],
    ['GET', 'the own page', () => ({ ...own(), ...cookie() }), 200],
  ])('%s of %s', async (method, _, headers, status) => {
    expect((await ask(method, '/api/v1/session', headers())).status).toBe(status)
  })
})

/** A text frame of a client (RFC 6455 s5.2), shorter than 126 octets, with a mask of zeros. */
const frame = (text: string): Buffer => Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)])
