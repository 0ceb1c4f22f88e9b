import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { equal } from '../../server/live/equal.ts'
import { LiveHub } from '../../server/live/hub.ts'
import { viewOf } from '../../server/views/index.ts'
import {
  fold,
  LIVE_PATH,
  type ClientToServer,
  type Pulse,
  type ServerToClient,
  type ViewRequest,
  type ViewState,
} from '../../shared/live.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import type { Frame } from '../../server/capture/source.ts'
import { readFrames } from '../membership/captured.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

const rethrow = (error: unknown): never => {
  throw error
}

/* Real sockets on the loopback, over the hour. */

let server: Server
let hub: LiveHub
let tap: TestTap
let rest: Frame[]
let allowed = true
let certificate: Notice | null = null
const sockets: Socket[] = []

beforeEach(async () => {
  allowed = true
  certificate = null
  tap = new TestTap('hour')
  rest = readFrames('hour.pcap')
  tap.take(...rest.splice(0, 1_500))
  server = createServer()
  const hello = () => ({ version: '1', build: 'b', demo: false, now: 5, role: 'operator' as const })
  hub = new LiveHub(server, {
    ...{ subject: subjectOf(tap), hello, allowRequest: () => allowed, onError: rethrow },
    certificate: () => certificate,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect()
  await hub.close()
  server.closeAllConnections()
  server.close()
})

const open = (options: Parameters<typeof io>[1] = {}): Socket<ServerToClient, ClientToServer> => {
  const { port } = server.address() as AddressInfo
  const socket: Socket<ServerToClient, ClientToServer> = io(`http://127.0.0.1:${port}`, {
    path: LIVE_PATH,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  })
  sockets.push(socket)
  return socket
}
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}
const ask = (socket: Socket<ServerToClient, ClientToServer>, id: number, request: unknown): Promise<string | null> =>
  new Promise((resolve) => socket.emit('watch', id, request as ViewRequest, resolve))

describe('the hub', () => {
  it('says hello, answers with a snapshot, and its changes fold to what the table holds', async () => {
    const socket = open()
    let shown: ViewState | null = null
    const seen: number[] = []
    socket.on('snapshot', (_, { seq, state }, received) => {
      seen.push(seq)
      shown = state
      received()
    })
    socket.on('change', (_, change, received) => {
      seen.push(change.seq)
      if (shown) shown = fold(shown, change)
      received()
    })
    const [hello] = (await new Promise<unknown[]>((resolve) => socket.on('hello', (...args) => resolve(args)))) as [
      unknown,
    ]
    expect(hello).toEqual({ version: '1', build: 'b', demo: false, now: 5, role: 'operator' })
    const request: ViewRequest = { view: 'groups', filter: '', sort: '-confirmed', offset: 0, limit: 100 }
    expect(await ask(socket, 1, request)).toBeNull()
    await until(() => seen.length === 1)
    const truth = (): unknown => JSON.parse(JSON.stringify(viewOf(subjectOf(tap), request)))
    expect(shown).toEqual(truth())
    for (let round = 0; round < 3; round += 1) {
      tap.take(...rest.splice(0, 500))
      hub.changed()
      const expected = truth()
      // A list that took long to make is shown in its old order until it is made anew.
      await until(() => equal(shown, expected))
    }
    expect(seen).toEqual(seen.map((_, i) => i + 1))
    expect(seen.length).toBeGreaterThan(3)
  })

  it('tells the clocks of the sources before the first rows', async () => {
    const socket = open()
    const order: string[] = []
    socket.on('hello', () => order.push('hello'))
    socket.on('pulse', () => order.push('pulse'))
    socket.on('snapshot', (_, __, received) => {
      order.push('snapshot')
      received()
    })
    await ask(socket, 1, { view: 'overview' })
    await until(() => order.includes('snapshot'))
    expect(order.slice(0, 3)).toEqual(['hello', 'pulse', 'snapshot'])
  })

  it('refuses what it does not understand, in a sentence', async () => {
    const socket = open()
    expect(await ask(socket, 1, { view: 'everything' })).toMatch(/not understood/)
    expect(await ask(socket, -1, { view: 'overview' })).toMatch(/not understood/)
    socket.emit('watch', 1, { view: 'overview' }, undefined as never)
    ;(socket as Socket).emit('watch')
    ;(socket as Socket).emit('unwatch', { a: 1 })
    expect(await ask(socket, 1, { view: 'sources' })).toBeNull()
  })

  it('gives each of many viewers the same', async () => {
    const pages = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = open()
        const snapshot = new Promise<ViewState>((resolve) =>
          socket.on('snapshot', (_, { state }, received) => {
            received()
            resolve(state)
          }),
        )
        await ask(socket, 7, { view: 'queriers' })
        return snapshot
      }),
    )
    expect(new Set(pages.map((page) => JSON.stringify(page))).size).toBe(1)
    expect(hub.viewers).toBe(20)
  })

  it('sends nothing more after unwatch, and a pulse all the time', async () => {
    const socket = open()
    let snapshots = 0
    socket.on('snapshot', (_, __, received) => {
      snapshots += 1
      received()
    })
    await ask(socket, 1, { view: 'sources' })
    await until(() => snapshots === 1)
    socket.emit('unwatch', 1)
    let changes = 0
    socket.on('change', () => (changes += 1))
    const pulse = await new Promise<Pulse>((resolve) => socket.once('pulse', resolve))
    expect(pulse.segments.map(({ segment }) => segment).sort()).toEqual(['hour/10', 'hour/20'])
    tap.take(...rest.splice(0, 500))
    hub.changed()
    await new Promise((resolve) => socket.once('pulse', resolve))
    expect(changes).toBe(0)
  })

  it('says with each pulse what is to be done about the certificate, as long as there is something', async () => {
    const socket = open()
    const next = () => new Promise<Pulse>((resolve) => socket.once('pulse', resolve))
    expect(await next()).not.toHaveProperty('certificate')
    certificate = notice('certificate-expires', { path: 'a.pem', days: 9 })
    await expect.poll(async () => (await next()).certificate, { timeout: 10_000 }).toEqual(certificate)
    certificate = null
    await expect.poll(async () => 'certificate' in (await next()), { timeout: 10_000 }).toBe(false)
  })

  it('lets nobody in who is not allowed, and speaks websocket alone', async () => {
    allowed = false
    const refused = open()
    await new Promise((resolve) => refused.on('connect_error', resolve))
    expect(hub.viewers).toBe(0)
    allowed = true
    const { port } = server.address() as AddressInfo
    const polling = await fetch(`http://127.0.0.1:${port}${LIVE_PATH}/?EIO=4&transport=polling`)
    expect(polling.status).toBe(400)
  })

  it('drops a page that says too much at once', async () => {
    const socket = open()
    await new Promise((resolve) => socket.on('hello', resolve))
    ;(socket as Socket).emit('watch', 1, { view: 'x'.repeat(100_000) })
    await new Promise((resolve) => (socket as Socket).on('disconnect', resolve))
    await until(() => hub.viewers === 0)
  })

  it('closing cuts the line, so that the pages try again: after a goodbye they would stay away', async () => {
    const socket = open()
    await new Promise((resolve) => socket.on('hello', resolve))
    const gone = new Promise((resolve) => (socket as Socket).on('disconnect', resolve))
    await hub.close()
    expect(await gone).toBe('transport close')
    expect(hub.viewers).toBe(0)
  })
})
