import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Desk } from '../server/desk.ts'
import { KeptFile } from '../server/kept-file.ts'
import { NameDesk } from '../server/name-desk.ts'
import { WallBook } from '../server/walls.ts'
import { DEFAULT_WALL } from '../shared/wall.ts'
import { entry } from './names/who.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'rollcall-kept-'))))
afterEach(() => rmSync(folder, { recursive: true }))
const path = (name = 'a'): string => join(folder, name)
const content = (name?: string): string => readFileSync(path(name), 'utf8')

describe('a file that is kept', () => {
  it.each<[string, () => void, string | null]>([
    ['nobody touched', () => undefined, null],
    ['somebody only touched', () => utimesSync(path(), 1, 1), null],
    ['somebody saved as it was', () => writeFileSync(path(), 'one'), null],
    ['somebody took away', () => rmSync(path()), null],
    ['somebody edited', () => writeFileSync(path(), 'one, and more'), 'file-changed'],
    ['somebody edited, as long as before', () => writeFileSync(path(), 'two'), 'file-changed'],
  ])('%s', (_case, meanwhile, why) => {
    const file = new KeptFile(folder, 'a')
    expect(file.write('one')).toBeNull()
    meanwhile()
    const before = existsSync(path()) ? content() : ''
    expect(file.write('mine')?.code ?? null).toBe(why)
    expect(content()).toBe(why === null ? 'mine' : before)
    expect(existsSync(path('a.new'))).toBe(false)
  })

  it('is no other file that a link leads to, and for its owner alone', () => {
    writeFileSync(path('precious'), 'as it was')
    symlinkSync(path('precious'), path('a.new'))
    expect(new KeptFile(folder, 'a').write('one')).toBeNull()
    expect([content(), content('precious')]).toEqual(['one', 'as it was'])
    writeFileSync(path('b.new'), '', { mode: 0o644 })
    expect(new KeptFile(folder, 'b').write('one')).toBeNull()
    expect(statSync(path('b')).mode & 0o777).toBe(0o600)
  })

  it('is taken up again after a restart', () => {
    new KeptFile(folder, 'a').write('one')
    const file = new KeptFile(folder, 'a')
    expect(file.read()?.toString()).toBe('one')
    expect(file.write('two')).toBeNull()
    expect(file.write('three')).toBeNull()
  })

  it('leaves no half of itself where it cannot be written', () => {
    const file = new KeptFile('/dev/full/nowhere', 'a', 'names-not-kept')
    expect(file.write('one')?.code).toBe('names-not-kept')
    expect(() => file.read(1)).toThrow('ENOTDIR')
  })
})

describe('two servers on one folder', () => {
  const nothing = (): undefined => undefined
  const writers: Record<string, () => (text: string) => { code: string } | null> = {
    'names.csv': () => {
      const desk = new NameDesk({ folder, changed: nothing, onUnreadable: nothing })
      return (text) => desk.put(entry(`group 239.1.1.1 = ${text}`)).why
    },
    'walls.json': () => {
      const walls = new WallBook(folder, nothing, nothing)
      return (text) => walls.put({ ...DEFAULT_WALL, title: text })
    },
    'findings-desk.json': () => {
      const desk = new Desk(folder, () => 1, nothing)
      return (text) => desk.acknowledge('a@1', text, true)
    },
  }
  it.each(Object.entries(writers))('do not write over each other: %s', (name, open) => {
    const [first, second] = [open(), open()]
    expect(first('of the first')).toBeNull()
    expect(second('of the second')?.code).toBe('file-changed')
    expect(first('of the first again')).toBeNull()
    expect(content(name)).toContain('of the first again')
    expect(open()('after a restart')).toBeNull()
  })
})
