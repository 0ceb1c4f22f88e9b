import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Express } from 'express'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cookieOf } from '../../server/access/secret.ts'
import { Audit } from '../../server/access/audit.ts'
import { createApp, type AppOptions } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import { OPERATIONS } from '../../server/http/operations/index.ts'
import { leastOf, mayDo, nameOf } from '../../server/http/operations/operation.ts'
import { ROLES, type AuditRow, type Role } from '../../shared/access.ts'
import { LIVE_PATH, WALL_VIEWS } from '../../shared/live.ts'
import { opened, type Opened } from '../access/opened.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'
import { routesOf } from './routes-of.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

let house: Opened
let page: string
let audit: Audit
beforeEach(() => {
  house = opened()
  page = mkdtempSync(join(tmpdir(), 'rollcall-roles-'))
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>the page</title>')
  audit = new Audit({ folder: house.folder, now: () => house.clock.now, log: () => undefined })
})
afterEach(async () => {
  await audit.flushed()
  await house.close()
  rmSync(page, { recursive: true })
})

const appOf = (more: Partial<AppOptions> = {}, guarded = true): Express =>
  createApp({
    subject: subjectOf(new TestTap('hour')),
    history: null,
    desk: noDesk(),
    names: noNames(),
    ...noWalls(),
    access: house.access,
    audit,
    dryRun: null,
    guard: new Guard({ token: null, ...(guarded ? { access: house.access } : {}), allowedHosts: [] }),
    approve: () => null,
    clientFolder: page,
    onError: () => undefined,
    ...more,
  })
const target = (path: string): string => `/api/v1${path.replace(/:\w+/g, 'x')}`

/** What each may do, written out: a role that is given by mistake in the table of operations is found here. */
const FOR_DISPLAYS = ['GET /counts', 'GET /session', 'DELETE /session', 'POST /session']
const FOR_OPERATORS_THOUGH_READ = ['GET /users', 'GET /tokens', 'GET /audit', 'GET /audit.csv']
const WRITTEN_BY_VIEWERS = ['DELETE /session', 'POST /session', 'PUT /session/password']

function expected(role: Role, name: string): boolean {
  switch (role) {
    case 'operator':
      return true
    case 'viewer':
      return name.startsWith('GET ')
        ? !FOR_OPERATORS_THOUGH_READ.includes(name) && !/^GET \/(channels|deliveries|settings)/.test(name)
        : WRITTEN_BY_VIEWERS.includes(name)
    case 'display':
      return FOR_DISPLAYS.includes(name)
  }
}

const cookieIn = (headers: Record<string, unknown>): string => String(headers['set-cookie']).split(';')[0] ?? ''

describe('every operation, by every role', () => {
  it.each(ROLES)('%s', async (role) => {
    const app = appOf()
    const token = house.token(role)
    const routes = routesOf(app)
    expect(routes.length).toBeGreaterThan(60)
    const wrong: string[] = []
    for (const [method, path] of routes) {
      const { status, body } = await supertest(app)
        [method as 'get'](target(path))
        .set('authorization', `Bearer ${token}`)
      const name = `${method.toUpperCase()} ${path}`
      const refused = status === 403
      if (refused === expected(role, name) || status === 401) wrong.push(`${name} ${status}`)
      if (refused) expect((body as { detail: string }).detail).toMatch(/Remedy: /)
    }
    expect(wrong).toEqual([])
  })

  it('nobody: 401 but for who signs in', async () => {
    house.token('operator')
    const app = appOf()
    const wrong: string[] = []
    for (const [method, path] of routesOf(app)) {
      const { status } = await supertest(app)[method as 'get'](target(path))
      const name = `${method.toUpperCase()} ${path}`
      if ((status === 401) !== (name !== 'POST /session')) wrong.push(`${name} ${status}`)
    }
    expect(wrong).toEqual([])
  })

  it('the table says the same, for each', () => {
    const wrong = OPERATIONS.flatMap((operation) =>
      ROLES.filter((role) => mayDo(role, leastOf(operation)) !== expected(role, nameOf(operation))).map(
        (role) => `${role} ${nameOf(operation)}`,
      ),
    )
    expect(wrong).toEqual([])
  })

  it.each([
    '/api/v1/Export/memberships.csv',
    '/api/v1/EXPORT/memberships/count',
    '/api/v1/names.csv/',
    '/api/v1/names.CSV',
    '/api/v1/tokens/',
    '/api/v1/packets.pcap?filter=',
    '/api/v1/groups/a%2F10/239.1.1.1/packets.pcap',
  ])('a display does not get round it by another spelling: %s', async (spelled) => {
    await supertest(appOf())
      .get(spelled)
      .set('authorization', `Bearer ${house.token('display')}`)
      .expect(403)
  })

  it('a route that no operation tells of is not there', async () => {
    const app = appOf()
    await supertest(app)
      .get('/api/v1/nothing')
      .set('authorization', `Bearer ${house.token('operator')}`)
      .expect(404)
  })

  it('HEAD is GET, and OPTIONS tells and does nothing', async () => {
    const app = appOf()
    const ask = supertest(app)
    const display = `Bearer ${house.token('display')}`
    await ask.head('/api/v1/users').set('authorization', display).expect(403)
    await ask.options('/api/v1/users').set('authorization', display).expect(204)
  })
})

describe('live views', () => {
  it('a display watches what a wall shows, anybody else all', () => {
    const guard = new Guard({ token: null, access: house.access, allowedHosts: [] })
    const request = (token: string) => {
      const made = { headers: { authorization: `Bearer ${token}` }, socket: {}, url: LIVE_PATH } as never
      guard.enter(made)
      return made
    }
    const [display, viewer] = [request(house.token('display')), request(house.token('viewer'))]
    const views = ['wall', 'overview', 'sources', 'subscriptions', 'names'] as const
    expect([...WALL_VIEWS].sort()).toEqual([...views].sort())
    const others = ['groups', 'group', 'hosts', 'host', 'queriers', 'findings', 'events'] as const
    expect([...views, ...others].map((view) => guard.mayWatch(display, view))).toEqual([
      ...views.map(() => true),
      ...others.map(() => false),
    ])
    expect([...views, ...others].every((view) => guard.mayWatch(viewer, view))).toBe(true)
  })
})

describe('the address of a display', () => {
  it('opens with the token, which is then gone from the address, and stays open over a restart', async () => {
    const token = house.token('display')
    const { headers } = await supertest(appOf()).get(`/wall/studio?display=${token}&zone=utc`).expect(303)
    expect(headers['location']).toBe('/wall/studio?zone=utc')
    expect(String(headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; /)
    expect(JSON.stringify(headers)).not.toContain(token)
    const restarted = house.again()
    const again = supertest(
      appOf({ guard: new Guard({ token: null, access: restarted, allowedHosts: [] }), access: restarted }),
    )
    const opening = await again.get('/wall').set('cookie', cookieIn(headers)).expect(200)
    // For ever: browsers keep none longer than 400 days, unless it is given anew.
    expect(cookieIn(opening.headers)).toBe(cookieIn(headers))
    expect(String(opening.headers['set-cookie'])).toContain(`Max-Age=${400 * 86_400}`)
    await again.get('/api/v1/counts?span=1h').set('cookie', cookieIn(headers)).expect(200)
    await again.get('/api/v1/overview').set('cookie', cookieIn(headers)).expect(403)
    await again.post('/api/v1/tokens').set('cookie', cookieIn(headers)).expect(403)
  })

  it('never gives more than a display has, and nothing with a wrong one', async () => {
    const operator = house.token('operator')
    const app = supertest(appOf())
    for (const wrong of ['guess', '', operator]) {
      const { headers, text } = await app.get(`/wall?display=${wrong}`).expect(401)
      expect(headers['set-cookie']).toBeUndefined()
      if (wrong !== '') expect(text).not.toContain(wrong)
    }
  })

  it('makes a display of a browser that could do everything', async () => {
    const app = supertest(appOf())
    const person = await app.get(`/?token=${house.token('operator')}`).expect(303)
    await app.get('/api/v1/tokens').set('cookie', cookieIn(person.headers)).expect(200)
    const display = await app.get(`/wall?display=${house.token('display')}`).set('cookie', cookieIn(person.headers))
    await app.get('/api/v1/tokens').set('cookie', cookieIn(display.headers)).expect(403)
  })

  it('where nobody is asked is only cleaned', async () => {
    const { headers } = await supertest(appOf({}, false)).get('/wall?display=anything').expect(303)
    expect(headers['location']).toBe('/wall')
    expect(headers['set-cookie']).toBeUndefined()
  })
})

describe('what is written down', () => {
  const rows = async (): Promise<readonly AuditRow[]> => {
    await new Promise((resolve) => setImmediate(resolve))
    await audit.flushed()
    return audit.page(500, null).rows
  }

  it('says who did it, what to, and whether it was done', async () => {
    const app = supertest(appOf())
    const viewer = `Bearer ${house.token('viewer')}`
    await app.put('/api/v1/walls/hall').set('authorization', viewer).send({}).expect(403)
    await app.get('/api/v1/export/memberships.csv?filter=vlan%3A20').set('authorization', viewer).expect(503)
    const key = { key: 'k', note: null }
    await app
      .post('/api/v1/findings/acknowledge')
      .set('authorization', `Bearer ${house.token('operator')}`)
      .send(key)
    expect((await rows()).map(({ action, who, role, subject, done }) => [action, who, role, subject, done])).toEqual([
      ['acknowledgement-withdrawn', 'token:operator', 'operator', 'k', false],
      ['exported', 'token:viewer', 'viewer', 'export/memberships.csv?filter=vlan%3A20', false],
      ['wall-changed', 'token:viewer', 'viewer', 'hall', false],
    ])
  })

  it.each<[string, (app: ReturnType<typeof supertest>, token: string) => supertest.Test, 'operator' | 'display']>([
    ['typed on the page', (app, token) => app.post('/login').type('form').send({ token }), 'operator'],
    ['in the address', (app, token) => app.get(`/groups?token=${token}`), 'operator'],
    ['of a display, in the address', (app, token) => app.get(`/wall?display=${token}`), 'display'],
  ])('who signs in with a token, %s, once', async (_, signsIn, role) => {
    const app = supertest(appOf())
    const token = house.token(role)
    const { headers } = await signsIn(app, token).expect(303)
    await signsIn(app, token).set('cookie', cookieIn(headers)).expect(303)
    await signsIn(app, 'a-token-of-nobody-at-all-0123456').expect(401)
    expect((await rows()).map(({ action, who, subject, done }) => [action, who, subject, done])).toEqual([
      ['signed-in', `token:${role}`, `token:${role}`, true],
    ])
  })

  it('nobody signs in where nobody is asked', async () => {
    await supertest(appOf({}, false)).get('/wall?token=anything').expect(303)
    expect(await rows()).toEqual([])
  })

  it('every operation that changes something has a word for it', () => {
    const silent = OPERATIONS.filter(({ method, audit: said }) => method !== 'GET' && !said).map(nameOf)
    // It writes its own, with who it was.
    expect(silent).toEqual(['POST /session'])
    const files = OPERATIONS.filter(
      ({ answer, audit: said }) => typeof answer === 'object' && 'file' in answer && !said,
    )
    expect(files.map(nameOf)).toEqual([])
  })

  it('has no token that somebody put into an address', async () => {
    const viewer = house.token('viewer')
    await supertest(appOf())
      .get(`/api/v1/export/memberships.csv?token=${viewer}&filter=vlan%3A20&%64isplay=${viewer}`)
      .set('authorization', `Bearer ${viewer}`)
    expect((await rows()).map(({ subject }) => subject)).toEqual([
      'export/memberships.csv?token=...&filter=vlan%3A20&%64isplay=...',
    ])
  })

  it('has no secret in it', async () => {
    const app = supertest(appOf())
    const operator = house.token('operator')
    const password = 'correct horse battery'
    await app
      .put('/api/v1/users/ana')
      .set('authorization', `Bearer ${operator}`)
      .send({ role: 'viewer', password })
      .expect(204)
    await app.post('/api/v1/session').send({ user: 'ana', password }).expect(200)
    await app.post('/api/v1/session').send({ user: 'ana', password: 'a wrong horse battery' }).expect(401)
    const { body } = await app
      .post('/api/v1/tokens')
      .set('authorization', `Bearer ${operator}`)
      .send({ name: 'Hall', role: 'display' })
      .expect(200)
    const text = JSON.stringify(await rows())
    for (const secret of [operator, password, 'a wrong horse', (body as { token: string }).token, cookieOf(operator)]) {
      expect(text).not.toContain(secret)
    }
    expect((await rows()).map(({ action }) => action)).toEqual([
      'token-made',
      'sign-in-refused',
      'signed-in',
      'user-changed',
    ])
  })
})
