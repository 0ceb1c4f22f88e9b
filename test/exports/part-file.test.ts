import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PartFile } from '../../server/exports/part-file.ts'
import { newFolder } from '../history/histories.ts'

it('a folder that became something else meanwhile is told as why, and giving up is no fault of its own', async () => {
  const folder = join(await newFolder(), 'out')
  const path = join(folder, 'events.csv')
  await expect(PartFile.begin(path, '{}')).rejects.toMatchObject({ notice: { code: 'export-not-written' } })
  const there = join(await newFolder(), 'events.csv')
  const part = await PartFile.begin(there, '{}')
  await part.write(new Uint8Array(9))
  renameSync(join(there, '..'), folder)
  writeFileSync(join(there, '..'), 'a file now')
  await expect(part.finish()).rejects.toMatchObject({ notice: { code: 'export-not-written' } })
  await expect(part.giveUp(false)).resolves.toBeUndefined()
})
