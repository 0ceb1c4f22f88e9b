import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { httpServer } from '../../server/http/http-server.ts'
import { Guard } from '../../server/http/guard.ts'
import { knownHost } from '../../server/http/security.ts'
import { failed } from '../../server/http/failed.ts'
import { LiveHub } from '../../server/live/hub.ts'
import { LIVE_PATH } from '../../shared/live.ts'
import { selfSigned } from '../certificates.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { handshake } from './raw-websocket.ts'

const ENGINE = `${LIVE_PATH}/?EIO=4&transport=websocket`
const H2C = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAEAAEAAAAIAAAABAAMAAABk' }

const { cert, key } = selfSigned('upgrades')

describe.each([
  ['http', null],
  ['https', { cert: readFileSync(cert), key: readFileSync(key) }],
])('over %s', (_, secret) => {
  let server: Server
  let hub: LiveHub
  let port: number
  beforeEach(async () => {
    const guard = new Guard({ token: null, allowedHosts: [] })
    server = httpServer(secret)
    server.on(
      'request',
      express()
        .use(knownHost(guard), express.text({ type: () => true }))
        .use((request, response) => response.send(`${request.method} ${request.url} ${String(request.body ?? '')}.`))
        .use(failed(() => undefined)),
    )
    hub = new LiveHub(server, {
      subject: subjectOf(new TestTap('upgrades')),
      hello: () => ({ version: '', build: '', demo: false, now: 0, role: 'viewer' }),
      allowRequest: guard.allowRequest,
      onError: () => undefined,
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterEach(async () => {
    await hub.close()
    server.closeAllConnections()
    server.close()
  })

  /** What comes back until `end` does, or the line is closed. */
  async function said(octets: readonly string[], end: RegExp): Promise<string> {
    const to = { port, host: '127.0.0.1' }
    const socket: Socket = secret ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to)
    let text = ''
    socket.setEncoding('latin1').on('error', () => undefined)
    const over = new Promise<void>((resolve) => {
      socket.once('close', resolve).on('data', (more: string) => {
        text += more
        if (end.test(text)) resolve()
      })
    })
    for (const piece of octets) socket.write(piece)
    await over
    socket.destroy()
    return text
  }

  it.each<[string, string[], RegExp]>([
    [
      'HTTP/2 in clear, as curl and Java ask for it',
      [handshake('/healthz', H2C)],
      /^HTTP\/1\.1 200 [^]*GET \/healthz \.$/,
    ],
    [
      'one with a body',
      [handshake('/a', { ...H2C, 'Content-Length': '4' }).replace(/^GET/, 'POST'), 'body'],
      /^HTTP\/1\.1 200 [^]*POST \/a body\.$/,
    ],
    ['TLS in the line', [handshake('/a', { Upgrade: 'TLS/1.2' })], /^HTTP\/1\.1 200 /],
    ['several protocols', [handshake(ENGINE, { Upgrade: 'h2c, websocket' })], /^HTTP\/1\.1 400 /],
    ['a WebSocket elsewhere', [handshake('/nowhere')], /^HTTP\/1\.1 200 [^]*GET \/nowhere \.$/],
    ['a WebSocket beside the path', [handshake(`${LIVE_PATH}ly/`)], /^HTTP\/1\.1 200 [^]*GET \/lively\/ \.$/],
    ['another protocol on the path of the WebSocket', [handshake(ENGINE, { Upgrade: 'h2c' })], /^HTTP\/1\.1 400 /],
    [
      'the same by a name that is not ours',
      [handshake('/healthz', { ...H2C, Host: 'evil.example' })],
      /^HTTP\/1\.1 421 /,
    ],
    [
      'a WebSocket elsewhere by a name that is not ours',
      [handshake('/x', { Host: 'evil.example' })],
      /^HTTP\/1\.1 421 /,
    ],
    [
      'our own WebSocket by a name that is not ours',
      [handshake(ENGINE, { Host: 'evil.example' })],
      /^HTTP\/1\.1 (?:400|403) /,
    ],
    ['our own WebSocket', [handshake(ENGINE)], /^HTTP\/1\.1 101 /],
    ['the same in other letters', [handshake(ENGINE, { Upgrade: 'WebSocket' })], /^HTTP\/1\.1 101 /],
  ])('%s', async (_what, octets, answer) => {
    const text = await said(octets, answer)
    expect(text).toMatch(answer)
    if (!text.startsWith('HTTP/1.1 101')) expect(text).toMatch(/\r\nconnection: close\r\n/i)
  })
  it('what was sent behind it is not read, so the line says that it ends, and ends', async () => {
    const text = await said([handshake('/a', H2C) + handshake('/b')], /$^/)
    expect(text).toMatch(/^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n[^]*GET \/a \.$/i)
  })
})
