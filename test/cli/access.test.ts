import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow } from '../../shared/access.ts'
import { API_PREFIX } from '../../shared/api.ts'
import { BUILDING, Command, run } from './command.ts'

const PASSWORD = 'correct horse battery'
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-people-'))
  await run(['--version'])
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const data = (): string => mkdtempSync(join(folder, 'data-'))
const typed = (text: string): Uint8Array => Buffer.from(`${text}\n`)

describe('rollcall user', () => {
  it('adds, changes, lists and removes; the password comes by standard input or a file', async () => {
    const at = ['--data', data()]
    const added = await run(['user', 'add', 'ana', '--role', 'operator', ...at], typed(PASSWORD))
    expect(added).toMatchObject({ status: 0, stdout: 'ana may sign in as operator.\n', stderr: '' })
    const file = join(folder, 'password')
    writeFileSync(file, `${PASSWORD}\r\nmore\n`)
    expect(await run(['user', 'add', 'bo', '--password-file', file, ...at])).toMatchObject({ status: 0 })
    expect((await run(['user', 'role', 'bo', 'operator', ...at])).stdout).toBe('bo is operator.\n')
    expect((await run(['user', 'password', 'bo', ...at], typed('another horse battery'))).status).toBe(0)
    expect((await run(['user', 'list', ...at])).stdout).toMatch(/^NAME +ROLE .*\nana +operator .*\nbo +operator .*\n$/)
    expect((await run(['user', 'remove', 'ana', ...at])).stdout).toBe('ana is removed.\n')
    const files = readdirSync(at[1]!).map((name) => readFileSync(join(at[1]!, name), 'utf8'))
    expect(files.join()).not.toContain('horse')
  }, 60_000)

  it.each<[string, string[], string, RegExp]>([
    ['a short password', ['user', 'add', 'ana'], 'short', /A password has 10 to 256 characters/],
    ['none', ['user', 'add', 'ana'], '', /A password has 10 to 256 characters/],
    ['a name that is none', ['user', 'add', '<b>'], PASSWORD, /"<b>" is no name: at most 64 letters/],
    [
      'a role that is none',
      ['user', 'add', 'ana', '--role', 'root'],
      PASSWORD,
      /no role "root"; roles are operator, viewer/,
    ],
    [
      'a user who is not there',
      ['user', 'role', 'ana', 'viewer'],
      '',
      /There is no user ana\. Remedy: rollcall user list/,
    ],
    [
      'a token that is not there',
      ['token', 'revoke', 'ana'],
      '',
      /There is no token ana\. Remedy: rollcall token list/,
    ],
    [
      'a file that is not there',
      ['user', 'add', 'ana', '--password-file', '/nowhere'],
      '',
      /Cannot read the password file/,
    ],
  ])('%s: one sentence, exit 2', async (_, args, input, words) => {
    const { status, stderr } = await run([...args, '--data', data()], typed(input))
    expect(stderr).toMatch(words)
    expect(stderr).toMatch(/^rollcall: [^\n]*\n$/)
    expect(status).toBe(2)
  })

  it('says when nobody is left who could change anything', async () => {
    const at = ['--data', data()]
    expect((await run(['user', 'add', 'bo', ...at], typed(PASSWORD))).stderr).toMatch(/^There is no operator now/)
    expect((await run(['user', 'remove', 'bo', ...at])).stderr).toMatch(/^There is nobody now/)
  })

  it('does not write over a file that is damaged', async () => {
    const at = data()
    writeFileSync(join(at, 'users.json'), '{')
    const { status, stderr } = await run(['user', 'add', 'ana', '--data', at], typed(PASSWORD))
    expect(stderr).toMatch(/Nothing was changed: .*users\.json cannot be read\. Remedy: /)
    expect(status).toBe(2)
    expect(readFileSync(join(at, 'users.json'), 'utf8')).toBe('{')
  })
})

describe('a server that runs', () => {
  it('knows soon whom a command added, and puts out whom it revoked', async () => {
    const at = ['--data', data()]
    await run(['user', 'add', 'ana', '--role', 'operator', ...at], typed(PASSWORD))
    const server = new Command(['--source', 'stdin', '--listen', '0.0.0.0:0', ...at])
    try {
      await expect.poll(() => server.stderr.replace(BUILDING, ''), { timeout: 60_000 }).toMatch(/History in/)
      const port = /:(\d+)\/\n/.exec(server.stderr)?.[1] ?? ''
      const made = await run(['token', 'add', 'Backup', ...at])
      const token = made.stdout.trim()
      expect(token).toMatch(/^[\w-]{32}$/)
      expect(made.stderr).toMatch(/^This is Backup \(viewer\), told this once/)
      const ask = async () => {
        const url = `http://127.0.0.1:${port}${API_PREFIX}/sources`
        return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status
      }
      await expect.poll(ask, { timeout: 30_000 }).toBe(200)
      expect((await run(['token', 'list', ...at])).stdout).toMatch(/\n\S+ +Backup +viewer /)
      expect((await run(['token', 'revoke', 'Backup', ...at])).stdout).toMatch(/^Backup \(.*\) is revoked\./)
      await expect.poll(ask, { timeout: 30_000 }).toBe(401)
      const written = () =>
        readFileSync(join(at[1]!, 'audit.jsonl'), 'utf8')
          .split('\n')
          .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AuditRow]))
          .filter(({ action }) => action !== 'token-refused')
          .map(({ action, who, subject }) => [action, who, subject])
      const who = expect.stringMatching(`^cli:${userInfo().username}`) as string
      await expect.poll(written, { timeout: 30_000 }).toEqual([
        // Of before the server was there.
        ['user-changed', who, 'ana (new, operator)'],
        ['token-made', who, 'Backup (viewer)'],
        ['token-revoked', who, expect.stringMatching(/^Backup \([\w-]+\)$/) as string],
      ])
    } finally {
      server.child.kill('SIGTERM')
      await server.ended
    }
  }, 180_000)
})
