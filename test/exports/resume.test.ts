import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExportOrder, ReadableHistory } from '../../server/exports/order.ts'
import { writeExport } from '../../server/exports/write.ts'
import type { FilePiece, HistoryQuery } from '../../server/history/store.ts'
import { DAY, HOUR, SECOND, type EpochMs } from '../../shared/time.ts'

/* A file that broke is gone on with, also where its times were given as so long ago. */

const NOW = Date.UTC(2026, 2, 1, 12)
const ROWS = 10
const PIN = 'the pin'

/** Each row tells what was asked for, so a file of two orders would be no whole. */
const history: ReadableHistory = {
  pin: () => Promise.resolve(PIN),
  count: () => Promise.resolve(ROWS),
  async *fileOf(_, { from, to, at, pin }: HistoryQuery, { skip = 0 } = {}): AsyncGenerator<FilePiece, void> {
    expect(pin).toBe(PIN)
    for (let row = skip; row < ROWS; row += 1) {
      await Promise.resolve()
      yield { bytes: Buffer.from(`${JSON.stringify([row, from, to, at])}\n`), rows: 1 }
    }
  },
}

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-resume-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

type Asked = (now: EpochMs) => Pick<ExportOrder, 'query' | 'ago'>
const orderOf = (asked: Asked, now: EpochMs): ExportOrder => ({
  ...{ name: 'events', gzip: false, options: { format: 'jsonl' } },
  ...asked(now),
})

async function broken(path: string, order: ExportOrder): Promise<void> {
  const writing = writeExport(history, order, path, { told: (rows) => rows < 4, keep: true })
  await expect(writing).rejects.toThrow()
}

describe('a part goes on a minute later', () => {
  it.each<[string, Asked]>([
    ['a range from so long ago', (now) => ({ query: { from: now - 7 * DAY }, ago: { from: '7d' } })],
    ['a range up to so long ago', (now) => ({ query: { from: 5, to: now - HOUR }, ago: { to: '1h' } })],
    ['both', (now) => ({ query: { from: now - DAY, to: now - HOUR }, ago: { from: '1d', to: '1h' } })],
    ['a moment so long ago', (now) => ({ query: { at: now - 12 * HOUR }, ago: { at: '12h' } })],
    ['now', () => ({ query: {} })],
    ['a time that stands', () => ({ query: { from: NOW - DAY } })],
  ])('of %s', async (_, asked) => {
    const [path, whole] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')]
    await broken(path, orderOf(asked, NOW))
    expect(await writeExport(history, orderOf(asked, NOW + 60 * SECOND), path, { resume: true })).toBe(ROWS)
    await writeExport(history, orderOf(asked, NOW), whole)
    expect(await readFile(path, 'utf8')).toBe(await readFile(whole, 'utf8'))
  })

  it.each<[string, Asked]>([
    ['other words', () => ({ query: { from: NOW - 7 * DAY }, ago: { from: '168h' } })],
    ['the time that they were', () => ({ query: { from: NOW - 7 * DAY } })],
    ['no time', () => ({ query: {} })],
  ])('not where it is asked for with %s', async (_, asked) => {
    const path = join(folder, 'a.jsonl')
    await broken(
      path,
      orderOf((now) => ({ query: { from: now - 7 * DAY }, ago: { from: '7d' } }), NOW),
    )
    await expect(writeExport(history, orderOf(asked, NOW), path, { resume: true })).rejects.toThrow(/no broken part/)
  })
})
