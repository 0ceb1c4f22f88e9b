import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { History } from '../../../server/history/store.ts'
import { all, newFolder, until } from '../histories.ts'
import { BASE, joined, stepOf } from '../steps.ts'

/** Many rounds of waiting, on a machine that others use too. */
const LONG = { timeout: 120_000 }
const quiet = { stdio: 'pipe' } as const
let mounted: string | null = null
let history: History | null = null
afterEach(async () => {
  await history?.stop()
  if (mounted) execFileSync('umount', [mounted], quiet)
  mounted = null
})

async function opened(folder: string): Promise<{ history: History; said: (string | undefined)[] }> {
  const said: (string | undefined)[] = []
  history = await History.open({ folder, tables: () => null, onNotice: (notice) => said.push(notice?.code) })
  return { history, said }
}

it(
  'a disk that becomes read-only: says so, ends all the same, and what was told is there afterwards',
  LONG,
  async (test) => {
    const place = await newFolder()
    const [image, folder] = [join(place, 'image'), join(place, 'data')]
    mkdirSync(folder)
    const mount = (): void => {
      execFileSync('mount', ['-o', 'loop', image, folder], quiet)
      mounted = folder
    }
    try {
      execFileSync('truncate', ['-s', '64m', image], quiet)
      execFileSync('mkfs.ext4', ['-q', image], quiet)
      mount()
    } catch (error) {
      console.warn(`SKIPPED: a disk that becomes read-only needs ext4 in a file, mounted (${String(error)})`)
      test.skip('no ext4 can be mounted here')
    }
    const before = await opened(folder)
    let host = 0
    const write = (count: number): void => {
      for (const end = host + count; host < end; host += 1) {
        before.history.record('tap', stepOf(joined({ host, at: BASE + host })), BASE + host)
      }
    }
    write(100)
    await until(() => before.history.status().queued === 0)
    // Told is with the system; what is on the disk outlives its error (`LogSync`).
    execFileSync('sync', ['-f', folder], quiet)
    // What the kernel does by itself after an error of the disk. It cannot be taken back while the disk is mounted.
    execFileSync('mount', ['-o', 'remount,abort', folder], quiet)
    write(50)
    await until(() => before.history.status().state === 'behind')
    expect(before.history.status()).toMatchObject({ queued: 50, dropped: 0 })
    expect(before.said).toEqual(['history-write-failed'])
    await before.history.stop()
    execFileSync('umount', [folder], quiet)
    mounted = null

    // Its status is 1 where it mended something, as after every such error.
    expect(spawnSync('e2fsck', ['-p', image]).status).toBeLessThanOrEqual(1)
    mount()
    const { history: after } = await opened(folder)
    expect(after.status()).toMatchObject({ state: 'open', notice: null })
    expect(await all(after.memberships({}))).toHaveLength(100)
  },
)
