import { describe, expect, it } from 'vitest'
import { COST, PASSWORD, Passwords } from '../../server/access/password.ts'
import { MAX_OF_ONE, TooManyWait } from '../../server/access/waiting.ts'

describe('a password as it is kept', () => {
  it('has a salt of its own and says by which cost it was made', async () => {
    const passwords = new Passwords()
    const [one, other] = [await passwords.hash('correct horse', ''), await passwords.hash('correct horse', '')]
    expect(one).toMatchObject({ N: 2 ** 15, r: 8, p: 1 })
    expect(one.salt).not.toBe(other.salt)
    expect(one.hash).not.toBe(other.hash)
    expect(Buffer.from(one.salt, 'base64url').length).toBe(16)
    expect(PASSWORD.safeParse(one).success).toBe(true)
    expect(await passwords.matches('correct horse', other, '')).toBe(true)
    expect(await passwords.matches('correct horsf', other, '')).toBe(false)
  })

  it('goes on matching when the cost of new ones is another', async () => {
    const { scryptSync } = await import('node:crypto')
    const [salt, cost] = [Buffer.alloc(16, 7), { N: 2 ** 14, r: 8, p: 1 }]
    const kept = {
      salt: salt.toString('base64url'),
      hash: scryptSync('pleaseletmein', salt, 32, cost).toString('base64url'),
      ...cost,
    }
    expect(await new Passwords().matches('pleaseletmein', kept, '')).toBe(true)
    expect(await new Passwords().matches('pleaseletmeim', kept, '')).toBe(false)
  })

  it.each([
    ['no power of two', { N: 30_000 }],
    ['cheap', { N: 1_024 }],
    ['more memory than there is', { N: 2 ** 30 }],
    ['work for hours', { p: 1_000_000 }],
    ['a salt that is short', { salt: 'abc' }],
    ['a hash that is none', { hash: '' }],
  ])('%s is none', async (_, wrong) => {
    const kept = await new Passwords().hash('correct horse', '')
    expect(PASSWORD.safeParse({ ...kept, ...wrong }).success).toBe(false)
  })
})

describe('a name that is not known', () => {
  it('costs the same work, and takes its turn', async () => {
    const passwords = new Passwords()
    const all = Array.from({ length: MAX_OF_ONE }, () => passwords.matches('correct horse', null, 'a'))
    await expect(passwords.matches('correct horse', null, 'a')).rejects.toBeInstanceOf(TooManyWait)
    expect(await Promise.all(all)).toEqual(all.map(() => false))
    expect(COST.N).toBeGreaterThanOrEqual(2 ** 15)
  })
})
