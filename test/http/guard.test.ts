import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { MAX_FAILURES } from '../../server/http/failed-tokens.ts'
import { COOKIE, Guard } from '../../server/http/guard.ts'

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

  it('is not needed where none is set', () => {
    expect(guard().checkToken(request({}))).toBeNull()
    expect(guard().needsToken).toBe(false)
  })

  it('comes by header, by cookie, or given', () => {
    const made = guard('secret')
    const cookie = made.setCookie().split(';')[0] ?? ''
    expect(cookie).not.toContain('secret')
    expect(made.checkToken(bearer('secret'))).toBeNull()
    expect(made.checkToken(request({ headers: { cookie: `a=b; ${cookie}; c=d` } }))).toBeNull()
    expect(made.checkToken(request({}), 'secret')).toBeNull()
    expect(made.checkToken(request({}))?.status).toBe(401)
    expect(made.checkToken(bearer('Secret'))?.status).toBe(401)
    expect(made.checkToken(bearer(cookie.slice(COOKIE.length + 1)))?.status).toBe(401)
    expect(made.checkToken(request({ headers: { cookie: `${COOKIE}=secret` } }))?.status).toBe(401)
    expect(made.checkToken(request({ headers: { cookie: `${COOKIE}=` } }))?.status).toBe(401)
    expect(made.checkToken(request({ headers: { authorization: 'Basic c2VjcmV0' } }))?.status).toBe(401)
  })

  it('outlives a restart in a cookie, as long as it stays the same', () => {
    const cookie = guard('secret').setCookie().split(';')[0] ?? ''
    expect(guard('secret').checkToken(request({ headers: { cookie } }))).toBeNull()
    expect(guard('other').checkToken(request({ headers: { cookie } }))?.status).toBe(401)
  })

  it('cannot be guessed fast', () => {
    let now = 0
    const made = new Guard({ token: 'secret', allowedHosts: [], now: () => now })
    for (let i = 0; i < MAX_FAILURES; i += 1) expect(made.checkToken(bearer(`guess${i}`))?.status).toBe(401)
    expect(made.checkToken(bearer('secret'))).toMatchObject({ status: 429, retryAfter: 60 })
    expect(made.allowRequest(request({ headers: { host: 'localhost', authorization: 'Bearer secret' } }))).toBe(false)
    expect(made.checkToken(bearer('secret', '10.0.0.9'))).toBeNull()
    now = 60_000
    expect(made.checkToken(bearer('secret'))).toBeNull()
  })

  it('a page left open with an old cookie does not lock its people out', () => {
    const made = guard('secret')
    for (let i = 0; i < 500; i += 1) made.checkToken(bearer('old'))
    expect(made.checkToken(bearer('secret'))).toBeNull()
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
