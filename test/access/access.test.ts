import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cookieOf } from '../../server/access/secret.ts'
import { IDLE, LONGEST, MAX_OF_USER, SessionBook } from '../../server/access/sessions.ts'
import type { Access, SignedIn } from '../../server/access/access.ts'
import { MAX_USERS } from '../../shared/access.ts'
import { DAY, HOUR } from '../../shared/time.ts'
import { opened, type Opened } from './opened.ts'

const PASSWORD = 'correct horse battery'
let house: Opened
beforeEach(() => (house = opened()))
afterEach(() => house.close())

async function user(name: string, role: 'operator' | 'viewer' = 'viewer'): Promise<void> {
  expect(await house.access.putUser(name, { role, password: PASSWORD }, '')).toBeNull()
}
async function signedIn(name = 'ana', access = house.access): Promise<SignedIn> {
  const come = await access.signIn(name, PASSWORD, '192.0.2.7')
  if (!come) throw new Error(`${name} is not let in`)
  return come
}
const path = (name: string): string => join(house.folder, name)

describe('signing in', () => {
  it('needs the name and its password, in whatever letters the name is written', async () => {
    await user('Ana', 'operator')
    expect((await signedIn('ANA')).who).toMatchObject({ by: 'session', role: 'operator', user: 'Ana' })
    expect(await house.access.signIn('Ana', 'another horse battery', '')).toBeNull()
    expect(await house.access.signIn('bo', PASSWORD, '')).toBeNull()
    expect(await house.access.signIn('ana ', PASSWORD, '')).toBeNull()
  })

  it('takes the same letters in another encoding (RFC 8265 s4.2)', async () => {
    await house.access.putUser('ana', { role: 'viewer', password: 'cora\u00e7\u00e3o de le\u00e3o' }, '')
    expect(await house.access.signIn('ana', 'coração de leão'.normalize('NFD'), '')).not.toBeNull()
  })

  it('of somebody who is removed meanwhile is in vain', async () => {
    await user('ana')
    const coming = house.access.signIn('ana', PASSWORD, '')
    house.access.removeUser('ana')
    expect(await coming).toBeNull()
  })
})

describe('a session', () => {
  it('outlives a restart; of its id a digest is kept', async () => {
    await user('ana')
    const { cookie } = await signedIn()
    await house.access.close()
    expect(house.again().byCookie(cookie)).toMatchObject({ by: 'session', user: 'ana', role: 'viewer' })
    expect(readFileSync(path('sessions.json'), 'utf8')).not.toContain(cookie)
    expect(house.again().byToken(cookie)).toBeNull()
  })

  it('ends when it is not used for long, and goes on while it is, up to its longest', async () => {
    await user('ana')
    const { cookie } = await signedIn()
    const began = house.clock.now
    for (house.clock.now = began; house.clock.now < began + LONGEST; house.clock.now += IDLE - HOUR) {
      expect(house.access.byCookie(cookie)).not.toBeNull()
    }
    house.clock.now = began + LONGEST
    expect(house.access.byCookie(cookie)).toBeNull()
    const again = await signedIn()
    house.clock.now += IDLE
    expect(house.access.byCookie(again.cookie)).toBeNull()
    expect(house.access.holds(again.who)).toBe(false)
  })

  it('that was used is known to be after a restart', async () => {
    await user('ana')
    const { cookie } = await signedIn()
    house.clock.now += IDLE - HOUR
    house.access.byCookie(cookie)
    house.access.look()
    await house.access.close()
    house.clock.now += 2 * HOUR
    expect(house.again().byCookie(cookie)).not.toBeNull()
  })

  it.each<[string, (who: SignedIn['who']) => unknown]>([
    ['signing out', (who) => house.access.signOut(who)],
    ['another password', () => house.access.putUser('ana', { role: 'viewer', password: PASSWORD }, '')],
    ['another role', () => house.access.putUser('ana', { role: 'operator' }, '')],
    ['removal', () => house.access.removeUser('ana')],
    ['the command line of another process', () => house.again().putUser('ana', { role: 'operator' }, '')],
  ])('ends by %s, and whoever is there is put out', async (_, end) => {
    await user('ana')
    const { cookie, who } = await signedIn()
    const before = house.changes()
    await end(who)
    house.access.look()
    expect(house.access.byCookie(cookie)).toBeNull()
    expect(house.access.holds(who)).toBe(false)
    expect(house.changes()).toBeGreaterThan(before)
    expect(house.again().byCookie(cookie)).toBeNull()
  })

  it('goes on where a role is given that is there already', async () => {
    await user('ana')
    const { cookie } = await signedIn()
    await house.access.putUser('ana', { role: 'viewer' }, '')
    expect(house.access.byCookie(cookie)).not.toBeNull()
  })

  it("changing one's own password ends the others and begins a new one", async () => {
    await user('ana')
    const [first, second] = [await signedIn(), await signedIn()]
    expect(await house.access.changePassword('ana', 'a wrong horse', 'another horse battery', '')).toBeNull()
    const done = await house.access.changePassword('ana', PASSWORD, 'another horse battery', '')
    if (!done || 'code' in done) throw new Error('not changed')
    expect([first, second, done].map(({ cookie }) => house.access.byCookie(cookie) !== null)).toEqual([
      false,
      false,
      true,
    ])
    expect(await house.access.signIn('ana', PASSWORD, '')).toBeNull()
  })

  it('more than one may have push out the one that was used longest ago', async () => {
    const book = new SessionBook(house.folder, 0, () => undefined)
    const first = book.begin('ana', 'g', 1)
    const other = book.begin('bo', 'g', 0)
    for (let i = 0; i < MAX_OF_USER; i += 1) book.begin('ana', 'g', 2 + i)
    expect(book.byId(first.id, 200)).toBeNull()
    expect(book.byId(other.id, 200)).not.toBeNull()
    expect(book.of('ana', 200)).toBe(MAX_OF_USER)
    await book.flush()
  })

  it('a file of sessions that is damaged lets nobody in by it, and says so', async () => {
    await user('ana')
    const { cookie } = await signedIn()
    await house.access.close()
    writeFileSync(path('sessions.json'), '{')
    const again = house.again()
    expect(again.byCookie(cookie)).toBeNull()
    expect(house.told.join()).toMatch(/Cannot read .*sessions\.json; everybody has to sign in again/)
    expect((await signedIn('ana', again)).who.role).toBe('viewer')
    expect(readFileSync(path('sessions.json.damaged'), 'utf8')).toBe('{')
  })

  it('is written by itself, whole, and so is its end before the answer to it', async () => {
    await user('ana')
    const { cookie, who } = await signedIn()
    await expect.poll(() => readdirSync(house.folder)).toContain('sessions.json')
    expect(house.again().byCookie(cookie)).not.toBeNull()
    await house.access.signOut(who)
    expect(house.again().byCookie(cookie)).toBeNull()
    expect(readdirSync(house.folder).sort()).toEqual(['sessions.json', 'users.json'])
    expect(statSync(path('sessions.json')).mode & 0o777).toBe(0o600)
  })

  it('holds where it cannot be written, which is said once', async () => {
    await user('ana')
    mkdirSync(path('sessions.json.new'))
    const { cookie } = await signedIn()
    await house.access.close()
    await signedIn()
    await house.access.close()
    expect(house.access.byCookie(cookie)).not.toBeNull()
    expect(house.told).toEqual([expect.stringMatching(/^Cannot write .*sessions\.json \(\w+\); after a restart/)])
    rmdirSync(path('sessions.json.new'))
    await house.access.close()
    expect(house.told).toHaveLength(2)
    expect(house.again().byCookie(cookie)).not.toBeNull()
  })
})

describe('a token', () => {
  it('is told once, works by header and by what a browser keeps of it, and can be revoked', () => {
    const token = house.token('viewer')
    expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/)
    expect(house.again().byToken(token)).toMatchObject({ by: 'token', role: 'viewer', name: 'viewer' })
    expect(house.again().byCookie(cookieOf(token))).toMatchObject({ role: 'viewer' })
    house.access.look()
    const [row] = house.access.tokens()
    expect(house.access.removeToken(row!.id)).toBeNull()
    expect(house.access.byToken(token)).toBeNull()
    expect(house.access.removeToken(row!.id)).toMatchObject({ code: 'no-such-token' })
  })

  it('that was used says when', () => {
    const token = house.token('viewer')
    expect(house.access.tokens()[0]).toMatchObject({ lastUsedAt: null })
    house.clock.now += DAY
    house.access.byToken(token)
    expect(house.access.tokens()[0]).toMatchObject({ lastUsedAt: house.clock.now })
  })
})

describe('whether anybody is asked', () => {
  it.each<[string, { beyond: boolean; hasToken: boolean }, boolean]>([
    ['on this machine, nobody is named', { beyond: false, hasToken: false }, false],
    ['beyond it, nobody is named', { beyond: true, hasToken: false }, true],
    ['on this machine, with a token', { beyond: false, hasToken: true }, true],
  ])('%s', (_, more, needed) => {
    expect(house.again(more).needed).toBe(needed)
  })

  it('a display shuts no door, and opens none beyond', () => {
    house.token('display')
    const here = house.again({ hasToken: false })
    expect([here.needed, here.any]).toEqual([false, false])
  })

  it('the first user does, and the last one that is gone does not open it beyond this machine', async () => {
    const here = house.again({ hasToken: false })
    await user('ana', 'operator')
    here.look()
    expect([here.needed, here.any]).toEqual([true, true])
    house.access.removeUser('ana')
    here.look()
    expect(here.needed).toBe(false)
    expect(house.again({ hasToken: false, beyond: true }).needed).toBe(true)
  })

  it('a file that is taken away while the server runs opens nothing', async () => {
    await user('ana', 'operator')
    const here = house.again({ hasToken: false })
    rmSync(path('users.json'))
    here.look()
    expect(here.needed).toBe(true)
    expect(await here.signIn('ana', PASSWORD, '')).toBeNull()
  })
})

describe('somebody must be left who lets others in', () => {
  const without = () => house.again({ hasToken: false })

  it.each<[string, () => Promise<unknown>]>([
    ['the first user is a viewer', () => without().putUser('bo', { role: 'viewer', password: PASSWORD }, '')],
    [
      'the first token is one of a viewer',
      () => Promise.resolve(without().addToken({ name: 'a', role: 'viewer' }, null)),
    ],
    [
      'the last operator becomes a viewer',
      async () => (await user('ana', 'operator'), without().putUser('ana', { role: 'viewer' }, '')),
    ],
    ['the last operator is removed', async () => (await user('ana', 'operator'), without().removeUser('ana'))],
    [
      'the last token of one is revoked',
      () => Promise.resolve((house.token('operator'), without().removeToken(house.access.tokens()[0]!.id))),
    ],
  ])('%s', async (_, ask) => {
    expect(JSON.stringify(await ask())).toContain('last-operator')
  })

  it('a display may be made and revoked at any time', () => {
    const made = without().addToken({ name: 'Hall', role: 'display' }, null)
    if ('why' in made) throw new Error('not made')
    expect(without().removeToken(made.row.id)).toBeNull()
  })
})

describe('files that are damaged', () => {
  it.each(['{', '[]x', '[{"name":"ana"}]', '\0'.repeat(100), '{"users":[]}', ''])(
    'users.json that says %j lets nobody in, is said, and is not written over',
    async (text) => {
      await user('ana', 'operator')
      writeFileSync(path('users.json'), text)
      const again = house.again({ hasToken: false })
      expect(again.needed).toBe(true)
      expect(await again.signIn('ana', PASSWORD, '')).toBeNull()
      expect(house.told.join()).toMatch(/Cannot read .*users\.json: nobody whom it may have named is let in\. Remedy: /)
      expect(await house.again().putUser('bo', { role: 'operator', password: PASSWORD }, '')).toMatchObject({
        code: 'access-damaged',
      })
      expect(readFileSync(path('users.json'), 'utf8')).toBe(text)
    },
  )

  it('a link that leads nowhere is a file that cannot be read, not one that was never there', async () => {
    await user('ana', 'operator')
    renameSync(path('users.json'), path('away.json'))
    symlinkSync(path('nowhere'), path('users.json'))
    expect(house.again({ hasToken: false }).needed).toBe(true)
  })

  it('tokens.json that is damaged lets no token in, and users go on', async () => {
    await user('ana', 'operator')
    const token = house.token('operator')
    writeFileSync(path('tokens.json'), 'nothing')
    const again = house.again({ hasToken: false })
    expect(again.byToken(token)).toBeNull()
    expect((await signedIn('ana', again)).who.role).toBe('operator')
  })

  it('while the server runs they let nobody in either, until they are whole again', async () => {
    await user('ana', 'operator')
    const whole = readFileSync(path('users.json'))
    writeFileSync(path('users.json'), '{')
    house.access.look()
    expect(await house.access.signIn('ana', PASSWORD, '')).toBeNull()
    writeFileSync(path('users.json'), whole)
    house.access.look()
    expect((await signedIn()).who.role).toBe('operator')
  })

  it('a link in the place of a new file leads no command to another file', async () => {
    writeFileSync(path('precious'), 'as it was', { mode: 0o644 })
    symlinkSync(path('precious'), path('users.json.new'))
    await user('ana', 'operator')
    expect(readFileSync(path('precious'), 'utf8')).toBe('as it was')
    expect(statSync(path('users.json')).mode & 0o777).toBe(0o600)
    expect((await signedIn()).who.role).toBe('operator')
  })

  it('a cost that would take all memory is no password', async () => {
    await user('ana', 'operator')
    writeFileSync(path('users.json'), readFileSync(path('users.json'), 'utf8').replace('32768', '1073741824'))
    expect(house.again().damaged).toBe(true)
  })

  it('a folder that takes nothing changes nothing, and says so', async () => {
    const nowhere = house.again({ folder: '/proc/nowhere' })
    expect(await nowhere.putUser('ana', { role: 'operator', password: PASSWORD }, '')).toMatchObject({
      code: 'access-not-kept',
    })
    expect(nowhere.users()).toEqual([])
  })
})

describe('what lies on the disk', () => {
  it('has neither a password nor a token in it, and is for its owner alone', async () => {
    writeFileSync(path('display-token.json'), JSON.stringify({ token: 'a-display-of-before', since: 5 }))
    writeFileSync(path('token'), 'a-token-of-people-of-before\n')
    const again = house.again({ beyond: true })
    await again.putUser('ana', { role: 'operator', password: PASSWORD }, '')
    const { cookie } = await signedIn('ana', again)
    const made = again.addToken({ name: 'Hall', role: 'display' }, 'ana')
    if ('why' in made) throw new Error('not made')
    await again.close()
    const secrets = [PASSWORD, cookie, made.token, cookieOf(made.token), 'a-display-of-before', 'of-people-of-before']
    const files = readdirSync(house.folder)
    expect(files.sort()).toEqual(['sessions.json', 'tokens.json', 'users.json'])
    for (const name of files) {
      const octets = readFileSync(path(name))
      expect(secrets.filter((secret) => octets.includes(secret))).toEqual([])
      expect(statSync(path(name)).mode & 0o777).toBe(0o600)
    }
    // And all of before goes on working.
    expect(again.byToken('a-display-of-before')).toMatchObject({ role: 'display', name: 'display' })
    expect(again.byCookie(cookieOf('a-display-of-before'))).toMatchObject({ role: 'display' })
    expect(house.again().byToken('a-token-of-people-of-before')).toMatchObject({ role: 'operator', name: 'token' })
    expect(
      house
        .again()
        .tokens()
        .find(({ id }) => id === 'display'),
    ).toMatchObject({ createdAt: 5 })
  })

  it('a token of people of before does not shut a door of this machine that was open', () => {
    writeFileSync(path('token'), 'a-token-of-people-of-before\n')
    const here = house.again({ hasToken: false })
    expect(here.needed).toBe(false)
    expect(readFileSync(path('token'), 'utf8')).toContain('before')
  })

  it('a display of before that cannot be read is told, and the file stays', () => {
    writeFileSync(path('display-token.json'), '{"token": 7}')
    house.again()
    expect(house.told.join()).toMatch(/Cannot read .*display-token\.json; displays need a new token/)
    expect(readFileSync(path('display-token.json'), 'utf8')).toBe('{"token": 7}')
  })
})

describe('what others write into the files', () => {
  it.each<[string, (other: Access) => unknown, string[]]>([
    ['a token more', (other) => other.addToken({ name: 'two', role: 'viewer' }, null), ['token-made']],
    ['a token less is revoked, not made', (other) => other.removeToken(other.tokens()[0]!.id), ['token-revoked']],
    [
      'one for another',
      (other) => {
        other.removeToken(other.tokens()[0]!.id)
        other.addToken({ name: 'two', role: 'viewer' }, null)
      },
      ['token-made', 'token-revoked'],
    ],
    ['a file that is damaged', () => writeFileSync(path('tokens.json'), '{'), ['token-revoked']],
    ['a user more', (other) => other.putUser('bo', { role: 'viewer', password: PASSWORD }, ''), ['user-changed']],
  ])('%s', async (_, change, heard) => {
    house.token('operator')
    const told: string[] = []
    const running = house.again({ onOutside: (action) => told.push(action) })
    running.addToken({ name: 'own', role: 'viewer' }, null)
    running.look()
    expect(told).toEqual([])
    await change(house.again())
    running.look()
    running.look()
    expect(told).toEqual(heard)
  })
})

describe('many', () => {
  it('a thousand users sign in, and one more is refused', async () => {
    await user('u0', 'operator')
    const [first] = JSON.parse(readFileSync(path('users.json'), 'utf8')) as object[]
    const all = Array.from({ length: MAX_USERS }, (_, i) => ({ ...first, name: `u${i}` }))
    writeFileSync(path('users.json'), JSON.stringify(all))
    house.access.look()
    expect(house.access.users().length).toBe(MAX_USERS)
    expect((await signedIn(`u${MAX_USERS - 1}`)).who).toMatchObject({ user: `u${MAX_USERS - 1}` })
    expect(await house.access.putUser('more', { role: 'viewer', password: PASSWORD }, '')).toMatchObject({
      code: 'users-full',
    })
  })
})
