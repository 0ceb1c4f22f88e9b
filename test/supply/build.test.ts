import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { built, filesOf } from './built.ts'
import { ROOT } from './lock.ts'

/** Two builds on a machine that is busy. */
const BUILD_MS = 600_000

let folder = ''
let one: ReadonlyMap<string, string>
let other: ReadonlyMap<string, string>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-reproduced-'))
  one = await built(join(folder, 'a'))
  other = await built(join(folder, 'elsewhere', 'deeper', 'with a longer name'))
}, BUILD_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('two builds in different folders give the same files: page, server and the types of the API', () => {
  expect([...other]).toEqual([...one])
  for (const path of ['client/index.html', 'server/main.js', 'api-schemas.json'])
    expect([...one.keys()]).toContain(path)
  expect(one.size).toBeGreaterThan(100)
})

it('what is built knows no folder, no machine and no day that its sources do not', () => {
  const text = (path: string): string => readFileSync(path, 'latin1')
  const checkout = join(folder, 'a')
  const sources = ['server', 'shared', 'client'].flatMap((room) =>
    filesOf(join(checkout, room)).map((path) => text(join(checkout, room, path))),
  )
  const marks = [folder, ROOT.replace(/\/$/, ''), homedir(), hostname(), new Date().toISOString().slice(0, 10)]
  const telling = marks.filter((mark) => mark.length > 5 && !sources.some((source) => source.includes(mark)))
  expect(telling).toContain(folder)
  const found = [...one.keys()].flatMap((path) => {
    const made = text(join(checkout, 'dist', path))
    return telling.filter((mark) => made.includes(mark)).map((mark) => `${path}: ${mark}`)
  })
  expect(found).toEqual([])
})
