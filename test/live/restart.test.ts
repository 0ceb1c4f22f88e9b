import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPinia, setActivePinia } from 'pinia'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createConnection } from '../../client/live/connection.ts'
import { useLive } from '../../client/stores/live.ts'
import { Guard } from '../../server/http/guard.ts'
import { LiveHub } from '../../server/live/hub.ts'
import { LIVE_PATH } from '../../shared/live.ts'
import { opened, type Opened } from '../access/opened.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

/* What a page hears of its server when that is replaced, or does not want it any more. */

let server: Server
let hub: LiveHub
let house: Opened
let guard: Guard
const sockets: Socket[] = []

async function start(build: string, port = 0): Promise<number> {
  server = createServer()
  const hello = (request: IncomingMessage) => {
    const role = guard.roleOf(request)
    return { version: '1', build, demo: false, now: Date.now(), role }
  }
  const onError = (error: unknown): never => {
    throw error
  }
  hub = new LiveHub(server, {
    subject: subjectOf(new TestTap('a')),
    hello,
    allowRequest: guard.allowRequest,
    mayWatch: guard.mayWatch,
    onError,
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
async function stop(): Promise<void> {
  await hub.close()
  server.closeAllConnections()
  const closed = once(server, 'close')
  server.close()
  await closed
}
beforeEach(() => {
  setActivePinia(createPinia())
  house = opened({ onChange: () => hub.cutOff((request) => !guard.holds(request)) })
  guard = new Guard({ token: 'secret', access: house.access, allowedHosts: [] })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect()
  await stop()
  await house.close()
})

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}
function open(port: number, token: string): Socket {
  const socket = io(`http://127.0.0.1:${port}`, {
    path: LIVE_PATH,
    transports: ['websocket'],
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
    forceNew: true,
    extraHeaders: { authorization: `Bearer ${token}` },
  })
  sockets.push(socket)
  return socket
}
function page(port: number, token = 'secret') {
  const live = useLive(createPinia())
  const socket = open(port, token)
  createConnection(socket, live.sink)
  return { live, socket }
}

describe('a page whose server is started anew', () => {
  it('hears that it is outdated when another build serves it, and of the same build that nothing is', async () => {
    const port = await start('one')
    const { live } = page(port)
    await until(() => live.linked && live.hello !== null)
    const first = live.hello
    await stop()
    await start('one', port)
    await until(() => live.hello !== first)
    expect(live.outdated).toBe(false)
    await stop()
    await start('two', port)
    await until(() => live.outdated)
    expect(live.hello?.build).toBe('two')
  })
})

describe('a page that came with the token of a display', () => {
  it('is told so, and watches what a wall shows', async () => {
    const port = await start('one')
    const [display, person] = [page(port, house.token('display')), page(port, 'secret')]
    await until(() => display.live.hello !== null && person.live.hello !== null)
    expect([display.live.hello?.role, person.live.hello?.role]).toEqual(['display', 'operator'])
    const watched = (view: object) => new Promise((resolve) => display.socket.emit('watch', 1, view, resolve))
    expect(await watched({ view: 'overview' })).toBeNull()
    const hosts = { view: 'hosts', filter: '', sort: 'host', offset: 0, limit: 5 }
    expect(await watched(hosts)).toMatch(/^This is a display: it sees what a wall shows/)
  })

  it('is cut off when the token is revoked, and stays outside; people stay inside', async () => {
    const port = await start('one')
    const [display, person] = [page(port, house.token('display')), page(port, 'secret')]
    await until(() => display.live.linked && person.live.linked)
    const refused = new Promise((resolve) => display.socket.io.on('reconnect_error', resolve))
    for (const { id } of house.access.tokens()) house.access.removeToken(id)
    await refused
    expect(display.live.linked).toBe(false)
    expect(person.live.linked).toBe(true)
    expect(hub.viewers).toBe(1)
  })
})
