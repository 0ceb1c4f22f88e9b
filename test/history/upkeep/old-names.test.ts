import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ipv4, ipv6 } from '../../../shared/address.ts'
import { DAY } from '../../../shared/time.ts'
import { Intern } from '../../../server/history/writing/intern.ts'
import { OldNames } from '../../../server/history/upkeep/old-names.ts'
import { newFolder } from '../histories.ts'
import { BASE, changed, ended, joined } from '../steps.ts'
import { WriterRun } from '../writing/writer-run.ts'

let run: WriterRun
beforeEach(async () => {
  run = new WriterRun(join(await newFolder(), 'rollcall.db'), { changes: DAY })
})
afterEach(() => void run.db.close())

const count = (table: string): number => run.value(`SELECT count(*) FROM ${table}`) as number
const inOne = (work: () => void): void => run.db.transaction(work)()
/** A whole round; `meanwhile` is done after each step. */
function round(names: OldNames, meanwhile: () => void = () => undefined): void {
  for (let n = 0; n < 100; n += 1) {
    names.step(inOne, true)
    meanwhile()
  }
}
/** Forged hosts of one day, each with a group of its own. */
function flood(at: number, from: number, hosts: number): void {
  for (let n = 0; n < hosts; n += 1) {
    run.at(at, joined({ host: from + n, group: n, at }))
    run.at(at + 5, ended('left', { host: from + n, group: n, at: at + 5, since: at }))
  }
}

it('what a flood left goes with its events; what lasts, is told of or is newest stays', () => {
  run.at(BASE, joined({ host: 1, at: BASE }), changed({ host: 1, at: BASE, since: BASE }, [7]))
  flood(BASE, 1_000, 50)
  const later = BASE + 3 * DAY
  run.at(later, joined({ host: 3, group: 3, at: later }))
  run.idle(20)
  const intern = new Intern(run.db)
  const names = new OldNames(run.db, intern, 1)
  expect(count('host')).toBe(52)
  round(names)
  // One lasts, one is told of.
  expect(count('host')).toBe(2)
  expect(count('source_list')).toBe(1)
  // Their sizes by the hour are still told.
  expect(count('segment_group')).toBe(50)
  expect(names.removed).toBe(50)
  const gone = run.db.prepare('SELECT count(*) FROM event WHERE host NOT IN (SELECT id FROM host)').pluck().get()
  expect(gone).toBe(0)
  // Not again, until so many more were given.
  const before = names.removed
  round(names)
  expect(names.removed).toBe(before)
})

it('a name that is used while they are looked for stays, and a number is not given twice', () => {
  flood(BASE, 1_000, 20)
  run.at(BASE + 3 * DAY, joined({ host: 3, group: 3, at: BASE + 3 * DAY }))
  run.idle(20)
  const intern = new Intern(run.db)
  const names = new OldNames(run.db, intern, 1)
  const segment = run.value('SELECT id FROM segment') as number
  const mac = 0x02_00_00_00_00_00 + 1_004
  const id = run.value(`SELECT id FROM host WHERE mac = ${mac}`) as number
  const highest = run.value('SELECT max(id) FROM host') as number
  let asked = 0
  round(names, () => (asked = intern.host(segment, ipv4(0x0a000000 + 1_004), mac)))
  expect(asked).toBe(id)
  expect(run.value(`SELECT count(*) FROM host WHERE id = ${id}`)).toBe(1)
  // One that went is a new one when it comes back.
  const back = intern.host(segment, ipv4(0x0a000000 + 1_009), 0x02_00_00_00_00_00 + 1_009)
  expect(back).toBeGreaterThan(highest)
  expect(intern.group(segment, ipv6([0xff02, 0, 0, 0, 0, 0, 0, 0x42]))).toBeGreaterThan(0)
})

it('an address of IPv6 goes with the last that has it', () => {
  run.at(BASE, joined({ host: 1, at: BASE }))
  const intern = new Intern(run.db)
  const segment = run.value('SELECT id FROM segment') as number
  for (let n = 0; n < 10; n += 1) intern.host(segment, ipv6([0xfe80, 0, 0, 0, 0, 0, 0, n + 1]), -1)
  expect(count('ipv6')).toBe(10)
  round(new OldNames(run.db, intern, 1))
  // The last of each table keeps its number.
  expect(count('host')).toBe(2)
  expect(count('ipv6')).toBe(1)
})

it('a commit that fails lets the round begin anew', () => {
  flood(BASE, 1_000, 5)
  const names = new OldNames(run.db, new Intern(run.db), 1)
  names.step(inOne, true)
  expect(() => {
    names.step(() => {
      throw new Error('no room')
    }, true)
  }).toThrow('no room')
  names.forget()
  round(names)
  expect(run.value("SELECT count(*) FROM meta WHERE name = 'names_looked_at'")).toBe(1)
})
