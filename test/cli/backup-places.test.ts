import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { backup, checkHistory, restoreBackup } from '../../server/cli/backup.ts'
import { newFolder, openHistory } from '../history/histories.ts'

const AT = Date.UTC(2026, 10, 26)

it('a place that takes no backup, and what is none, are told before anything is done', async () => {
  const data = await newFolder()
  await (await openHistory(data)).history.stop()
  const place = await newFolder()
  const [pipe, folder] = [join(place, 'pipe'), join(place, 'folder')]
  execFileSync('mkfifo', [pipe])
  mkdirSync(folder)
  const before = readdirSync(data)
  await expect(backup(join(place, 'none', 'copy.db'), { data, force: false })).rejects.toThrow(
    /^There is no folder .*none/,
  )
  await expect(backup(folder, { data, force: true })).rejects.toThrow(/is a folder\. Remedy: the name of a file\.$/)
  await expect(backup(join(data, 'rollcall.db'), { data, force: true })).rejects.toThrow(/is the history itself/)
  for (const path of [pipe, folder]) {
    expect(() => restoreBackup(path, { data }, AT)).toThrow(/is no file\. Remedy: /)
    expect(() => checkHistory(path, { data })).toThrow(/is no file\. Remedy: /)
  }
  expect(readdirSync(data)).toEqual(before)
  expect(readdirSync(place).sort()).toEqual(['folder', 'pipe'])
})

it.each<[string, string]>([
  ['a letter', 'Dear history, '.repeat(500)],
  ['a picture', '\x89PNG\r\n\x1a\n'.repeat(1_000)],
  ['a backup that is packed', '\x1f\x8b\x08\0'.repeat(2_000)],
])('%s is no history, and never was one that could be damaged', async (_, text) => {
  const data = await newFolder()
  await (await openHistory(data)).history.stop()
  const before = readFileSync(join(data, 'rollcall.db'))
  const given = join(await newFolder(), 'given')
  writeFileSync(given, text, 'latin1')
  const says = new RegExp(`^The file ${given} is no history of Rollcall\\. Remedy: `)
  await expect(checkHistory(given, { data })).rejects.toThrow(says)
  await expect(restoreBackup(given, { data }, AT)).rejects.toThrow(says)
  expect(readFileSync(join(data, 'rollcall.db')).equals(before)).toBe(true)
  expect(readdirSync(data).filter((name) => /part|before/.test(name))).toEqual([])
})

it('what is restored is of its owner alone, whatever rights the copy had', async () => {
  const data = await newFolder()
  await (await openHistory(data)).history.stop()
  const copy = join(await newFolder(), 'copy.db')
  expect(await backup(copy, { data, force: false })).toBe(0)
  execFileSync('chmod', ['644', copy])
  expect(await restoreBackup(copy, { data }, AT)).toBe(0)
  expect(statSync(join(data, 'rollcall.db')).mode & 0o777).toBe(0o600)
})
