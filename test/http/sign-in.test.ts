import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Express } from 'express'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SignedIn } from '../../server/access/access.ts'
import { createApp } from '../../server/http/app.ts'
import { clientsBehind } from '../../server/http/client-of.ts'
import { MAX_FAILURES } from '../../server/http/failed-attempts.ts'
import { Guard } from '../../server/http/guard.ts'
import { HttpProblem } from '../../server/http/problem.ts'
import { SIGN_IN_PROBLEMS, SIGN_IN_WORDS } from '../../server/http/sign-in-words.ts'
import { SignIn } from '../../server/http/sign-in.ts'
import type { AuditEntry } from '../../server/access/audit.ts'
import { TooManyWait } from '../../server/access/waiting.ts'
import { MINUTE } from '../../shared/time.ts'
import { opened, type Opened } from '../access/opened.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

const PASSWORD = 'correct horse battery'
let house: Opened
let page: string
beforeEach(async () => {
  house = opened()
  page = mkdtempSync(join(tmpdir(), 'rollcall-sign-in-'))
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>the page</title>')
  writeFileSync(join(page, 'sign-in.css'), 'main {}')
  await house.access.putUser('ana', { role: 'viewer', password: PASSWORD }, '')
})
afterEach(async () => {
  await house.close()
  rmSync(page, { recursive: true })
})

const clientOf = clientsBehind(['127.0.0.1', '::1'])
const appOf = (): Express =>
  createApp({
    subject: subjectOf(new TestTap('hour')),
    history: null,
    desk: noDesk(),
    names: noNames(),
    ...noWalls(),
    access: house.access,
    dryRun: null,
    guard: new Guard({ token: null, access: house.access, allowedHosts: [], clientOf }),
    clientOf,
    approve: () => null,
    clientFolder: page,
    onError: (error) => {
      throw error
    },
  })
const cookieIn = (headers: Record<string, unknown>): string => String(headers['set-cookie']).split(';')[0] ?? ''

describe('the session of a browser', () => {
  it('begins with a name and a password, says who one is, and ends', async () => {
    const app = supertest(appOf())
    await app.get('/api/v1/session').expect(401)
    const { headers, body } = await app.post('/api/v1/session').send({ user: 'ana', password: PASSWORD }).expect(200)
    expect(body).toMatchObject({ role: 'viewer', user: 'ana', needed: true, users: true })
    expect(String(headers['set-cookie'])).toMatch(
      /^rollcall=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    )
    const mine = cookieIn(headers)
    await app.get('/api/v1/session').set('cookie', mine).expect(200)
    await app.get('/wall').set('cookie', mine).expect(200)
    const out = await app.delete('/api/v1/session').set('cookie', mine).expect(204)
    expect(String(out.headers['set-cookie'])).toMatch(/^rollcall=; .*Max-Age=0/)
    await app.get('/api/v1/session').set('cookie', mine).expect(401)
  })

  it('over TLS has a name that only TLS may set', async () => {
    const app = supertest(appOf())
    const secure = { 'x-forwarded-proto': 'https' }
    const { headers } = await app.post('/api/v1/session').set(secure).send({ user: 'ana', password: PASSWORD })
    expect(String(headers['set-cookie'])).toMatch(/^__Host-rollcall=[\w-]{43}; Path=\/; .*; Secure$/)
    await app.get('/api/v1/session').set(secure).set('cookie', cookieIn(headers)).expect(200)
    await app.get('/api/v1/session').set('cookie', cookieIn(headers)).expect(401)
  })

  it("changes one's own password, and only who knows the old one", async () => {
    const app = supertest(appOf())
    const { headers } = await app.post('/api/v1/session').send({ user: 'ana', password: PASSWORD })
    const change = (old: string, password: string) =>
      app.put('/api/v1/session/password').set('cookie', cookieIn(headers)).send({ old, password })
    const { body } = await change('a wrong horse', 'another horse battery').expect(403)
    expect(body).toMatchObject({ notice: { code: 'password-wrong' } })
    await change(PASSWORD, 'short').expect(400)
    const done = await change(PASSWORD, 'another horse battery').expect(204)
    await app.get('/api/v1/session').set('cookie', cookieIn(headers)).expect(401)
    await app.get('/api/v1/session').set('cookie', cookieIn(done.headers)).expect(200)
    await app
      .put('/api/v1/session/password')
      .set('authorization', `Bearer ${house.token('operator')}`)
      .send({ old: PASSWORD, password: 'another horse battery' })
      .expect(409)
  })

  it('is not begun by a page of another server', async () => {
    const post = supertest(appOf()).post('/api/v1/session').set('origin', 'http://evil.example')
    await post.send({ user: 'ana', password: PASSWORD }).expect(403)
    const form = supertest(appOf()).post('/login').type('form').set('origin', 'http://evil.example')
    await form.send({ user: 'ana', password: PASSWORD }).expect(403)
  })
})

describe('the page to sign in on', () => {
  it.each([
    ['en', 'en', 'Sign in'],
    ['pt-BR,pt;q=0.9', 'pt-BR', 'Entrar'],
    ['pt-PT', 'pt-BR', 'Entrar'],
    ['de', 'en', 'Sign in'],
  ])('is in the language of the browser: %s', async (accepted, lang, words) => {
    const { text } = await supertest(appOf()).get('/groups?filter=a').set('accept-language', accepted).expect(401)
    expect(text).toContain(`<html lang="${lang}">`)
    expect(text).toContain(`<button>${words}</button>`)
    expect(text).toContain('name="next" value="/groups?filter=a"')
    expect(text).not.toMatch(/<script|<style|style=|\son[a-z]+=|role="alert"/)
  })

  it('has its style without being let in, and nothing else', async () => {
    const app = supertest(appOf())
    await app.get('/sign-in.css').expect(200)
    await app.get('/index.html').expect(401)
    await app.get('/assets/x.js').expect(401)
    await app.post('/sign-in.css').expect(401)
  })

  it('takes a name, or a token, and goes on where one wanted to', async () => {
    const app = supertest(appOf())
    const post = (form: object) => app.post('/login').type('form').send(form)
    const named = await post({ user: 'ana', password: PASSWORD, next: '/wall?zone=utc' }).expect(303)
    expect(named.headers['location']).toBe('/wall?zone=utc')
    await app.get('/api/v1/session').set('cookie', cookieIn(named.headers)).expect(200)
    const token = await post({ token: house.token('operator'), next: '//evil.example' }).expect(303)
    expect(token.headers['location']).toBe('/')
    const asked = await app.get('/login?next=/hosts').expect(200)
    expect(asked.text).toContain('name="next" value="/hosts"')
    const inside = await app.get('/login?next=/hosts').set('cookie', cookieIn(named.headers)).expect(303)
    expect(inside.headers['location']).toBe('/hosts')
  })

  it('says what was wrong, the same of a name that is there and of one that is not', async () => {
    const app = supertest(appOf())
    const wrong = async (user: string) =>
      (await app.post('/login').type('form').send({ user, password: 'a wrong horse', next: '/' }).expect(401)).text
    const [known, unknown] = [await wrong('ana'), await wrong('nobody')]
    expect(known).toContain('The name or the password is wrong.')
    expect(unknown).toBe(known)
    expect((await app.post('/login').type('form').send({ token: 'guess' }).expect(401)).text).toContain('This token is')
  })

  it.each([
    ['is damaged', (path: string) => writeFileSync(path, '{')],
    ['is gone', (path: string) => rmSync(path)],
  ])('does not say that there are no users where the file of them %s', async (_what, harm) => {
    harm(join(house.folder, 'users.json'))
    house.access.look()
    const { text } = await supertest(appOf()).get('/groups').set('accept-language', 'en').expect(401)
    expect(text).toContain(SIGN_IN_WORDS.en.unknownUsers)
    expect(text).not.toContain(SIGN_IN_WORDS.en.onlyToken)
    expect(text).not.toContain(house.folder)
  })

  it('says all of it in both languages', () => {
    expect(Object.keys(SIGN_IN_WORDS['pt-BR'])).toEqual(Object.keys(SIGN_IN_WORDS.en))
    expect(Object.keys(SIGN_IN_PROBLEMS['pt-BR'])).toEqual(Object.keys(SIGN_IN_PROBLEMS.en))
  })
})

describe('one who guesses', () => {
  let now = 0
  let asked: string[]
  let written: AuditEntry[]
  let signIn: SignIn
  const guard = new Guard({ token: null, allowedHosts: [] })
  const from = (remoteAddress: string) => ({ headers: {}, socket: { remoteAddress } }) as never
  const right: SignedIn = {
    who: { by: 'session', role: 'viewer', user: 'ana', session: 'x', endsAt: 0 },
    cookie: 'c',
  }
  beforeEach(() => {
    now = 0
    asked = []
    written = []
    const passwords = {
      signIn: (name: string, password: string) => {
        asked.push(name)
        return Promise.resolve(password === PASSWORD ? right : null)
      },
      knownAs: (name: string) => (name.toLowerCase() === 'ana' ? 'ana' : null),
    }
    signIn = new SignIn(passwords, guard, { write: (entry) => written.push(entry) }, () => now)
  })
  const tried = async (address: string, user: string, password: string): Promise<number> => {
    try {
      await signIn.with(from(address), user, password)
      return 200
    } catch (problem) {
      if (problem instanceof HttpProblem) return problem.status
      throw problem
    }
  }

  it('waits, and others do not', async () => {
    for (let i = 0; i < MAX_FAILURES; i += 1) expect(await tried('192.0.2.66', `u${i}`, 'guess guess')).toBe(401)
    const before = asked.length
    expect(await tried('192.0.2.66', 'ana', PASSWORD)).toBe(429)
    expect(asked.length).toBe(before)
    expect(await tried('192.0.2.7', 'ana', PASSWORD)).toBe(200)
    now = MINUTE
    expect(await tried('192.0.2.66', 'ana', PASSWORD)).toBe(200)
  })

  it('at one name from many addresses does not get on, and its owner comes in from where it was right before', async () => {
    expect(await tried('192.0.2.7', 'ana', PASSWORD)).toBe(200)
    for (let i = 0; i < MAX_FAILURES; i += 1) expect(await tried(`198.51.100.${i}`, 'Ana', `guess ${i}`)).toBe(401)
    expect(await tried('198.51.100.99', 'ana', PASSWORD)).toBe(429)
    expect(await tried('192.0.2.7', 'ANA', PASSWORD)).toBe(200)
    expect(await tried('198.51.100.99', 'bo', PASSWORD)).toBe(200)
  })

  it('from the very address where the name was right before waits like any other', async () => {
    expect(await tried('192.0.2.7', 'ana', PASSWORD)).toBe(200)
    for (let i = 0; i < MAX_FAILURES; i += 1) expect(await tried('192.0.2.7', 'ana', `guess ${i}`)).toBe(401)
    const before = asked.length
    expect(await tried('192.0.2.7', 'ana', 'one more guess')).toBe(429)
    expect(asked.length).toBe(before)
    now = MINUTE
    expect(await tried('192.0.2.7', 'ana', PASSWORD)).toBe(200)
  })

  it('a page that tries the same again and again is no guess', async () => {
    for (let i = 0; i < 5 * MAX_FAILURES; i += 1) expect(await tried('192.0.2.7', 'ana', 'an old password')).toBe(401)
    expect(await tried('192.0.2.7', 'ana', PASSWORD)).toBe(200)
    expect(written.map(({ action }) => action)).toEqual(['sign-in-refused', 'signed-in'])
  })

  it('what can be no name or no password costs no work, and counts', async () => {
    for (const [user, password] of [
      ['', 'a'],
      ['x'.repeat(1_000_000), 'a'],
      ['a b', 'a'],
      ['ana', 'p'.repeat(1_000_000)],
      ['<b>', '\u0000'],
    ] as const) {
      expect(await tried('192.0.2.7', user, password)).toBe(401)
    }
    expect(asked).toEqual([])
    const rows = [1, 2, 3, 'ana', 5].map((n) => (n === 'ana' ? n : `(unknown), try ${n} of this minute`))
    expect(written.map(({ subject }) => subject)).toEqual(rows)
  })

  it('the audit log has names of users alone: where the name belongs many a password is typed', async () => {
    for (const user of [PASSWORD, 'ANA', PASSWORD, 'correct-horse', 'a'.repeat(65)]) await tried('192.0.2.7', user, 'x')
    await tried('192.0.2.8', PASSWORD, 'x')
    expect(written.map(({ subject, who, address }) => [address, who, subject])).toEqual([
      ['192.0.2.7', null, '(unknown), try 1 of this minute'],
      ['192.0.2.7', null, 'ana'],
      ['192.0.2.7', null, '(unknown), try 3 of this minute'],
      ['192.0.2.7', null, '(unknown), try 4 of this minute'],
      ['192.0.2.8', null, '(unknown), try 1 of this minute'],
    ])
  })

  it('too many at a time are told to come again', async () => {
    signIn = new SignIn({ signIn: () => Promise.reject(new TooManyWait()), knownAs: () => null }, guard, null)
    expect(await tried('192.0.2.7', 'ana', PASSWORD)).toBe(503)
  })
})
