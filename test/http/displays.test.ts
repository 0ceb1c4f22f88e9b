import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Express } from 'express'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DisplayToken } from '../../server/display-token.ts'
import { createApp, type AppOptions } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import type { DisplayAccess } from '../../shared/api.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'
import { routesOf } from './routes-of.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

let folder: string
let keys: DisplayToken
let told: string[]
let now: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-display-'))
  told = []
  now = 1_000
  keys = open()
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>the page</title>')
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (at = folder): DisplayToken =>
  new DisplayToken(
    at,
    () => now,
    (sentence) => told.push(sentence),
  )
const appOf = (token: string | null, more: Partial<AppOptions> = {}): Express =>
  createApp({
    subject: subjectOf(new TestTap('hour')),
    history: null,
    desk: noDesk(),
    names: noNames(),
    ...noWalls(),
    displayKeys: keys,
    dryRun: null,
    guard: new Guard({ token, displayToken: () => keys.token, allowedHosts: [] }),
    approve: () => null,
    clientFolder: folder,
    onError: () => undefined,
    ...more,
  })
const tokenOf = ({ key }: ReturnType<DisplayToken['ask']>): string => key?.token ?? ''
const cookieOf = (headers: Record<string, unknown>): string => String(headers['set-cookie']).split(';')[0] ?? ''

const isForPeople = (method: string, path: string): boolean =>
  method !== 'get' ||
  /\.(csv|pcap|jsonl?)$|^\/(export|display-token|findings\/dry-run|imports|history\/events|history\/memberships)/.test(
    path,
  )

describe('a display', () => {
  it('may look at all that is there, change nothing, and take no file or token with it', async () => {
    const app = appOf('people')
    const routes = routesOf(app)
    expect(routes.length).toBeGreaterThan(25)
    const wrong: string[] = []
    for (const [method, path] of routes) {
      const target = `/api/v1${path.replace(/:\w+/g, 'x')}`
      const ask = (as: string) => supertest(app)[method as 'get'](target).set('authorization', `Bearer ${as}`)
      // Somebody may have renewed it meanwhile.
      const { status, body } = await ask(tokenOf(keys.ask()))
      const words =
        method === 'get'
          ? /^This is a display: .* take files or tokens/
          : /^This is a display: it may look, not change\./
      if ((status === 403) !== isForPeople(method, path)) wrong.push(`${method} ${path} ${status}`)
      if (status === 403) expect((body as { detail: string }).detail).toMatch(words)
      const person = await ask('people')
      if ([401, 403].includes(person.status)) wrong.push(`${method} ${path} ${person.status} for people`)
    }
    expect(wrong).toEqual([])
  })

  it.each([
    ['/api/v1/Export/memberships.csv'],
    ['/api/v1/EXPORT/memberships/count'],
    ['/api/v1/names.csv/'],
    ['/api/v1/names.CSV'],
    ['/api/v1/display-token/'],
    ['/api/v1/packets.pcap?filter='],
    ['/api/v1/groups/a%2F10/239.1.1.1/packets.pcap'],
  ])('does not get round it by another spelling: %s', async (target) => {
    const app = appOf('people')
    await supertest(app)
      .get(target)
      .set('authorization', `Bearer ${tokenOf(keys.ask())}`)
      .expect(403)
  })

  it('changes nothing by another method', async () => {
    const app = appOf('people')
    for (const method of ['post', 'put', 'patch', 'delete', 'options'] as const) {
      await supertest(app)
        [method]('/api/v1/walls/wall')
        .set('authorization', `Bearer ${tokenOf(keys.ask())}`)
        .expect(403)
    }
  })
})

describe('the address of a display', () => {
  it('opens with the token, which is then gone from the address, and stays open over a restart', async () => {
    const token = tokenOf(keys.ask())
    const { headers } = await supertest(appOf('people')).get(`/wall/studio?display=${token}&zone=utc`).expect(303)
    expect(headers['location']).toBe('/wall/studio?zone=utc')
    expect(String(headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; /)
    expect(JSON.stringify(headers)).not.toContain(token)
    keys = open()
    const again = supertest(appOf('people'))
    await again.get('/wall').set('cookie', cookieOf(headers)).expect(200)
    await again.get('/api/v1/overview').set('cookie', cookieOf(headers)).expect(200)
    await again.post('/api/v1/display-token').set('cookie', cookieOf(headers)).expect(403)
    await again.get(`/wall?display=${token}`).set('cookie', cookieOf(headers)).expect(303)
  })

  it('makes a display of a browser that could do everything; its own token gives that back', async () => {
    const token = tokenOf(keys.ask())
    const app = supertest(appOf('people'))
    const person = await app.get('/?token=people').expect(303)
    const display = await app.get(`/wall?display=${token}`).set('cookie', cookieOf(person.headers)).expect(303)
    await app.get('/api/v1/display-token').set('cookie', cookieOf(display.headers)).expect(403)
    const back = await app.get('/?token=people').set('cookie', cookieOf(display.headers)).expect(303)
    await app.get('/api/v1/display-token').set('cookie', cookieOf(back.headers)).expect(200)
  })

  it('with a wrong or an old token asks for one, and never gives more than a display has', async () => {
    const old = tokenOf(keys.ask())
    const app = supertest(appOf('people'))
    const inside = await app.get(`/wall?display=${old}`).expect(303)
    expect(tokenOf(keys.renew())).not.toBe(old)
    for (const wrong of [old, 'guess', '', 'people']) {
      const { headers, text } = await app.get(`/wall?display=${wrong}`).expect(401)
      expect(headers['set-cookie']).toBeUndefined()
      if (wrong !== '') expect(text).not.toContain(wrong)
    }
    await app.get('/api/v1/overview').set('cookie', cookieOf(inside.headers)).expect(401)
  })

  it('where nobody needs a token is only cleaned', async () => {
    const { headers } = await supertest(appOf(null)).get('/wall?display=anything').expect(303)
    expect(headers['location']).toBe('/wall')
    expect(headers['set-cookie']).toBeUndefined()
    await supertest(appOf(null)).get('/api/v1/export/memberships/count').expect(503)
  })
})

describe('the token of displays', () => {
  const ask = async (method: 'get' | 'post', token: string | null = 'people'): Promise<DisplayAccess> =>
    (await supertest(appOf(token))[method]('/api/v1/display-token').set('authorization', `Bearer ${token}`).expect(200))
      .body as DisplayAccess

  it('is made when it is asked for, stays, and is renewed on request', async () => {
    expect(keys.token).toBeNull()
    const first = await ask('get')
    expect(first).toEqual({ token: keys.token, since: 1_000, needed: true })
    expect(first.token).toMatch(/^[A-Za-z0-9_-]{32}$/)
    now = 2_000
    expect(await ask('get')).toEqual(first)
    const second = await ask('post')
    expect(second.since).toBe(2_000)
    expect(second.token).not.toBe(first.token)
    expect(open().token).toBe(second.token)
    expect(await ask('get', null)).toEqual({ ...second, needed: false })
  })

  it('lies where its owner alone reads it', () => {
    keys.ask()
    expect(statSync(join(folder, 'display-token.json')).mode & 0o777).toBe(0o600)
  })

  it.each([
    '',
    '{',
    '{"token": 7, "since": 1}',
    '{"token": "short", "since": 1}',
    '{"token": "a b c d e f g h i j", "since": 1}',
  ])('is made anew where the file says %j, and that is told', (text) => {
    writeFileSync(join(folder, 'display-token.json'), text)
    expect(open().token).toBeNull()
    expect(told).toEqual([expect.stringMatching(/^Cannot read .*display-token\.json; displays need a new token/)])
    expect(tokenOf(open().ask())).not.toBe('')
    expect(JSON.parse(readFileSync(join(folder, 'display-token.json'), 'utf8'))).toMatchObject({ since: 1_000 })
  })

  it('that cannot be kept is not given out', async () => {
    writeFileSync(join(folder, 'no-folder'), '')
    keys = open(join(folder, 'no-folder'))
    const { body } = await supertest(appOf(null)).get('/api/v1/display-token').expect(503)
    expect((body as { detail: string }).detail).toMatch(
      /^There is no token for displays: .* cannot be written\. Remedy: /,
    )
    expect(keys.token).toBeNull()
  })
})
