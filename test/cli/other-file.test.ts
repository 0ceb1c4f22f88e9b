import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mustBeOther } from '../../server/cli/other-file.ts'
import { newFolder } from '../history/histories.ts'

it('nothing is written over the history itself, whatever its path', async () => {
  const folder = await newFolder()
  const own = [
    'rollcall.db',
    'rollcall.db-wal',
    'rollcall.db-shm',
    'lock',
    'server.json',
    'token',
    'users.json',
    'audit.jsonl.1',
    'audit-viewers.jsonl',
    'audit-refused.jsonl.4',
  ]
  for (const name of [...own, 'copy.db']) writeFileSync(join(folder, name), name)
  const around = join(await newFolder(), 'around')
  symlinkSync(folder, around)
  linkSync(join(folder, 'rollcall.db'), join(around, 'hard.db'))
  for (const name of [...own, 'hard.db']) {
    expect(() => mustBeOther(join(around, name), folder)).toThrow(/ or belongs to it\. Remedy: another name\.$/)
  }
  mkdirSync(join(folder, 'sub'))
  symlinkSync(join(folder, 'rollcall.db'), join(folder, 'link.db'))
  // A link is replaced by what is written, and what it leads to stays.
  for (const name of ['copy.db', 'new.db', 'sub', 'link.db']) {
    expect(() => mustBeOther(join(folder, name), folder)).not.toThrow()
  }
})
