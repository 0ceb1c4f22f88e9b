import { describe, expect, it } from 'vitest'
import { matches, tokenOf } from '../../client/access/audit-rows.ts'
import { wrongPassword } from '../../client/access/password.ts'
import { curlLine, displayLink } from '../../client/access/token-lines.ts'
import { PASSWORD_LENGTH, type AuditRow } from '../../shared/access.ts'

describe('a password as it is typed', () => {
  const [shortest, longest] = [PASSWORD_LENGTH.least, PASSWORD_LENGTH.most].map((n) => 'a'.repeat(n)) as [
    string,
    string,
  ]
  it.each([
    ['', '', 'short'],
    ['a'.repeat(PASSWORD_LENGTH.least - 1), null, 'short'],
    [shortest, shortest, null],
    [shortest, null, null],
    [shortest, `${shortest} `, 'different'],
    [longest, longest, null],
    [`${longest}a`, null, 'long'],
  ])('%s and again %s: %s', (password, again, wrong) => {
    expect(wrongPassword(password, again)).toBe(wrong)
  })
})

describe('what one does with a token', () => {
  const origin = 'https://rollcall.example:8080'
  it.each([
    ['wall', 'abc', `${origin}/wall?display=abc`],
    ['noc-1', 'abc', `${origin}/wall/noc-1?display=abc`],
    ['noc-1', null, `${origin}/wall/noc-1`],
  ])('a display of %s with %s opens %s', (wall, token, link) => {
    expect(displayLink(wall, token, origin)).toBe(link)
  })
  it('a program shows it in a header, never in an address', () => {
    const line = curlLine({ token: 'a_b-c' }, origin)
    expect(line).toBe(`curl -H 'Authorization: Bearer a_b-c' '${origin}/api/v1/session'`)
    expect(line).not.toContain('?')
  })
})

describe('what people did', () => {
  const row: AuditRow = {
    id: 1,
    at: 0,
    action: 'exported',
    who: 'Ana',
    role: 'viewer',
    address: '192.0.2.7',
    subject: 'events',
    done: true,
  }
  it.each([
    ['any', '', true],
    ['exported', '', true],
    ['named', '', false],
    ['any', ' an', true],
    ['any', '192.0.2', true],
    ['any', 'bo', false],
    ['exported', 'bo', false],
  ] as const)('is looked for as %s by %s: %s', (action, who, found) => {
    expect(matches(row, action, who)).toBe(found)
  })
  it('nobody has no name that could be looked for', () => {
    expect(matches({ ...row, who: null }, 'any', 'null')).toBe(false)
  })
  it('tells a token from a user', () => {
    expect(tokenOf(row)).toBeNull()
    expect(tokenOf({ ...row, who: null })).toBeNull()
    expect(tokenOf({ ...row, who: 'token:Hall: left' })).toBe('Hall: left')
  })
})
