import { spawn } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { FILE_NAME, openAsItIs } from '../../../server/history/file/sqlite.ts'
import { all, newFolder, openHistory } from '../histories.ts'

const CHILD = fileURLToPath(new URL('child-writer.ts', import.meta.url))
/** What a snapshot of the file system has: the files at one instant, without the memory of who writes them. */
const PARTS = ['', '-wal']
const moments = Array.from({ length: 5 }, () => 20 + Math.floor(Math.random() * 300))

/** A child that starts, on a machine that others use too. */
const LONG = 120_000

/* As after a power cut: what the system had of the files at one moment, which is that of a process that is held. */
it.each(moments)(
  'copied after %i rounds, at one moment: the copy opens, is sound and lacks nothing of what was told',
  async (rounds) => {
    const [folder, copy] = [await newFolder(), await newFolder()]
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.once('close', resolve))
    let told = 0
    let count = 0
    for await (const line of createInterface(child.stdout)) {
      told = Number(line.split(' ')[1])
      count += 1
      if (count < rounds) continue
      child.kill('SIGSTOP')
      break
    }
    for (const part of PARTS) {
      if (existsSync(join(folder, FILE_NAME + part)))
        copyFileSync(join(folder, FILE_NAME + part), join(copy, FILE_NAME + part))
    }
    child.kill('SIGKILL')
    await ended

    const file = openAsItIs(join(copy, FILE_NAME), 'write')
    expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
    file.close()
    const { history } = await openHistory(copy)
    expect(history.status()).toMatchObject({ state: 'open', notice: null })
    expect((await all(history.memberships({}))).length).toBeGreaterThanOrEqual(told)
  },
  LONG,
)
