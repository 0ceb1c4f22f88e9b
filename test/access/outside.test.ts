import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leaveNote, MAX_NOTES, NOTES_FILE, Outside } from '../../server/access/outside.ts'
import type { AuditEntry } from '../../server/access/audit.ts'

let folder = ''
let written: (AuditEntry & { at?: number })[]
let outside: Outside
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-outside-'))
  written = []
  outside = new Outside(folder, (entry) => written.push(entry))
})
afterEach(() => rmSync(folder, { recursive: true }))

const looks = (count: number): void => {
  for (let i = 0; i < count; i += 1) outside.look()
}
const said = (): unknown[] => written.map(({ at, action, who, subject }) => [at, action, who, subject])
const NAMELESS = [undefined, 'user-changed', null, 'the file of users was written outside of this server']

describe('what a command changes', () => {
  it('is a row each, with who did it and when, in the order in which it was done', () => {
    outside.seen('user-changed')
    leaveNote(folder, 'ana', 'user-changed', 'bo (new, viewer)', 5)
    leaveNote(folder, 'ana', 'user-removed', 'cy', 6)
    looks(1)
    leaveNote(folder, 'root (sudo: ana)', 'token-made', 'Hall (display)', 7)
    outside.seen('token-made')
    looks(10)
    expect(said()).toEqual([
      [5, 'user-changed', 'cli:ana', 'bo (new, viewer)'],
      [6, 'user-removed', 'cli:ana', 'cy'],
      [7, 'token-made', 'cli:root (sudo: ana)', 'Hall (display)'],
    ])
    expect(readdirSync(folder)).toEqual([])
  })

  it('may be told a moment after it is seen', () => {
    outside.seen('user-changed')
    looks(1)
    leaveNote(folder, 'ana', 'password-changed', 'bo', 5)
    looks(10)
    expect(said()).toEqual([[5, 'password-changed', 'cli:ana', 'bo']])
  })

  it('while no server ran is told by the next one, and at the end nothing is left', () => {
    leaveNote(folder, 'ana', 'user-removed', 'bo', 5)
    expect(statSync(join(folder, NOTES_FILE)).mode & 0o777).toBe(0o600)
    outside.close()
    expect(said()).toEqual([[5, 'user-removed', 'cli:ana', 'bo']])
  })
})

describe('what an editor changes', () => {
  it('has no name, and is told once', () => {
    outside.seen('user-changed')
    looks(10)
    expect(said()).toEqual([NAMELESS])
  })

  it('is told at the end too', () => {
    outside.seen('user-changed')
    outside.close()
    expect(said()).toEqual([NAMELESS])
  })
})

describe('a note', () => {
  it.each<[string, string]>([
    ['is cut', '{"at":1,"action":"user-chan'],
    ['is of a person', JSON.stringify({ at: 1, action: 'user-changed', who: 'ana', subject: 'bo' })],
    ['is of what no command does', JSON.stringify({ at: 1, action: 'exported', who: 'cli:ana', subject: 'bo' })],
    ['is no JSON', '\u0000'],
  ])('that %s is passed over, and the next one is not', (_what, line) => {
    writeFileSync(join(folder, NOTES_FILE), `${line}\n`)
    leaveNote(folder, 'ana', 'token-revoked', 'Hall', 5)
    looks(2)
    expect(said()).toEqual([[5, 'token-revoked', 'cli:ana', 'Hall']])
  })

  it('is not written where a link leads, nor without end', () => {
    const other = join(folder, 'other')
    writeFileSync(other, '')
    symlinkSync(other, join(folder, NOTES_FILE))
    expect(() => leaveNote(folder, 'ana', 'user-removed', 'bo', 5)).toThrow('ELOOP')
    expect(readFileSync(other, 'utf8')).toBe('')
    rmSync(join(folder, NOTES_FILE))
    writeFileSync(join(folder, NOTES_FILE), 'x'.repeat(MAX_NOTES + 1))
    expect(() => leaveNote(folder, 'ana', 'user-removed', 'bo', 5)).toThrow('too long')
  })
})
