import type { IncomingMessage } from 'node:http'
import { describe, expect, it, vi } from 'vitest'
import { MAX_FAILURES } from '../../server/http/failed-tokens.ts'
import { ANY_ROLE, COOKIE, Guard, type Entry } from '../../server/http/guard.ts'
import type { Role } from '../../shared/live.ts'
import { DAY, MINUTE } from '../../shared/time.ts'

interface Asked {
  headers?: Record<string, string>
  local?: string
  remote?: string
}
const request = ({ headers = {}, local = '127.0.0.1', remote = '127.0.0.1' }: Asked): IncomingMessage =>
  ({ headers, socket: { localAddress: local, remoteAddress: remote } }) as unknown as IncomingMessage

const guard = (token: string | null = null, allowedHosts: string[] = []): Guard => new Guard({ token, allowedHosts })

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
})

describe('where a request comes from', () => {
  it.each([
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
  ])('%j', (headers, allowed) => {
    const made = new Guard({ token: null, allowedHosts: [], allowedOrigins: ['http://dev.example:5173'] })
    const problem = made.checkOrigin(
      request({ headers: { host: 'localhost:8224', ...(headers as Record<string, string>) } }),
    )
    expect(problem?.status ?? null).toBe(allowed ? null : 403)
  })
})

describe('the token', () => {
  const bearer = (token: string, remote?: string) =>
    request({ headers: { authorization: `Bearer ${token}` }, ...(remote ? { remote } : {}) })
  const withCookie = (cookie: string, remote?: string) =>
    request({ headers: { cookie }, ...(remote ? { remote } : {}) })
  /** The role it is let in as, or the status it is sent away with. */
  const as = ({ role, problem }: Entry): Role | number => (problem ? problem.status : role)
  const cookieOf = (made: Guard, role: Role = 'full'): string => made.setCookie(role).split(';')[0] ?? ''
  const both = (): Guard => new Guard({ token: 'secret', displayToken: () => 'showing', allowedHosts: [] })

  it('is not needed where none is set: everybody may do everything', () => {
    expect(as(guard().enter(request({})))).toBe('full')
    expect(as(new Guard({ token: null, displayToken: () => 'd', allowedHosts: [] }).enter(bearer('d')))).toBe('full')
    expect(guard().needsToken).toBe(false)
  })

  it.each<[string, (made: Guard) => Entry, Role | number]>([
    ['by header', (made) => made.enter(bearer('secret')), 'full'],
    ['by cookie', (made) => made.enter(withCookie(`a=b; ${cookieOf(made)}; c=d`)), 'full'],
    ['given', (made) => made.enter(request({}), { token: 'secret', roles: ANY_ROLE }), 'full'],
    ['a display by header', (made) => made.enter(bearer('showing')), 'display'],
    ['a display by cookie', (made) => made.enter(withCookie(cookieOf(made, 'display'))), 'display'],
    ['a display, given', (made) => made.enter(request({}), { token: 'showing', roles: ['display'] }), 'display'],
    [
      'the token of people as that of a display',
      (made) => made.enter(request({}), { token: 'secret', roles: ['display'] }),
      401,
    ],
    ['nothing', (made) => made.enter(request({})), 401],
    ['another one', (made) => made.enter(bearer('Secret')), 401],
    ['what the cookie says as a token', (made) => made.enter(bearer(cookieOf(made).slice(COOKIE.length + 1))), 401],
    ['the same of a display', (made) => made.enter(bearer(cookieOf(made, 'display').slice(COOKIE.length + 1))), 401],
    ['the token as a cookie', (made) => made.enter(withCookie(`${COOKIE}=secret`)), 401],
    ['an empty cookie', (made) => made.enter(withCookie(`${COOKIE}=`)), 401],
    ['another scheme', (made) => made.enter(request({ headers: { authorization: 'Basic c2VjcmV0' } })), 401],
  ])('%s', (_name, enter, wanted) => {
    const made = both()
    expect(as(enter(made))).toBe(wanted)
  })

  it('is not in the cookie', () => {
    expect(cookieOf(both())).not.toContain('secret')
    expect(cookieOf(both(), 'display')).not.toContain('showing')
    expect(both().setCookie('display')).toMatch(/; HttpOnly; SameSite=Strict;/)
  })

  it('that was guessed too often is waited for evenly, also when the clock is set back meanwhile', () => {
    vi.useFakeTimers({ now: 365 * DAY, toFake: ['Date', 'performance'] })
    try {
      const made = both()
      for (let i = 0; i < MAX_FAILURES; i += 1) made.enter(bearer(`guess-${i}`))
      expect(as(made.enter(bearer('secret')))).toBe(429)
      vi.setSystemTime(0)
      vi.advanceTimersByTime(MINUTE)
      expect(as(made.enter(bearer('secret')))).toBe('full')
    } finally {
      vi.useRealTimers()
    }
  })

  it('of displays lets nobody in while there is none', () => {
    expect(as(guard('secret').enter(bearer('')))).toBe(401)
    expect(as(guard('secret').enter(request({}), { token: '', roles: ['display'] }))).toBe(401)
    expect(as(guard('secret').enter(withCookie(cookieOf(guard('secret'), 'display'))))).toBe(401)
  })

  it('of displays that was renewed leaves the old ones outside, and people inside', () => {
    let token = 'first'
    const made = new Guard({ token: 'secret', displayToken: () => token, allowedHosts: [] })
    const old = cookieOf(made, 'display')
    expect(as(made.enter(withCookie(old)))).toBe('display')
    token = 'second'
    expect(as(made.enter(withCookie(old)))).toBe(401)
    expect(as(made.enter(bearer('first')))).toBe(401)
    expect(as(made.enter(bearer('second')))).toBe('display')
    expect(as(made.enter(bearer('secret')))).toBe('full')
  })

  it('is remembered of a request; of a stranger the least is believed', () => {
    const made = both()
    const [person, display, stranger] = [bearer('secret'), bearer('showing'), bearer('wrong')]
    for (const one of [person, display, stranger]) made.enter(one)
    expect([person, display, stranger, request({})].map((one) => made.roleOf(one))).toEqual([
      'full',
      'display',
      'display',
      'display',
    ])
  })

  it('outlives a restart in a cookie, as long as it stays the same', () => {
    const cookie = cookieOf(guard('secret'))
    expect(as(guard('secret').enter(withCookie(cookie)))).toBe('full')
    expect(as(guard('other').enter(withCookie(cookie)))).toBe(401)
    expect(as(both().enter(withCookie(cookieOf(both(), 'display'))))).toBe('display')
  })

  it('cannot be guessed fast', () => {
    let now = 0
    const made = new Guard({ token: 'secret', displayToken: () => 'showing', allowedHosts: [], now: () => now })
    for (let i = 0; i < MAX_FAILURES; i += 1) {
      const wrong = i % 2 ? bearer(`guess${i}`) : request({})
      expect(as(made.enter(wrong, i % 2 ? null : { token: `guess${i}`, roles: ['display'] }))).toBe(401)
    }
    expect(made.enter(bearer('secret')).problem).toMatchObject({ status: 429, retryAfter: 60 })
    expect(as(made.enter(bearer('showing')))).toBe(429)
    expect(as(made.enter(request({})))).toBe(429)
    expect(made.allowRequest(request({ headers: { host: 'localhost', authorization: 'Bearer secret' } }))).toBe(false)
    expect(as(made.enter(bearer('secret', '10.0.0.9')))).toBe('full')
    now = 60_000
    expect(as(made.enter(bearer('secret')))).toBe('full')
  })

  it('behind a proxy one who guesses locks out nobody who was inside', () => {
    const made = both()
    const [page, display] = [cookieOf(made), cookieOf(made, 'display')]
    for (const cookie of [page, display]) made.enter(withCookie(cookie))
    for (let i = 0; i < MAX_FAILURES; i += 1) made.enter(bearer(`guess${i}`))
    expect(as(made.enter(bearer('guess')))).toBe(429)
    expect(as(made.enter(withCookie(page)))).toBe('full')
    expect(as(made.enter(withCookie(display)))).toBe('display')
    // What was never right from there is not looked at: else one could go on guessing.
    expect(as(made.enter(bearer('secret')))).toBe(429)
  })

  it('a page left open with an old cookie does not lock its people out, nor do two with two', () => {
    const made = guard('secret')
    for (let i = 0; i < 500; i += 1) made.enter(bearer(`old${i % 2}`))
    expect(as(made.enter(bearer('secret')))).toBe('full')
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
