import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, type AppOptions } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import { HistoryError, KEEP, type HistoryStatus } from '../../server/history/store.ts'
import { viewOf } from '../../server/views/index.ts'
import type { Subject } from '../../server/views/subject.ts'
import type { Answers } from '../../shared/api.ts'
import type { ViewState } from '../../shared/live.ts'
import { notice } from '../../shared/notice.ts'
import { readFrames } from '../membership/captured.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

let tap: TestTap
let subject: Subject
let folder: string

beforeAll(() => {
  tap = new TestTap('hour')
  tap.take(...readFrames('hour.pcap'))
  subject = subjectOf(tap)
  folder = mkdtempSync(join(tmpdir(), 'page-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>the page</title>')
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>')
  writeFileSync(join(folder, 'assets', 'index-abc123.js'), `// ${'a page of its own '.repeat(200)}`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const errors: unknown[] = []
const make = (options: Partial<AppOptions> = {}): ReturnType<typeof supertest> =>
  supertest(
    createApp({
      subject,
      history: null,
      desk: noDesk(),
      names: noNames(),
      ...noWalls(),
      dryRun: null,
      guard: new Guard({ token: null, allowedHosts: [] }),
      approve: () => null,
      clientFolder: folder,
      onError: (error) => errors.push(error),
      ...options,
    }),
  )
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const LIST = { filter: '', sort: 'group', offset: 0, limit: 100 }

describe('lists', () => {
  it('groups', async () => {
    const { body, headers } = await make().get('/api/v1/groups').expect(200)
    const { head, rows } = viewOf(subject, { view: 'groups', ...LIST }) as ViewState<'groups'>
    expect(body).toEqual({
      total: head.total,
      matching: head.total,
      hidden: head.hidden,
      offset: 0,
      limit: 100,
      rows: json(rows),
      next: null,
    })
    expect(headers['cache-control']).toBe('private, no-cache')
    expect(headers['etag']).toMatch(/^W\/"/)
    expect(headers['content-type']).toMatch(/^application\/json/)
  })

  it('filtered, sorted and cut', async () => {
    const query = { filter: 'vlan:20', sort: '-confirmed', offset: 1, limit: 2, linkLocal: 'true' }
    const { body } = await make().get('/api/v1/groups').query(query).expect(200)
    const wanted = viewOf(subject, { ...LIST, ...query, view: 'groups', linkLocal: true })
    expect(body.rows).toEqual(json(wanted.rows))
    expect(body.rows).toHaveLength(2)
    expect(body.total).toBeGreaterThan(body.matching)
  })

  it('hosts, queriers, sources, subscriptions, events, overview', async () => {
    const app = make()
    const get = async (path: string): Promise<Record<string, never>> =>
      (await app.get(`/api/v1${path}`).expect(200)).body
    expect((await get('/hosts?sort=-groups'))['rows']).toEqual(
      json(viewOf(subject, { view: 'hosts', ...LIST, sort: '-groups' }).rows),
    )
    expect((await get('/queriers'))['rows']).toEqual(json(viewOf(subject, { view: 'queriers' }).rows))
    expect(await get('/sources')).toEqual(
      json({ total: 1, matching: 1, offset: 0, limit: 100, rows: [tap.source()], next: null, captureRemedy: null }),
    )
    const matrix = viewOf(subject, { view: 'subscriptions', filter: '', hosts: 3, groups: 4 })
    expect(await get('/subscriptions?hosts=3&groups=4')).toEqual(json({ ...matrix.head, blocks: matrix.rows }))
    const overview = viewOf(subject, { view: 'overview' }) as ViewState<'overview'>
    const { filterError, ...head } = overview.head
    expect(filterError).toBeNull()
    expect(await get('/overview')).toEqual(json({ ...head, segments: overview.rows }))
    const part = (await get('/overview?filter=vlan:20')) as unknown as Answers['/overview']
    expect(part.segments.map(({ segment }) => segment)).toEqual(['hour/20'])
    expect(part.totals.segments).toBe(1)
    const events = (await get('/events?filter=type:joined&limit=3')) as unknown as { rows: { event: string }[] }
    expect(events.rows.map(({ event }) => event)).toEqual(['joined', 'joined', 'joined'])
  })

  it.each([
    ['/groups?limit=501', 'limit: it must be 500 at most.'],
    ['/groups?limit=0', 'limit: it must be 1 at least.'],
    ['/groups?limit=ten', 'limit: it must be a whole number.'],
    ['/groups?offset=-1', 'offset: it must be a whole number.'],
    ['/groups?sort=colour', 'sort: it must be one of group, name, segment,'],
    ['/groups?linkLocal=perhaps', 'linkLocal: it must be true or false.'],
    ['/hosts?linkLocal=true', 'There is no parameter linkLocal here.'],
    ['/groups?filter=a&filter=b', 'filter: '],
    ['/overview?limit=1', 'There is no parameter limit here.'],
    ['/groups?filter=vlan:20%20group:x', 'filter, column 15: x is no address'],
    ['/queriers?filter=type:left', 'filter, column 1: This list has no field type.'],
    ['/sources?filter=oops:1', 'filter, column 1: There is no field oops.'],
    ['/subscriptions?filter=%22', 'filter, column 1: This quotation mark is never closed.'],
    ['/events?filter=hosts:1', 'filter, column 1: '],
    ['/subscriptions?hosts=9999', 'hosts: it must be 200 at most.'],
    ['/groups/hour%2F10/here', 'here is no address'],
    ['/hosts/hour%2F10/here', 'here is neither an address nor a MAC address.'],
    ['/groups/%ff/239.1.1.1', 'This request cannot be read.'],
  ])('%s is refused', async (path, words) => {
    const { body, headers } = await make().get(`/api/v1${path}`).expect(400)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toMatchObject({ status: 400 })
    expect(body.detail).toContain(words)
    const column = /column (\d+)/.exec(words)?.[1]
    if (column) expect(body.column).toBe(Number(column))
  })
})

describe('one group, one host', () => {
  it('a group with its members', async () => {
    const rows = (viewOf(subject, { view: 'groups', ...LIST, sort: '-hosts' }) as ViewState<'groups'>).rows
    const { segment, group } = rows[0]!
    const { body } = await make()
      .get(`/api/v1/groups/${encodeURIComponent(segment)}/${group}`)
      .expect(200)
    const { head, rows: members } = viewOf(subject, { view: 'group', segment, group })
    expect(body).toEqual(json({ ...head, members }))
  })

  it('a host by its address, and by its MAC where that is 0.0.0.0', async () => {
    const hosts = (viewOf(subject, { view: 'hosts', ...LIST, sort: 'host', limit: 500 }) as ViewState<'hosts'>).rows
    const named = hosts.find(({ host }) => host.ip !== '0.0.0.0')!
    const get = (segment: string, host: string) => make().get(`/api/v1/hosts/${encodeURIComponent(segment)}/${host}`)
    const expected = (segment: string, ip: string, mac: string | null): unknown => {
      const { head, rows } = viewOf(subject, { view: 'host', segment, ip, mac })
      return json({ ...head, memberships: rows })
    }
    const { body } = await get(named.segment, named.host.ip).expect(200)
    expect(body).toEqual(expected(named.segment, named.host.ip, named.host.mac))
    const nameless = hosts.find(({ host }) => host.ip === '0.0.0.0')
    if (!nameless) return
    const answer = await get(nameless.segment, nameless.host.mac ?? '').expect(200)
    expect(answer.body).toEqual(expected(nameless.segment, '0.0.0.0', nameless.host.mac))
  })

  it.each([
    ['/groups/nowhere/239.1.1.1', 'There is no segment nowhere.'],
    ['/groups/hour%2F10/239.9.9.9', 'No host of hour/10 is in 239.9.9.9.'],
    ['/hosts/hour%2F10/10.9.9.9', '10.9.9.9 has not been heard on hour/10.'],
    ['/nothing', 'There is no GET /api/v1/nothing.'],
    ['', 'There is no GET /api/v1/.'],
  ])('%s is not there', async (path, words) => {
    const { body, headers } = await make().get(`/api/v1${path}`).expect(404)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body.detail).toBe(words)
  })
})

describe('approval of a sender', () => {
  const PATH = '/api/v1/sources/hour/senders/192.0.2.1/approve'

  it('is handed on', async () => {
    const asked: string[][] = []
    const app = make({ approve: (...args) => (asked.push(args), null) })
    await app.post(PATH).send({}).expect(204)
    expect(asked).toEqual([['hour', '192.0.2.1']])
  })

  it('needs JSON, a page of its own, a source and an address', async () => {
    const app = make({ approve: (source) => notice('no-senders-here', { source }) })
    await app.post(PATH).type('form').send('a=1').expect(415)
    await app.post(PATH).expect(415)
    await app.post(PATH).set('origin', 'http://evil.example').send({}).expect(403)
    await app.post(PATH).type('json').send('{').expect(400)
    await app
      .post(PATH)
      .send({ a: 'x'.repeat(5_000) })
      .expect(413)
    await app.post('/api/v1/sources/none/senders/192.0.2.1/approve').send({}).expect(404)
    await app.post('/api/v1/sources/hour/senders/nobody/approve').send({}).expect(400)
    const { body } = await app.post(PATH).send({}).expect(409)
    expect(body.detail).toBe('The source hour has no senders to approve.')
    expect(body.notice).toEqual(notice('no-senders-here', { source: 'hour' }))
  })
})

describe('health', () => {
  const status = (state: HistoryStatus['state']): HistoryStatus => ({
    state,
    notice: state === 'failed' ? notice('history-disk-full', { file: 'x.db' }) : null,
    queued: 0,
    lagMs: 0,
    written: 0,
    dropped: 0,
    sizeBytes: 0,
    keep: KEEP,
    trimmed: 0,
    oldestAt: null,
    beginsAt: null,
    removed: { changes: 0, minutes: 0, rollups: 0 },
    countsBegin: { minutes: null, rollups: null },
  })
  const notAsked = (): never => {
    throw new Error('not asked')
  }
  const history = (state: HistoryStatus['state']): AppOptions['history'] => ({
    status: () => status(state),
    count: notAsked,
    findings: notAsked,
    counts: notAsked,
    fileOf: notAsked,
    pin: notAsked,
    memberships: notAsked,
    events: notAsked,
    past: notAsked,
    file: '/data/rollcall.db',
    gaps: async function* () {
      if (state === 'failed') throw new HistoryError(notice('history-disk-full', { file: 'x.db' }))
      yield await Promise.resolve([{ source: 'eth1', from: 1_000, to: 2_000 }])
      yield await Promise.resolve([{ source: 'eth1', from: 5_000, to: null }])
      yield await Promise.resolve([{ source: 'eth2', from: Date.now(), to: null }])
    },
  })
  const withState = (state: TestTap['state']): Subject => {
    const other = new TestTap('other')
    other.state = state
    return subjectOf(other)
  }

  it('is alive while it answers, whatever it is called', async () => {
    await make({ history: history('failed') })
      .get('/healthz')
      .set('host', 'probe.example')
      .expect(200, { status: 'ok' })
  })

  it.each([
    ['running', 200],
    ['ended', 200],
    ['waiting', 503],
    ['failed', 503],
    ['starting', 503],
  ] as const)('a source that is %s: %s', async (state, expected) => {
    const { body } = await make({ subject: withState(state) })
      .get('/readyz')
      .expect(expected)
    expect(body.ready).toBe(expected === 200)
    expect(body.reasons).toEqual(expected === 200 ? [] : [`Source other is ${state}.`])
  })

  it.each([
    ['open', 200],
    ['behind', 503],
    ['failed', 503],
    ['stopped', 503],
  ] as const)('a history that is %s: %s', async (state, expected) => {
    const { body } = await make({ history: history(state) })
      .get('/readyz')
      .expect(expected)
    expect(body.reasons).toHaveLength(expected === 200 ? 0 : 1)
  })

  it('tells where the history is, and what it does not know of the last days', async () => {
    const { body } = await make({ history: history('open') })
      .get('/api/v1/history/state')
      .expect(200)
    expect(body).toMatchObject({ folder: '/data', state: 'open', beginsAt: null, notice: null })
    expect(body.gaps).toEqual({ days: 30, count: 2, last: { source: 'eth1', from: 5_000, to: null } })
  })
  it('tells which certificate it shows, to people and to Prometheus', async () => {
    const why = notice('certificate-expires', { path: '/cert.pem', days: 2 })
    const shown = { notBefore: 0, notAfter: 1_764_201_600_000, notice: why, refused: false }
    const scraped = { version: '1.2.3', labels: [], viewers: () => 0 }
    const tls = make({ certificate: () => shown, metrics: scraped })
    await tls.get('/api/v1/certificate').expect(200, shown)
    const { text } = await tls.get('/metrics').expect(200)
    expect(text).toContain('\nrollcall_certificate_not_after_timestamp_seconds 1764201600\n')
    expect(text).toContain('\nrollcall_certificate_refused 0\n')
    const plain = make({ metrics: scraped })
    await plain.get('/api/v1/certificate').expect(200, 'null')
    expect((await plain.get('/metrics').expect(200)).text).not.toContain('rollcall_certificate')
  })
  it('one that cannot be read has no gaps to tell; without one there is nothing', async () => {
    const { body } = await make({ history: history('failed') })
      .get('/api/v1/history/state')
      .expect(200)
    expect(body).toMatchObject({ state: 'failed', gaps: null, notice: { code: 'history-disk-full' } })
    await make({ history: null }).get('/api/v1/history/state').expect(200, 'null')
    await make({ history: history('open') })
      .get('/api/v1/history/state?x=1')
      .expect(400)
  })
})

describe('the page', () => {
  it('is served for any path of its own, never from a cache', async () => {
    for (const path of ['/', '/wall', '/groups/hour%2F10/239.1.1.1', '/a.b.c']) {
      const { text, headers } = await make().get(path).expect(200)
      expect(text).toContain('the page')
      expect(headers['cache-control']).toBe('no-store')
    }
  })

  it('its assets are kept for ever, and are not made up', async () => {
    const { headers } = await make().get('/assets/index-abc123.js').expect(200)
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const { text } = await make().get('/assets/index-gone.js').expect(404)
    expect(text).toContain('reload')
    await make().get('/favicon.svg').expect(200)
    await make()
      .get('/..%2f..%2fetc%2fpasswd')
      .expect((response) => {
        expect(response.text).not.toContain('root:')
      })
  })

  it('is sent compressed to who takes it, and the API is not', async () => {
    const { headers } = await make().get('/assets/index-abc123.js').set('accept-encoding', 'gzip').expect(200)
    expect(headers['content-encoding']).toBe('gzip')
    const plain = await make().get('/assets/index-abc123.js').set('accept-encoding', 'identity').expect(200)
    expect(plain.headers['content-encoding']).toBeUndefined()
    const answer = await make().get('/api/v1/overview').set('accept-encoding', 'gzip').expect(200)
    expect(answer.headers['content-encoding']).toBeUndefined()
  })

  it('that is not built says how to build it', async () => {
    const { text } = await make({ clientFolder: join(folder, 'none') })
      .get('/wall')
      .expect(503)
    expect(text).toBe('The page has not been built. Remedy: npm run build\n')
  })

  it('has headers that work over plain http', async () => {
    const { headers } = await make().get('/').set('host', 'localhost:8224').expect(200)
    const policy = String(headers['content-security-policy']).split(';')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("style-src 'self'")
    expect(policy).toContain("connect-src 'self' ws://localhost:8224 wss://localhost:8224")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy.join()).not.toMatch(/unsafe|upgrade/)
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
  })

  it('a server that is called wrong says so', async () => {
    const api = await make().get('/api/v1/overview').set('host', 'evil.example').expect(421)
    expect(api.body.detail).toContain('--allow-host evil.example')
    const page = await make().get('/').set('host', 'evil.example').expect(421)
    expect(page.text).toContain('--allow-host evil.example')
    const guard = new Guard({ token: null, allowedHosts: ['monitor.lan'] })
    await make({ guard }).get('/').set('host', 'monitor.lan').expect(200)
  })
})

describe('with a token', () => {
  const secured = (): ReturnType<typeof supertest> => make({ guard: new Guard({ token: 's3cret', allowedHosts: [] }) })

  it('nothing but /healthz answers without it', async () => {
    const app = secured()
    await app.get('/healthz').expect(200)
    const { body, headers } = await app.get('/api/v1/overview').expect(401)
    expect(headers['www-authenticate']).toBe('Bearer')
    expect(body.detail).toContain('Authorization: Bearer')
    await app.get('/readyz').expect(401)
    await app.get('/assets/index-abc123.js').expect(401)
    await app.post('/api/v1/sources/hour/senders/192.0.2.1/approve').send({}).expect(401)
    const page = await app.get('/wall?zone=utc').expect(401)
    expect(page.text).toContain('<form method="post" action="/login">')
    expect(page.text).toContain('value="/wall?zone=utc"')
    expect(page.text).not.toMatch(/<script|<style|style=|\son[a-z]+=/)
    await app.get('/api/v1/overview').set('authorization', 'Bearer s3cret').expect(200)
  })

  it.each(['//', '///x', '//[', '/%zz', '//evil.example/'])(
    'a target that is no URL is asked for the token: %s',
    async (path) => {
      errors.length = 0
      const { text } = await secured().get(path)
      expect(text).toMatch(/<form method="post"|cannot be read/)
      expect(errors).toEqual([])
    },
  )

  it('opening a page with it leaves a cookie and goes on without it', async () => {
    const app = secured()
    const { headers } = await app.get('/wall?token=s3cret&zone=utc').expect(303)
    expect(headers['location']).toBe('/wall?zone=utc')
    const cookie = String(headers['set-cookie'])
    expect(cookie).toMatch(/^rollcall=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
    await app
      .get('/wall')
      .set('cookie', cookie.split(';')[0] ?? '')
      .expect(200)
    await app
      .get('/api/v1/overview')
      .set('cookie', cookie.split(';')[0] ?? '')
      .expect(200)
    const wrong = await app.get('/?token=guess').expect(401)
    expect(wrong.headers['set-cookie']).toBeUndefined()
    expect(wrong.text).toContain('This token is wrong')
    await app.get('/api/v1/overview?token=s3cret').expect(401)
  })

  it('a link of another page works too', async () => {
    const { headers, text } = await secured().get('/?token=s3cret').set('sec-fetch-site', 'cross-site').expect(200)
    expect(headers['refresh']).toBe('0; url=/')
    expect(String(headers['set-cookie'])).toContain('rollcall=')
    expect(text).not.toContain('s3cret')
  })

  it('the form takes it, from its own page alone', async () => {
    const app = secured()
    const post = (token: string, next: string) => app.post('/login').type('form').send({ token, next })
    const { headers } = await post('s3cret', '/groups?filter=vlan%3A20').expect(303)
    expect(headers['location']).toBe('/groups?filter=vlan%3A20')
    for (const next of ['//evil.example', '/\\evil.example', 'http://evil.example', 'javascript:x', '/\tx']) {
      expect((await post('s3cret', next).expect(303)).headers['location']).toBe('/')
    }
    await post('guess', '/').expect(401)
    await post('s3cret', '/').set('origin', 'http://evil.example').expect(403)
    expect((await post('<b>', '/"><script>').expect(401)).text).not.toContain('<script>')
  })

  it('guessing is slowed down', async () => {
    const app = secured()
    for (let i = 0; i < 20; i += 1) await app.get('/api/v1/overview').set('authorization', `Bearer ${i}`).expect(401)
    const { headers } = await app.get('/api/v1/overview').set('authorization', 'Bearer s3cret').expect(429)
    expect(headers['retry-after']).toBe('60')
  })
})

describe('what nobody foresaw', () => {
  it('is one sentence outside and told inside', async () => {
    errors.length = 0
    const broken = { ...subject, taps: null } as unknown as Subject
    const { body } = await make({ subject: broken }).get('/api/v1/overview').expect(500)
    expect(body.detail).toBe('The server failed at this request; its log says more.')
    expect(errors).toHaveLength(1)
  })
})

describe('what may be typed next in a filter', () => {
  it('is told with its name, by field and letters', async () => {
    const { body } = await make().get('/api/v1/complete?field=vlan').expect(200)
    expect(body).toEqual(expect.arrayContaining([{ value: '10', name: null }]))
    const hosts = (await make().get('/api/v1/complete?field=host&text=10.0.').expect(200)).body as { value: string }[]
    expect(hosts.length).toBeGreaterThan(3)
    expect(hosts.every(({ value }) => value.startsWith('10.0.'))).toBe(true)
  })
  it.each(['field=colour', '', `field=host&text=${'x'.repeat(201)}`, 'field=host&limit=5'])(
    'is not: %s',
    async (query) => {
      await make().get(`/api/v1/complete?${query}`).expect(400)
    },
  )
})
