import type { IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cookieOf } from '../../server/access/secret.ts'
import { clientsBehind } from '../../server/http/client-of.ts'
import { MAX_FAILURES } from '../../server/http/failed-attempts.ts'
import { ANY_ROLE, Guard, type Entry } from '../../server/http/guard.ts'
import type { Role } from '../../shared/access.ts'
import { DAY, MINUTE } from '../../shared/time.ts'
import { opened, type Opened } from '../access/opened.ts'

interface Asked {
  headers?: Record<string, string>
  local?: string
  remote?: string
  tls?: boolean
}
const request = ({ headers = {}, local = '127.0.0.1', remote = '127.0.0.1', tls = false }: Asked): IncomingMessage =>
  ({
    headers,
    socket: { localAddress: local, remoteAddress: remote, ...(tls ? { encrypted: true } : {}) },
  }) as unknown as IncomingMessage

const guard = (token: string | null = null, allowedHosts: string[] = []): Guard => new Guard({ token, allowedHosts })
/** The role it is let in as, or the status it is sent away with. */
const as = ({ who, problem }: Entry): Role | number => (problem ? problem.status : who.role)
const bearer = (token: string, remote?: string) =>
  request({ headers: { authorization: `Bearer ${token}` }, ...(remote ? { remote } : {}) })
const withCookie = (value: string, remote?: string) =>
  request({ headers: { cookie: `a=b; rollcall=${value}; c=d` }, ...(remote ? { remote } : {}) })

describe('the name it is called by', () => {
  it.each([
    ['localhost', true],
    ['localhost:8224', true],
    ['LOCALHOST.', true],
    ['127.0.0.1:8224', true],
    ['[::1]:8224', true],
    ['192.168.1.5:8224', true],
    ['monitor.lan', true],
    ['Monitor.LAN:80', true],
    ['192.168.1.6', false],
    ['evil.example', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['', false],
    ['localhost:8224:1', false],
    ['user@localhost', false],
    ['localhost/../x', false],
    ["x' ; script-src *", false],
    ['[::1', false],
  ])('%s', (host, allowed) => {
    const asked = request({ headers: { host }, local: '::ffff:192.168.1.5' })
    const problem = guard(null, ['monitor.lan']).checkHost(asked)
    expect(problem?.status ?? null).toBe(allowed ? null : 421)
  })

  it('is needed', () => {
    expect(guard().checkHost(request({}))?.message).toContain('--allow-host')
  })

  it.each([
    ['a proxy that is trusted', '10.0.0.1', null],
    ['anybody else', '10.0.0.2', 421],
  ])('is believed of %s', (_, remote, status) => {
    const made = new Guard({ token: null, allowedHosts: ['monitor.lan'], clientOf: clientsBehind(['10.0.0.1']) })
    const headers = { host: 'inner.example', 'x-forwarded-host': 'monitor.lan' }
    expect(made.checkHost(request({ headers, remote }))?.status ?? null).toBe(status)
  })
})

describe('where a request comes from', () => {
  const headers = (more: Record<string, string>) => ({ host: 'localhost:8224', ...more })

  it.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ origin: 'http://localhost:8224' }, true],
    [{ origin: 'https://localhost:8224' }, true],
    [{ origin: 'http://dev.example:5173' }, true],
    [{ origin: 'http://localhost:8225' }, false],
    [{ origin: 'http://localhost' }, false],
    [{ origin: 'http://evil.example' }, false],
    [{ origin: 'null' }, false],
    [{ origin: '' }, false],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
  ])('%j', (given, allowed) => {
    const made = new Guard({ token: null, allowedHosts: [], allowedOrigins: ['http://dev.example:5173'] })
    const problem = made.checkOrigin(request({ headers: headers(given) }))
    expect(problem?.status ?? null).toBe(allowed ? null : 403)
  })

  it('over TLS is https alone: the page of plain http is another one', () => {
    const of = (origin: string) => guard().checkOrigin(request({ headers: headers({ origin }), tls: true }))
    expect(of('https://localhost:8224')).toBeNull()
    expect(of('http://localhost:8224')?.status).toBe(403)
  })
})

describe('a token that was given at the start', () => {
  it('is not needed where none is set: everybody may do everything', () => {
    expect(as(guard().enter(request({})))).toBe('operator')
    expect(as(guard().enter(bearer('anything')))).toBe('operator')
    expect(guard().needed).toBe(false)
  })

  it.each<[string, (made: Guard) => Entry, Role | number]>([
    ['by header', (made) => made.enter(bearer('secret')), 'operator'],
    ['by cookie', (made) => made.enter(withCookie(cookieOf('secret'))), 'operator'],
    ['given', (made) => made.enter(request({}), { token: 'secret', roles: ANY_ROLE }), 'operator'],
    ['as that of a display', (made) => made.enter(request({}), { token: 'secret', roles: ['display'] }), 401],
    ['nothing', (made) => made.enter(request({})), 401],
    ['another one', (made) => made.enter(bearer('Secret')), 401],
    ['what the cookie says as a token', (made) => made.enter(bearer(cookieOf('secret'))), 401],
    ['the token as a cookie', (made) => made.enter(withCookie('secret')), 401],
    ['an empty cookie', (made) => made.enter(withCookie('')), 401],
    ['another scheme', (made) => made.enter(request({ headers: { authorization: 'Basic c2VjcmV0' } })), 401],
    ['an empty token', (made) => made.enter(bearer('')), 401],
  ])('%s', (_name, enter, wanted) => {
    expect(as(enter(guard('secret')))).toBe(wanted)
  })

  it('outlives a restart in a cookie, as long as it stays the same', () => {
    expect(as(guard('secret').enter(withCookie(cookieOf('secret'))))).toBe('operator')
    expect(as(guard('other').enter(withCookie(cookieOf('secret'))))).toBe(401)
  })

  it('is remembered of a request; of a stranger the least is believed', () => {
    const made = guard('secret')
    const [person, stranger] = [bearer('secret'), bearer('wrong')]
    for (const one of [person, stranger]) made.enter(one)
    expect([person, stranger, request({})].map((one) => made.roleOf(one))).toEqual(['operator', 'display', 'display'])
    expect([person, stranger, request({})].map((one) => made.holds(one))).toEqual([true, false, false])
  })

  it('cannot be guessed fast, by header, address or cookie', () => {
    let now = 0
    const made = new Guard({ token: 'secret', allowedHosts: [], now: () => now })
    for (let i = 0; i < MAX_FAILURES; i += 1) {
      const ways = [
        () => made.enter(bearer(`guess${i}`)),
        () => made.enter(request({}), { token: `guess${i}`, roles: ['display'] }),
        () => made.enter(withCookie(cookieOf(`guess${i}`))),
      ]
      expect(as(ways[i % ways.length]!())).toBe(401)
    }
    expect(made.enter(bearer('secret')).problem).toMatchObject({ status: 429, retryAfter: 60 })
    expect(as(made.enter(withCookie(cookieOf('secret'))))).toBe(429)
    expect(as(made.enter(request({})))).toBe(429)
    expect(made.allowRequest(request({ headers: { host: 'localhost', authorization: 'Bearer secret' } }))).toBe(false)
    expect(as(made.enter(bearer('secret', '10.0.0.9')))).toBe('operator')
    now = 60_000
    expect(as(made.enter(bearer('secret')))).toBe('operator')
  })

  it('that was guessed too often is waited for evenly, also when the clock is set back meanwhile', () => {
    vi.useFakeTimers({ now: 365 * DAY, toFake: ['Date', 'performance'] })
    try {
      const made = guard('secret')
      for (let i = 0; i < MAX_FAILURES; i += 1) made.enter(bearer(`guess-${i}`))
      expect(as(made.enter(bearer('secret')))).toBe(429)
      vi.setSystemTime(0)
      vi.advanceTimersByTime(MINUTE)
      expect(as(made.enter(bearer('secret')))).toBe('operator')
    } finally {
      vi.useRealTimers()
    }
  })

  it('behind a proxy one who guesses locks out nobody who was inside', () => {
    const made = guard('secret')
    made.enter(withCookie(cookieOf('secret')))
    for (let i = 0; i < MAX_FAILURES; i += 1) made.enter(bearer(`guess${i}`))
    expect(as(made.enter(bearer('guess')))).toBe(429)
    expect(as(made.enter(withCookie(cookieOf('secret'))))).toBe('operator')
    // What was never right from there is not looked at: else one could go on guessing.
    expect(as(made.enter(bearer('secret')))).toBe(429)
  })

  it('behind a trusted proxy each has an address of its own', () => {
    const made = new Guard({ token: 'secret', allowedHosts: [], clientOf: clientsBehind(['10.0.0.1']) })
    const from = (client: string, token: string) =>
      request({
        headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': client },
        remote: '10.0.0.1',
      })
    for (let i = 0; i < MAX_FAILURES; i += 1) made.enter(from('192.0.2.66', `guess${i}`))
    expect(as(made.enter(from('192.0.2.66', 'secret')))).toBe(429)
    expect(as(made.enter(from('192.0.2.7', 'secret')))).toBe('operator')
  })

  it('all addresses of one /64 guess together', () => {
    const made = guard('secret')
    for (let i = 0; i < MAX_FAILURES; i += 1) made.enter(bearer(`guess${i}`, `2001:db8:1:2::${i.toString(16)}`))
    expect(as(made.enter(bearer('secret', '2001:db8:1:2:ffff::1')))).toBe(429)
    expect(as(made.enter(bearer('secret', '2001:db8:1:3::1')))).toBe('operator')
  })

  it('a page left open with an old cookie does not lock its people out, nor do two with two', () => {
    const made = guard('secret')
    for (let i = 0; i < 500; i += 1) made.enter(withCookie(`old${i % 2}`))
    expect(as(made.enter(bearer('secret')))).toBe('operator')
  })
})

describe('what is kept', () => {
  let house: Opened
  let wrong: string[]
  let made: Guard
  beforeEach(() => {
    house = opened()
    wrong = []
    made = new Guard({
      token: 'secret',
      serverKey: 'key-of-this-start',
      access: house.access,
      allowedHosts: [],
      onWrong: ({ address }) => wrong.push(address),
    })
  })
  afterEach(() => house.close())

  it.each(['operator', 'viewer', 'display'] as const)('a token of role %s: by header, cookie and address', (role) => {
    const token = house.token(role)
    expect(as(made.enter(bearer(token)))).toBe(role)
    expect(as(made.enter(withCookie(cookieOf(token))))).toBe(role)
    expect(as(made.enter(request({}), { token, roles: ANY_ROLE }))).toBe(role)
    expect(as(made.enter(request({}), { token, roles: ['display'] }))).toBe(role === 'display' ? 'display' : 401)
    expect(as(made.enter(withCookie(token)))).toBe(401)
    expect(as(made.enter(bearer(cookieOf(token))))).toBe(401)
  })

  it('is let in also while somebody guesses from the same address: it cannot be guessed', () => {
    const token = house.token('viewer')
    for (let i = 0; i < MAX_FAILURES; i += 1) made.enter(bearer(`guess${i}`))
    expect(as(made.enter(bearer('guess')))).toBe(429)
    expect(as(made.enter(bearer(token)))).toBe('viewer')
    expect(as(made.enter(bearer('key-of-this-start')))).toBe('operator')
  })

  it('is out the moment that it is revoked', () => {
    const token = house.token('operator')
    const came = bearer(token)
    expect(as(made.enter(came))).toBe('operator')
    expect(made.holds(came)).toBe(true)
    for (const { id } of house.access.tokens()) house.access.removeToken(id)
    expect(made.holds(came)).toBe(false)
    expect(as(made.enter(bearer(token)))).toBe(401)
  })

  it('the key of the commands is none of a browser', () => {
    expect(as(made.enter(withCookie(cookieOf('key-of-this-start'))))).toBe(401)
    expect(as(made.enter(withCookie('key-of-this-start')))).toBe(401)
  })

  it('a wrong token is told once, the cookie of a session that is over never', () => {
    for (let i = 0; i < 3; i += 1) made.enter(bearer('wrong', '192.0.2.9'))
    made.enter(withCookie('over', '192.0.2.9'))
    expect(wrong).toEqual(['192.0.2.9'])
  })

  it('over TLS the cookie of plain http is none', () => {
    const cookie = cookieOf(house.token('viewer'))
    const over = (name: string) => request({ headers: { cookie: `${name}=${cookie}` }, tls: true })
    expect(as(made.enter(over('rollcall')))).toBe(401)
    expect(as(made.enter(over('__Host-rollcall')))).toBe('viewer')
    expect(as(made.enter(request({ headers: { cookie: `__Host-rollcall=${cookie}` } })))).toBe(401)
  })
})

describe('a handshake', () => {
  it('needs all three', () => {
    const made = guard('secret')
    const headers = { host: 'localhost:1', origin: 'http://localhost:1', authorization: 'Bearer secret' }
    expect(made.allowRequest(request({ headers }))).toBe(true)
    expect(made.allowRequest(request({ headers: { ...headers, host: 'evil.example' } }))).toBe(false)
    expect(made.allowRequest(request({ headers: { ...headers, origin: 'http://evil.example' } }))).toBe(false)
    expect(made.allowRequest(request({ headers: { ...headers, authorization: '' } }))).toBe(false)
  })
})
