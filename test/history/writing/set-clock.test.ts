import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, it, vi } from 'vitest'
import { notice } from '../../../shared/notice.ts'
import { HOUR, MINUTE } from '../../../shared/time.ts'
import type { FromWriter } from '../../../server/history/protocol.ts'
import { KEEP } from '../../../server/history/upkeep/keep.ts'
import { historyMemory } from '../../../server/history/history-memory.ts'
import { WriterThread } from '../../../server/history/writer-thread.ts'
import { Pulse } from '../../../server/history/writing/pulse.ts'
import { newFolder, openHistory, until, written } from '../histories.ts'
import { BASE, joined, stepOf } from '../steps.ts'

/* The clock of the machine is set back by an hour while the history is written: nothing waits for an hour. */

afterEach(() => vi.restoreAllMocks())

function setBack(): void {
  const real = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => real() - HOUR)
}

it('the clocks of sources are kept, though nothing happens', async () => {
  const { history } = await openHistory(await newFolder())
  history.record('tap', stepOf(joined({ host: 1, at: BASE })), BASE)
  await written(history)
  setBack()
  history.record('tap', stepOf(), BASE + 5_000)
  const db = new Database(history.file, { readonly: true })
  const clock = db.prepare('SELECT last_at FROM source').pluck()
  await until(() => clock.get() === BASE + 5_000)
  db.close()
})

it('findings that last are told anew each minute', () => {
  let even = 0
  vi.spyOn(performance, 'now').mockImplementation(() => even)
  const pulse = new Pulse(() => undefined)
  const told: boolean[] = [pulse.takeFindings()]
  setBack()
  for (even = MINUTE / 2; even <= 2 * MINUTE; even += MINUTE / 2) told.push(pulse.takeFindings())
  expect(told).toEqual([true, false, true, false, true])
})

it('a second file that turns out to be damaged is set aside too, once the readers of the first are gone', async () => {
  const folder = await newFolder()
  const said: FromWriter['say'][] = []
  const role = {
    role: 'writer',
    folder,
    locked: true,
    file: 'rollcall.db',
    keep: KEEP,
    memory: historyMemory(),
  } as const
  const thread = new WriterThread(role, ({ say }) => void said.push(say))
  thread.open()
  const damaged = notice('history-damaged', { file: join(folder, 'rollcall.db'), detail: 'for the test' })
  const even = vi.spyOn(performance, 'now').mockReturnValue(100_000)
  thread.hear({ say: 'damaged', notice: damaged })
  setBack()
  even.mockReturnValue(105_000)
  thread.hear({ say: 'damaged', notice: damaged })
  expect(said.filter((say) => say === 'renewed')).toHaveLength(1)
  even.mockReturnValue(111_000)
  thread.hear({ say: 'damaged', notice: damaged })
  expect(said.filter((say) => say === 'renewed')).toHaveLength(2)
  thread.hear({ say: 'stop' })
  expect(said.at(-1)).toBe('stopped')
})
