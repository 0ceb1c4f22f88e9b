import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NameDesk } from '../server/name-desk.ts'
import { DEMO_NAMES } from '../server/names/demo.ts'
import { NameBook } from '../server/names/book.ts'
import { MAX_LINES } from '../server/names/written.ts'
import { entry } from './names/who.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'rollcall-names-'))))
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true })
})

interface Opened {
  desk: NameDesk
  told: string[]
  changes: () => number
}
function open(builtIn: readonly string[] = []): Opened {
  const told: string[] = []
  let changes = 0
  const desk = new NameDesk({
    folder,
    builtIn: builtIn.map(entry),
    changed: () => (changes += 1),
    onUnreadable: (sentence) => told.push(sentence),
  })
  return { desk, told, changes: () => changes }
}
const path = (name = 'names.csv'): string => join(folder, name)
const content = (name?: string): string => readFileSync(path(name), 'utf8')
const TV = entry('group 239.1.1.1 = TV, "One"')
const BOX = entry('host 10.0.0.5 @ vlan:20 = =Box')

describe('names.csv', () => {
  it('keeps what is given over a restart', () => {
    const { desk, changes } = open()
    expect(desk.put(TV)).toEqual({ entry: TV, why: null })
    expect(desk.put(BOX)).toEqual({ entry: BOX, why: null })
    expect(changes()).toBe(2)
    expect(content()).toBe('kind,subject,on,name\r\ngroup,239.1.1.1,,"TV, ""One"""\r\nhost,10.0.0.5,vlan:20,\'=Box\r\n')
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    const again = open()
    expect(again.told).toEqual([])
    expect(again.desk.entries()).toEqual([TV, BOX])
    expect(again.desk.csv()).toBe(desk.csv())
  })

  it('forgets what is taken away', () => {
    const { desk } = open()
    desk.put(TV)
    desk.put(BOX)
    expect(desk.remove(desk.find({ kind: 'host', subject: '10.0.0.5', on: 'VLAN:20' })!)).toBeNull()
    expect(open().desk.entries()).toEqual([TV])
  })

  it('may be edited by hand', () => {
    writeFileSync(path(), 'grupo;nome\n239.1.1.1;Um\n239.1.1.2;Dois\n')
    const { desk, told } = open()
    expect(told).toEqual([])
    expect(desk.entries().map(({ name }) => name)).toEqual(['Um', 'Dois'])
  })

  it('keeps a line that cannot be read beside, once, and says which', () => {
    writeFileSync(path(), 'kind,subject,on,name\ngroup,239.1.1.1,,One\ngroup,10.0.0.1,,Two\n')
    const { desk, told } = open()
    expect(desk.entries()).toHaveLength(1)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(`${path()}, line 3: 10.0.0.1 is no group`)
    expect(told[0]).toContain(`It is kept in ${path('names.csv.unread')}.`)
    expect(content('names.csv.unread')).toBe('group,10.0.0.1,,Two\n')
    expect(open().told).toEqual([])
    expect(content('names.csv.unread')).toBe('group,10.0.0.1,,Two\n')
  })

  it('loses no line when its header is broken', () => {
    writeFileSync(path(), 'kind,subject,on\ngroup,239.1.1.1,,One\ngroup,239.1.1.2,,Two\n')
    const { told } = open()
    expect(told[0]).toContain('3 lines cannot be read, the first is line 1')
    expect(content('names.csv.unread')).toBe('kind,subject,on\ngroup,239.1.1.1,,One\ngroup,239.1.1.2,,Two\n')
  })

  it.each<[string, Uint8Array]>([
    ['is no text', Uint8Array.from([1, 0, 2])],
    ['has more lines than are read', Buffer.from('239.1.1.1,One\n'.repeat(MAX_LINES + 2))],
  ])('is set aside when it %s', (_case, octets) => {
    writeFileSync(path(), octets)
    const { desk, told } = open()
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(`It is kept as ${path('names.csv.damaged')}.`)
    expect(readFileSync(path('names.csv.damaged')).equals(octets)).toBe(true)
    expect(desk.put(BOX).why).toBeNull()
    expect(content()).toContain('10.0.0.5')
  })

  it('leaves nothing else behind', () => {
    open().desk.put(TV)
    expect(readdirSync(folder)).toEqual(['names.csv'])
  })

  it('that cannot be written is told, and the name holds until the next start', () => {
    const { desk, changes } = open()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'no folder')
    try {
      expect(desk.put(TV)).toEqual({ entry: TV, why: { code: 'names-not-kept', values: { path: path() } } })
      expect(changes()).toBe(1)
      expect(desk.entries()).toEqual([TV])
    } finally {
      rmSync(folder)
      folder = mkdtempSync(join(tmpdir(), 'rollcall-names-'))
    }
  })

  it('is not touched by a preview', () => {
    const { desk, changes } = open()
    const file = new TextEncoder().encode('239.1.1.1,One')
    expect(desk.import(file, 'group', true).report).toMatchObject({ added: 1 })
    expect(existsSync(path())).toBe(false)
    expect(desk.import(file, 'group', false).report).toMatchObject({ added: 1 })
    expect(desk.import(file, 'group', false).report).toMatchObject({ added: 0, same: 1 })
    expect(changes()).toBe(1)
    expect(open().desk.entries()).toHaveLength(1)
  })

  it('is not written for names that are built in', () => {
    const { desk } = open(['segment vlan:10 = IPTV'])
    expect(desk.entries()).toHaveLength(1)
    expect(existsSync(path())).toBe(false)
  })
})

describe('the names of the demo', () => {
  it('are names, each once', () => {
    expect(new NameBook(DEMO_NAMES).entries()).toHaveLength(DEMO_NAMES.length)
  })
})
