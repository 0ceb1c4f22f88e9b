import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get, type RequestListener, type Server } from 'node:http'
import { get as getTls } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { httpServer } from '../../server/http/http-server.ts'
import { Lines } from '../../server/http/lines.ts'
import { selfSigned } from '../certificates.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const echo: RequestListener = (request, response) => response.end(`you asked for ${request.url ?? ''}`)

async function listening(server: Server, answer = echo): Promise<number> {
  servers.push(server)
  server.on('request', answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** All that comes back, until the line is closed. */
async function said(socket: Socket, octets: string | Buffer): Promise<string> {
  let text = ''
  socket.setEncoding('latin1').on('data', (more: string) => (text += more))
  socket.on('error', () => undefined)
  socket.write(octets)
  await once(socket, 'close')
  return text
}

const raw = (port: number, octets: string | Buffer, from = '127.0.0.1'): Promise<string> =>
  said(connect({ port, host: '127.0.0.1', localAddress: from }), octets)

const pair = (name: string): { cert: Buffer; key: Buffer } => {
  const { cert, key } = selfSigned(name)
  return { cert: readFileSync(cert), key: readFileSync(key) }
}

describe('over TLS', () => {
  it('answers, also who speaks plainly by mistake', async () => {
    const port = await listening(httpServer(pair('one')))
    const answer = await new Promise<string>((resolve, reject) =>
      getTls({ port, host: '127.0.0.1', path: '/x', rejectUnauthorized: false, agent: false }, (response) =>
        response.setEncoding('utf8').on('data', resolve),
      ).on('error', reject),
    )
    expect(answer).toBe('you asked for /x')
    const moved = await raw(port, 'GET /groups?filter=a HTTP/1.1\r\nHost: monitor.example:8224\r\n\r\n')
    expect(moved).toContain('308 Permanent Redirect')
    expect(moved).toContain('\r\nLocation: https://monitor.example:8224/groups?filter=a\r\n')
  })

  it.each([
    ['a form', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a host with another header in it', 'GET / HTTP/1.1\r\nHost: a\tb: c\r\n\r\n'],
    ['a host that is an address of a page', 'GET / HTTP/1.1\r\nHost: evil.example/x\r\n\r\n'],
    ['another server as the path', 'GET //evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['rubbish', 'rubbish\r\n\r\n'],
    ['headers without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`],
    ['zeros', Buffer.alloc(10_000)],
  ])('tells who speaks plainly: %s', async (_what, octets) => {
    const port = await listening(httpServer(pair('one')))
    const answer = await raw(port, octets)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('Remedy: https://')
    expect(answer).not.toContain('Location')
  })

  it.each([
    ['half a handshake', Buffer.from([22, 3, 1, 0, 5, 1])],
    ['a handshake of zeros', Buffer.concat([Buffer.from([22, 3, 1, 0, 5]), Buffer.alloc(500)])],
  ])('lives on after %s', async (_what, octets) => {
    const port = await listening(httpServer(pair('one')))
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    socket.end(octets)
    await once(socket.resume(), 'close')
    const fine = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(fine, 'secureConnect')
    fine.destroy()
  })

  it('speaks no TLS of the past', async () => {
    const port = await listening(httpServer(pair('one')))
    const old = connectTls({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    await expect(once(old, 'secureConnect')).rejects.toThrow()
  })
})

describe('malformed requests', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['rubbish', 'rubbish\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['octets', Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 37) % 256)), /^HTTP\/1\.1 400 /],
    ['TLS on a plain port', Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), /^HTTP\/1\.1 400 /],
    [
      'two lengths of one body',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n',
      /^HTTP\/1\.1 400 (?![\s\S]*smuggled)/,
    ],
    [
      'two lengths that differ',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef',
      /^HTTP\/1\.1 400 /,
    ],
    ['a length below zero', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'a chunk without size',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      /400 Bad Request|you asked/,
    ],
    [
      'a coding that hides another',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a NUL in the path', 'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a header over two lines', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a method that is none', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['another version', 'GET / HTTP/9.9\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ['a path without end', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n', /^$/],
    [
      'an expectation that is none',
      'POST / HTTP/1.1\r\nHost: a\r\nExpect: everything\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 417 /,
    ],
  ])('%s', async (_what, octets, answer) => {
    const port = await listening(httpServer(null))
    expect(await raw(port, octets)).toMatch(answer)
  })
})

describe('connections', () => {
  const idle = async (port: number, from: string): Promise<Socket> => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from }).on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }
  const asked = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent: false }, (response) => resolve(response.resume().statusCode ?? 0)).on(
        'error',
        reject,
      )
    })

  it('are bounded: who has been idle for longest makes room', async () => {
    const server = httpServer(null)
    const lines = new Lines(server, { most: 10, each: 8, isProxy: () => false })
    const port = await listening(server)
    const first = await idle(port, '127.0.0.2')
    const gone = once(first, 'close')
    for (let i = 0; i < 30; i += 1) await idle(port, `127.0.0.${3 + (i % 5)}`)
    await gone
    expect(await asked(port)).toBe(200)
    expect(lines.open).toBeLessThanOrEqual(10)
    expect(lines.cut).toBeGreaterThanOrEqual(21)
  })

  it('of one address leave room for others, but those of a proxy are many people', async () => {
    const server = httpServer(null)
    const lines = new Lines(server, { most: 100, each: 8, isProxy: (address) => address === '127.0.0.9' })
    const port = await listening(server)
    for (let i = 0; i < 30; i += 1) await idle(port, '127.0.0.2')
    for (let i = 0; i < 30; i += 1) await idle(port, '127.0.0.9')
    expect(await asked(port)).toBe(200)
    expect(lines.cut).toBe(22)
  })

  it('that work are not cut: the new one is refused', async () => {
    const server = httpServer(null)
    const lines = new Lines(server, { most: 10, each: 3, isProxy: () => false })
    const port = await listening(server, (_request, response) => response.write('slowly'))
    const busy = await Promise.all(Array.from({ length: 3 }, () => idle(port, '127.0.0.2')))
    for (const socket of busy) {
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await once(socket, 'data')
    }
    const more = await idle(port, '127.0.0.2')
    await once(more.resume(), 'close')
    expect(busy.every((socket) => !socket.destroyed)).toBe(true)
    expect(lines.open).toBe(3)
  })
})
