import { execFileSync } from 'node:child_process'
import { afterEach, expect, it, vi } from 'vitest'
import type { Notice } from '../../../shared/notice.ts'
import { History } from '../../../server/history/store.ts'
import { all, newFolder, until } from '../histories.ts'
import { BASE, joined, stepOf } from '../steps.ts'

/** Many rounds of waiting, on a machine that others use too. */
const LONG = { timeout: 120_000 }
/** A file system of its own, so that it can be full. */
let mounted: string | null = null
let history: History | null = null
afterEach(async () => {
  await history?.stop()
  if (mounted) execFileSync('umount', [mounted])
  mounted = null
  vi.restoreAllMocks()
})

function mountSmall(folder: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' })
    mounted = folder
    return true
  } catch (error) {
    console.warn(`SKIPPED: the full disk needs a small tmpfs, and this user may not mount one (${String(error)})`)
    return false
  }
}

it(
  'a full disk: waits, says so, loses no more than the queue cannot hold, and goes on when there is room',
  LONG,
  async (test) => {
    const folder = await newFolder()
    if (!mountSmall(folder, '1m')) test.skip('this user may not mount a small tmpfs')
    const notices: (string | undefined)[] = []
    history = await History.open({
      folder,
      queue: 30_000,
      tables: () => null,
      onNotice: (notice) => notices.push(notice?.code),
    })
    let host = 0
    const write = (count: number): void => {
      for (const end = host + count; host < end; host += 1) {
        history?.record('tap', stepOf(joined({ host, at: BASE + host })), BASE + host)
      }
    }
    const full = (): boolean => history?.status().notice?.code === 'history-disk-full'
    while (!full()) {
      write(500)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(history.status()).toMatchObject({ state: 'behind', dropped: 0 })
    const fitted = host
    // More than the queue holds: now something is lost, and counted.
    write(40_000)
    const lost = history.status().dropped
    expect(lost).toBeGreaterThan(0)
    expect(lost).toBeLessThan(40_000)
    expect(history.status().notice?.code).toBe('history-disk-full')

    execFileSync('mount', ['-o', 'remount,size=64m', folder])
    await until(() => history?.status().state === 'open' && history.status().queued === 0)
    expect(history.status().dropped).toBe(lost)
    const rows = await all(history.memberships({}))
    expect(rows).toHaveLength(fitted + 40_000 - lost)
    const gap = (await all(history.events({ filter: 'type:gap' }))).map(({ reason }) => reason)
    expect(gap).toHaveLength(1)
    expect(gap[0]).toMatch(new RegExp(`, ${lost} changes lost$`))
    expect(notices).toEqual(['history-disk-full', undefined])

    write(10)
    await until(() => history?.status().queued === 0)
    expect((await all(history.memberships({}))).filter((row) => row.endReason === 'still-member')).toHaveLength(10)
  },
)

it('a disk that is full at the start: waits, and has everything when there is room', LONG, async (test) => {
  const folder = await newFolder()
  if (!mountSmall(folder, '24k')) test.skip('this user may not mount a small tmpfs')
  history = await History.open({ folder, tables: () => null, onNotice: () => undefined })
  expect(history.status()).toMatchObject({ state: 'behind', notice: { code: 'history-disk-full' } })
  history.record('tap', stepOf(joined({ host: 1, at: BASE })), BASE)
  execFileSync('mount', ['-o', 'remount,size=64m', folder])
  await until(() => history?.status().state === 'open' && history.status().queued === 0)
  expect(await history.count('memberships', {})).toBe(1)
})

it(
  'a disk that is full to the end: it stops, says how much is lost, and no timer holds the process',
  LONG,
  async (test) => {
    const folder = await newFolder()
    if (!mountSmall(folder, '1m')) test.skip('this user may not mount a small tmpfs')
    const notices: Notice[] = []
    history = await History.open({
      folder,
      queue: 30_000,
      tables: () => null,
      onNotice: (notice) => notice && notices.push(notice),
    })
    const timers = vi.spyOn(globalThis, 'setInterval')
    let host = 0
    while (history.status().notice?.code !== 'history-disk-full') {
      for (const end = host + 500; host < end; host += 1)
        history.record('tap', stepOf(joined({ host, at: BASE + host })), BASE + host)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await history.stop()
    expect(timers).not.toHaveBeenCalled()
    const { queued, state } = history.status()
    expect(state).toBe('stopped')
    expect(queued).toBeGreaterThan(0)
    expect(notices.at(-1)).toMatchObject({ code: 'history-unwritten', values: { lost: queued } })

    execFileSync('mount', ['-o', 'remount,size=64m', folder])
    history = await History.open({ folder, tables: () => null, onNotice: () => undefined })
    expect(history.status()).toMatchObject({ state: 'open', notice: null })
    expect(await history.count('memberships', {})).toBe(host - queued)
  },
)
