import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { Socket as RawSocket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LIVE_PATH, type ClientToServer, type ServerToClient } from '../../shared/live.ts'
import { Product } from '../browser/product.ts'
import { frame, handshake, line, webSocket } from './raw-websocket.ts'

/*
 * The real product, and clients that mean it ill. Somebody watches all the while, and must not notice: the line of the
 * watcher never breaks, and after each attack what is new comes as before.
 */

const ENGINE = `${LIVE_PATH}/?EIO=4&transport=websocket`
/** Octets that the product may grow by, whatever is sent to it. */
const MAX_GROWTH = 400 * 1_024 ** 2

let child: ChildProcess | null = null
const product = new Product({
  sources: ['demo'],
  start: ([program = '', ...args], options) => {
    child = spawn(program, args, options)
    return child
  },
})
let port = 0
let watcher: Socket<ServerToClient, ClientToServer>
let updates = 0
let breaks = 0
let atFirst = 0

beforeAll(async () => {
  await product.start()
  port = Number(new URL(product.origin).port)
  watcher = io(product.origin, { path: LIVE_PATH, transports: ['websocket'] })
  watcher.on('disconnect', () => (breaks += 1))
  watcher.on('snapshot', (_id, _snapshot, received) => {
    updates += 1
    received()
  })
  watcher.on('change', (_id, _change, received) => {
    updates += 1
    received()
  })
  watcher.emit('watch', 1, { view: 'overview' }, () => undefined)
  await goesOn()
  atFirst = memory()
}, 300_000)
afterAll(async () => {
  watcher.disconnect()
  await product.remove()
})

/** What is new comes to the watcher, whose line has never been cut, and the API answers. */
async function goesOn(): Promise<void> {
  const before = updates
  await vi.waitFor(() => expect(updates).toBeGreaterThan(before + 1), { timeout: 60_000 })
  expect(breaks).toBe(0)
  expect((await fetch(`${product.origin}/healthz`)).status).toBe(200)
}

/** However it ended. */
const closed = (socket: RawSocket): Promise<void> =>
  socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', () => resolve()))

/** Octets of the product and of the processes that it started. */
function memory(): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It has just ended.
    }
  }
  const isOurs = (pid: number): boolean => pid > 1 && (pid === child?.pid || isOurs(parents.get(pid) ?? 0))
  const sizes = [...parents.keys()].filter(isOurs).map((pid) => {
    const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kibibytes ?? 0) * 1_024
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}

const grown = (): number => memory() - atFirst

describe('requests', () => {
  it.each<[string, string | Buffer]>([
    ['rubbish', 'rubbish\r\n\r\n'],
    ['octets', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 37) % 256))],
    [
      'two lengths of one body',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a NUL', 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a percent that is none', 'GET /%E0%A4%A HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['a percent in the API', 'GET /api/v1/groups/%FF/%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['a way up', 'GET /../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    [
      'a way up in code',
      'GET /assets/..%2f..%2f..%2fpackage.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ],
    ['a method of nobody', 'PROPFIND / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: localhost\r\n${'X: y\r\n'.repeat(20_000)}\r\n`],
    [
      'a query without end',
      `GET /api/v1/groups?${'a=b&'.repeat(3_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    ],
    [
      'a body without end',
      `PUT /api/v1/names HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n"${'x'.repeat(5_000_000)}`,
    ],
    [
      'JSON in JSON',
      `PUT /api/v1/names HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n${'['.repeat(4_000)}`,
    ],
    ['an upgrade to nowhere', handshake('/nowhere')],
    ['an upgrade to another protocol', handshake(ENGINE, { Upgrade: 'h2c' })],
    ['a bad key', handshake(ENGINE, { 'Sec-WebSocket-Key': 'short' })],
    ['a version of the past', handshake(ENGINE, { 'Sec-WebSocket-Version': '7' })],
    ['another engine', handshake(`${LIVE_PATH}/?EIO=99&transport=websocket`)],
    ['polling', `GET ${LIVE_PATH}/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`],
    ['a session of nobody', handshake(`${ENGINE}&sid=AAAAAAAAAAAAAAAAAAAA`)],
    ['a session that is no text', handshake(`${ENGINE}&sid=__proto__`)],
    ['another page', handshake(ENGINE, { Origin: 'http://evil.example' })],
    ['another name', handshake(ENGINE, { Host: 'evil.example' })],
  ])('%s', async (_what, octets) => {
    const { socket, said } = await line(port)
    socket.write(octets)
    await closed(socket)
    // What is no file is the page's own business.
    if (!said().includes('<title>Rollcall')) expect(said()).not.toMatch(/^HTTP\/1\.1 (?:101(?![^]*HTTP\/1\.1 400)|2|5)/)
    expect(said()).not.toContain('root:')
    expect(said()).not.toMatch(/ at .*\.(?:ts|js):\d+|node_modules/)
    await goesOn()
  })
})

describe('WebSockets', () => {
  it.each<[string, (string | Buffer)[]]>([
    ['a frame without mask', [frame('40', { masked: false })]],
    ['a frame of a terabyte', [frame('40', { length: 2 ** 40 })]],
    ['a message that is too long', [frame('4'.padEnd(100_000, 'x'))]],
    [
      'a message in pieces without end',
      [
        frame('4', { final: false }),
        ...Array.from({ length: 3_000 }, () => frame('xxxxxxxx', { opcode: 0, final: false })),
      ],
    ],
    ['an end without a beginning', [frame('40', { opcode: 0 })]],
    ['a kind that is reserved', [frame('40', { opcode: 5 })]],
    ['a ping that is too long', [frame('x'.repeat(200), { opcode: 9 })]],
    ['text that is no UTF-8', [frame(Buffer.from([0x34, 0xff, 0xfe, 0xc0]))]],
    [
      'binary rubbish',
      [
        frame(Buffer.from([255, 0, 1, 2, 3, 254]), { opcode: 2 }),
        frame('40'),
        frame(Buffer.alloc(500, 7), { opcode: 2 }),
      ],
    ],
    ['words before the greeting', [frame('42["watch",1,{"view":"overview"}]'), frame('43999[]'), frame('40/evil,')]],
    ['a packet that is none', [frame('40'), frame('9'), frame('4x'), frame('42'), frame('42[')]],
    [
      'a name of the language',
      [frame('40'), frame('42["__proto__",{}]'), frame('42["disconnect"]'), frame('42["constructor",1]')],
    ],
    [
      'attachments that never come',
      [frame('40'), frame('451-["watch",1,{"_placeholder":true,"num":0}]'), frame('42["watch",1,{}]')],
    ],
    ['attachments by the million', [frame('40'), frame('4599999999-["watch"]')]],
    ['answers to nothing, without end', [frame('40'), ...Array.from({ length: 20_000 }, (_, i) => frame(`43${i}[]`))]],
    [
      'ten thousand events',
      [frame('40'), ...Array.from({ length: 10_000 }, (_, i) => frame(`42${i}["watch",${i},{"view":"overview"}]`))],
    ],
    ['ten thousand other events', [frame('40'), ...Array.from({ length: 10_000 }, () => frame('42["nothing",1]'))]],
  ])('%s', async (_what, frames) => {
    const { socket } = await webSocket(port, ENGINE)
    for (const octets of frames) socket.write(octets)
    // Some are cut off at once, others when they have said nothing sensible for long: both end, and nobody waits for it.
    await Promise.race([closed(socket), sleep(1_000)])
    socket.destroy()
    await goesOn()
    expect(grown()).toBeLessThan(MAX_GROWTH)
  })

  it.each([
    ['that flood are cut off', '40'],
    ['that flood without a greeting are cut off, though they do not take part in the closing', '42["watch",1]'],
  ])('%s', async (_what, first) => {
    const { socket } = await webSocket(port, ENGINE)
    const cutOff = closed(socket)
    socket.write(frame(first))
    for (let i = 0; i < 10_000; i += 1) socket.write(frame(`42["watch",${i},{"view":"overview"}]`))
    await cutOff
    await goesOn()
  })

  it('whose views are by the thousand are told how many there may be', async () => {
    const page: Socket<ServerToClient, ClientToServer> = io(product.origin, {
      path: LIVE_PATH,
      transports: ['websocket'],
      forceNew: true,
    })
    const refusals: (string | null)[] = []
    for (let i = 0; i < 200; i += 1) {
      await new Promise<void>((resolve) => {
        page.emit('watch', i, { view: 'overview' }, (refusal: string | null) => {
          refusals.push(refusal)
          resolve()
        })
      })
      if (i % 40 === 39) await sleep(1_000)
    }
    page.disconnect()
    expect(refusals.filter((refusal) => refusal === null)).toHaveLength(12)
    expect(refusals.at(-1)).toMatch(/at most 12 views|requests in a second|acknowledged/)
    await goesOn()
  }, 60_000)

  it('that ask and never listen cost no memory', async () => {
    const { socket } = await webSocket(port, ENGINE)
    socket.pause()
    socket.write(frame('40'))
    const ping = Buffer.concat(Array.from({ length: 1_000 }, () => frame('x'.repeat(100), { opcode: 9 })))
    for (let i = 0; i < 200 && !socket.destroyed; i += 1) {
      socket.write(ping)
      await sleep(5)
    }
    expect(grown()).toBeLessThan(MAX_GROWTH)
    socket.destroy()
    await goesOn()
  }, 60_000)
})

describe('many', () => {
  /** Each of these takes one of our own files as well. */
  const possible = (wanted: number): number => {
    const soft = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1_024)
    if (soft >= wanted + 500) return wanted
    process.stderr.write(
      `SCALED DOWN: ${soft - 500} connections instead of ${wanted}: this process may open ${soft} files\n`,
    )
    return soft - 500
  }
  const open = async (count: number, begin: string): Promise<RawSocket[]> => {
    const sockets: RawSocket[] = []
    for (let i = 0; i < count; i += 1) {
      const { socket } = await line(port, `127.0.${1 + (i % 40)}.${1 + (i % 200)}`)
      if (begin !== '') socket.write(begin)
      sockets.push(socket)
    }
    return sockets
  }
  const left = (sockets: readonly RawSocket[]): number =>
    sockets.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded).length

  it('connections that do nothing leave room for those who do', async () => {
    const sockets = await open(possible(10_000), '')
    await goesOn()
    expect(left(sockets)).toBeLessThanOrEqual(2_048)
    expect(grown()).toBeLessThan(MAX_GROWTH)
    for (const socket of sockets) socket.destroy()
    await goesOn()
  }, 240_000)

  it('requests that come letter by letter are not waited for', async () => {
    const sockets = await open(possible(2_000), 'GET / HTTP/1.1\r\nHost: localhost\r\nX: ')
    const timer = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write('x')
    }, 500)
    await goesOn()
    await expect.poll(() => left(sockets), { timeout: 60_000 }).toBe(0)
    clearInterval(timer)
    expect(grown()).toBeLessThan(MAX_GROWTH)
    await goesOn()
  }, 240_000)
})

it('nothing of it was an error that nobody foresaw', () => {
  expect(product.said).not.toContain('Unexpected')
})
