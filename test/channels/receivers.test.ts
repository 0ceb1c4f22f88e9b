import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { hostname } from 'node:os'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Told } from '../../server/alarms/alarm.ts'
import { messageText, testText } from '../../server/alarms/text.ts'
import { NO_MESSAGE, type Parcel } from '../../server/channels/parcel.ts'
import { send } from '../../server/channels/send.ts'
import type { EmailTarget, SyslogTarget, WebhookTarget } from '../../shared/channel.ts'
import { selfSigned } from '../certificates.ts'
import { messageOf, told } from '../alarms/alarms.ts'
import {
  freePort,
  hasRsyslogTls,
  mailOf,
  mailServer,
  PYTHON,
  rsyslog,
  RSYSLOG,
  until,
  type LogServer,
} from './receivers.ts'

const NOW = Date.UTC(2025, 10, 26, 8, 6)
const never = new AbortController().signal
const TEXT = { language: 'en', publicUrl: 'https://rollcall.example', demo: false } as const

const parcel = (...all: Told[]): Parcel => {
  const message = messageOf(...all)
  return { delivery: 'd-1', at: NOW, test: false, message, text: messageText(message, TEXT) }
}
const deliver = (target: Parameters<typeof send>[0], what: Parcel) => send(target, what, NOW, never)
const codeOf = (outcome: Awaited<ReturnType<typeof send>>) => outcome.trouble?.code ?? null

if (!RSYSLOG) console.log('SKIPPED: syslog against rsyslogd. Remedy: sudo apt install rsyslog rsyslog-gnutls')
else if (!hasRsyslogTls) console.log('SKIPPED: syslog over TLS. Remedy: sudo apt install rsyslog-gnutls')
if (!PYTHON) console.log('SKIPPED: mail against a mail server. Remedy: sudo apt install python3-aiosmtpd')

describe.skipIf(!RSYSLOG)('syslog, as rsyslogd reads it', () => {
  let server: LogServer
  const pair = selfSigned('localhost')
  beforeAll(async () => {
    server = await rsyslog(hasRsyslogTls ? pair : null)
  })
  afterAll(() => server.stop())

  const target = (transport: SyslogTarget['transport']): SyslogTarget => ({
    ...{ kind: 'syslog', host: 'localhost', transport, facility: 16 },
    port: { udp: server.udp, tcp: server.tcp, tls: server.tls ?? 0 }[transport],
    ca: transport === 'tls' ? readFileSync(pair.cert, 'utf8') : null,
  })
  const hostile = 'a"b\\c]d\nHELO é 漢字'

  it.each(['udp', 'tcp', ...(hasRsyslogTls ? (['tls'] as const) : [])] as const)('over %s', async (transport) => {
    const before = server.received().length
    const what = parcel(
      told({ group: '239.1.1.1', host: '10.0.0.5', segment: hostile, segmentName: null }),
      told({ severity: 'warning', subject: 'two' }),
      told({ severity: 'information', subject: 'three' }),
      told({ subject: 'four', closedAt: NOW }, 'closed'),
    )
    expect(await deliver(target(transport), what)).toEqual({ sent: true, trouble: null })
    const rows = await until(() => server.received().length >= before + 4 && server.received().slice(before))
    // Facility 16 is 128; critical 2, warning 4, informational 6, notice 5.
    expect(rows.map(({ pri }) => Number(pri))).toEqual([130, 132, 134, 133])
    const [first, , , last] = rows
    expect(first).toMatchObject({ version: '1', app: 'rollcall', procid: String(process.pid), msgid: 'opened' })
    expect(first?.host).toBe(hostname())
    expect(Date.parse(first?.time ?? '')).toBe(NOW)
    expect(first?.data).toEqual({
      'rollcall@32473': {
        ...{ code: 'no-querier', severity: 'critical', state: 'opened', source: 'eth1', delivery: 'd-1' },
        ...{ segment: 'a"b\\c]d HELO é 漢字', group: '239.1.1.1', host: '10.0.0.5' },
      },
    })
    expect(first?.msg.replace(/^\u{FEFF}/u, '')).toMatch(
      /^Critical: No querier - a"b\\c\]d HELO é 漢字: Nobody has asked/,
    )
    expect(last).toMatchObject({ msgid: 'closed', data: { 'rollcall@32473': { state: 'closed' } } })
  })

  it('a text of 10 MB is cut between letters and is still one message', async () => {
    const before = server.received().length
    const what = parcel(
      told({ values: { watchedAt: '漢'.repeat(10_000_000), lastsMs: 1 }, segmentName: 'x'.repeat(10_000_000) }),
    )
    expect(codeOf(await deliver(target('udp'), what))).toBeNull()
    const [row] = await until(() => server.received().length > before && server.received().slice(before))
    expect(row?.msg).not.toContain('\u{FFFD}')
    expect(Buffer.byteLength(row?.msg ?? '')).toBeLessThan(1_180)
  })

  it('a test says that it is one', async () => {
    const before = server.received().length
    const text = testText('Logs', TEXT)
    await deliver(target('tcp'), { delivery: 'd-2', at: NOW, test: true, message: NO_MESSAGE, text })
    const [row] = await until(() => server.received().length > before && server.received().slice(before))
    expect(row).toMatchObject({ msgid: 'test', pri: '134' })
  })

  it.skipIf(!hasRsyslogTls)('a certificate that nobody vouches for is not trusted', async () => {
    expect(codeOf(await deliver({ ...target('tls'), ca: null }, parcel(told())))).toBe('delivery-certificate')
  })

  it('a receiver that is not there is told, over UDP too', async () => {
    const nobody = { ...target('tcp'), port: await freePort() }
    expect(codeOf(await deliver(nobody, parcel(told())))).toBe('delivery-refused')
    expect(codeOf(await deliver({ ...nobody, transport: 'udp' }, parcel(told())))).toBe('delivery-refused')
    const unnamed = { ...nobody, host: 'no-such-host.invalid' }
    expect(codeOf(await deliver(unnamed, parcel(told())))).toBe('delivery-name-not-found')
  })
})

describe('a log server that hangs', () => {
  it.each([
    ['takes octets and never reads: sent, and that nobody knows is said', false, 'delivery-unread'],
    ['reads and ends the connection: sent', true, null],
  ])('%s', async (_, reads, code) => {
    const open: Socket[] = []
    const server = createTcpServer({ pauseOnConnect: !reads }, (socket) => {
      open.push(socket)
      socket.on('error', () => undefined)
      if (reads) socket.resume()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const target = { kind: 'syslog', host: '127.0.0.1', port, transport: 'tcp', facility: 16, ca: null } as const
    const outcome = await deliver(target, parcel(told()))
    for (const socket of open) socket.destroy()
    server.close()
    expect([outcome.sent, codeOf(outcome)]).toEqual([true, code])
  })
})

describe('a webhook, as a receiver that checks the signature reads it', () => {
  const SECRET = 'a secret of both'
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('ok')
  let bodies: { headers: IncomingMessage['headers']; text: string }[] = []
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      bodies.push({ headers: request.headers, text: Buffer.concat(pieces).toString() })
      answer(request, response)
    })
  }
  const pair = selfSigned('localhost')
  const server = createServer(take)
  const tls = createTlsServer({ cert: readFileSync(pair.cert), key: readFileSync(pair.key) }, take)
  const portOf = (one: { address(): unknown }): number => (one.address() as AddressInfo).port
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    tls.closeAllConnections()
    tls.close()
  })

  const target = (more: Partial<WebhookTarget> = {}): WebhookTarget => ({
    ...{ kind: 'webhook', url: `http://127.0.0.1:${portOf(server)}/hook?x=1`, template: 'json' },
    ...{ chat: null, secret: SECRET, ca: null },
    ...more,
  })
  const answering = (status: number, headers: Record<string, string> = {}, text = ''): void => {
    bodies = []
    answer = (_, response) => response.writeHead(status, headers).end(text)
  }

  it('is signed over the time and the body', async () => {
    answering(204)
    expect(await deliver(target(), parcel(told()))).toEqual({ sent: true, trouble: null })
    const [got] = bodies
    const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(got?.headers['x-rollcall-signature'])) ?? []
    const wanted = createHmac('sha256', SECRET)
      .update(`${t}.${got?.text ?? ''}`)
      .digest()
    expect(timingSafeEqual(wanted, Buffer.from(v1, 'hex'))).toBe(true)
    expect(Number(t)).toBe(NOW / 1_000)
    expect(got?.headers).toMatchObject({
      'x-rollcall-delivery': 'd-1',
      'content-type': 'application/json; charset=utf-8',
    })
    const body = JSON.parse(got?.text ?? '') as { alarms: object[] }
    expect(body).toMatchObject({
      version: 1,
      delivery: 'd-1',
      test: false,
      total: 1,
      link: expect.stringMatching(/^https:\/\/rollcall\.example\/findings\?open=eth1/) as string,
    })
    expect(body.alarms[0]).toMatchObject({ code: 'no-querier', severity: 'critical', segment: 'eth1/20', open: true })
  })

  it('without a secret has no signature', async () => {
    answering(200)
    await deliver(target({ secret: null }), parcel(told()))
    expect(bodies[0]?.headers).not.toHaveProperty('x-rollcall-signature')
  })

  it.each([
    [400, {}, 'delivery-status', true, null],
    [401, {}, 'delivery-status', true, null],
    [404, {}, 'delivery-status', true, null],
    [408, {}, 'delivery-later', false, null],
    [425, {}, 'delivery-later', false, null],
    [429, { 'retry-after': '90' }, 'delivery-later', false, 90_000],
    [503, { 'retry-after': new Date(NOW + 60_000).toUTCString() }, 'delivery-later', false, 60_000],
    [500, {}, 'delivery-later', false, null],
    [302, { location: 'http://169.254.169.254/' }, 'delivery-redirect', true, null],
  ] as const)('an answer of %d', async (status, headers, code, hopeless, retryAfter) => {
    answering(status, headers, 'invalid_token \u001B[31m\r\n')
    const outcome = await deliver(target(), parcel(told()))
    expect(outcome).toMatchObject({ sent: false, hopeless, retryAfter })
    expect(codeOf(outcome)).toBe(code)
    expect(bodies).toHaveLength(1)
    // What a receiver says is shown, never obeyed; the address is a secret.
    expect(JSON.stringify(outcome)).not.toMatch(/\\u001b|\/hook/)
  })

  it.each([
    ['the whole address', (path: string) => `Cannot POST ${path}`],
    ['a part of it', () => 'no bot with AAHdqTcvCH1vGWJx'],
    ['as it is read', () => 'bot110201543:AAHdqTcvCH1vGWJx is unknown, key a key of mine'],
    ['a value of it', () => '{"error":"key=a+key+of+mine"}'],
  ])('what it says of the address is not told: %s', async (_, said) => {
    bodies = []
    answer = (request, response) => response.writeHead(404).end(said(request.url ?? ''))
    const url = `http://127.0.0.1:${portOf(server)}/bot110201543%3AAAHdqTcvCH1vGWJx/send?key=a+key+of+mine`
    const outcome = JSON.stringify(await deliver(target({ url }), parcel(told())))
    expect(outcome).toContain('***')
    expect(outcome).not.toMatch(/AAHd|of.mine/)
  })

  it('an answer without an end is not waited for', async () => {
    answer = (_, response) => {
      response.writeHead(200)
      const more = (): boolean => response.write('x'.repeat(65_536))
      response.on('drain', more)
      response.on('error', () => undefined)
      more()
    }
    expect(await deliver(target(), parcel(told()))).toEqual({ sent: true, trouble: null })
  })

  it('a receiver that hangs is given up when the server stops', async () => {
    const deaf = createTcpServer(() => undefined)
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
    const stop = new AbortController()
    const url = `http://127.0.0.1:${portOf(deaf)}/`
    const attempt = send(target({ url }), parcel(told()), NOW, stop.signal)
    stop.abort(new DOMException('stops', 'AbortError'))
    expect(codeOf(await attempt)).toBe('delivery-timeout')
    deaf.close()
  })

  it('over TLS only what is vouched for', async () => {
    answering(200)
    const url = `https://localhost:${portOf(tls)}/`
    expect(codeOf(await deliver(target({ url }), parcel(told())))).toBe('delivery-certificate')
    expect(bodies).toEqual([])
    expect(await deliver(target({ url, ca: readFileSync(pair.cert, 'utf8') }), parcel(told()))).toMatchObject({
      sent: true,
    })
    const plain = `https://localhost:${portOf(server)}/`
    expect(codeOf(await deliver(target({ url: plain }), parcel(told())))).toBe('delivery-no-tls')
  })
})

describe.skipIf(!PYTHON)('mail, as a mail server takes it', () => {
  const pair = selfSigned('localhost')
  const ca = readFileSync(pair.cert, 'utf8')
  const target = (port: number, more: Partial<EmailTarget> = {}): EmailTarget => ({
    ...{ kind: 'email', host: 'localhost', port, security: 'none', user: null, password: null, ca: null },
    ...{ from: 'rollcall@example.com', to: ['noc@example.com', 'ana@example.com'] },
    ...more,
  })

  it('with STARTTLS and a password', async () => {
    const server = await mailServer('starttls', pair)
    const open = { security: 'starttls', user: 'noc', password: 'a good password', ca } as const
    expect(
      await deliver(target(server.port, open), parcel(told({ segmentName: 'Studio\r\nBcc: x@example.com <b>' }))),
    ).toEqual({
      sent: true,
      trouble: null,
    })
    const mail = await mailOf(server)
    expect(mail).toMatchObject({ secure: true, authenticated: true, from: 'rollcall@example.com' })
    expect(mail.to).toEqual(['noc@example.com', 'ana@example.com'])
    const [head = '', ...rest] = mail.data.replaceAll('\r\n', '\n').split('\n\n')
    expect(head).toMatch(/^Message-ID: <d-1@rollcall\.invalid>$/im)
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/im)
    expect(head).toMatch(/^Subject: Rollcall: Critical: No querier/m)
    expect(head).not.toMatch(/^Bcc:/im)
    expect(rest.join('\n\n')).toContain('&lt;b&gt;')
    const wrong = { ...open, password: 'another password' }
    expect(codeOf(await deliver(target(server.port, wrong), parcel(told())))).toBe('delivery-password')
    expect(codeOf(await deliver(target(server.port, { ...open, ca: null }), parcel(told())))).toBe(
      'delivery-certificate',
    )
    await server.stop()
  })

  it('over TLS', async () => {
    const server = await mailServer('tls', pair)
    expect(await deliver(target(server.port, { security: 'tls', ca }), parcel(told()))).toMatchObject({ sent: true })
    expect((await mailOf(server)).secure).toBe(true)
    await server.stop()
  })

  it('in the clear only where that is said', async () => {
    const server = await mailServer('plain', pair)
    expect(await deliver(target(server.port), parcel(told()))).toMatchObject({ sent: true })
    expect(codeOf(await deliver(target(server.port, { security: 'starttls' }), parcel(told())))).toBe(
      'delivery-no-starttls',
    )
    await expect.poll(() => server.mails.length).toBe(1)
    await server.stop()
  })

  it.each([
    ['refuse', true],
    ['later', false],
  ] as const)('a server that answers %s', async (mode, hopeless) => {
    const server = await mailServer(mode, pair)
    const outcome = await deliver(target(server.port), parcel(told()))
    expect(outcome).toMatchObject({ sent: false, hopeless })
    expect(codeOf(outcome)).toBe('delivery-mail-refused')
    await server.stop()
  })
})
