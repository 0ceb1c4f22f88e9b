import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PastFile } from '../../../server/history/past-file.ts'
import type { PastReading } from '../../../server/history/past-reading.ts'
import type { History } from '../../../server/history/store.ts'
import type { MinuteCounts } from '../../../server/membership/step.ts'
import { MINUTE } from '../../../shared/time.ts'
import { newFolder, openHistory, textOf, written } from '../histories.ts'
import { BASE, minute, NOTHING } from '../steps.ts'

/* The minute that is not over is in the file in parts. */

const part = (joins: number): MinuteCounts => minute(BASE + MINUTE, { groups: joins, joins })

/** A whole minute and ten seconds of the next one. */
async function cut(history: History): Promise<void> {
  history.record('tap', { ...NOTHING, minutes: [minute(BASE, { joins: 1 })] }, BASE + MINUTE)
  history.record('tap', { ...NOTHING, minutes: [part(2)] }, BASE + MINUTE + 5_000)
  history.record('tap', { ...NOTHING, minutes: [part(3)] }, BASE + MINUTE + 10_000)
  await written(history)
}
const QUERY = { from: BASE, to: BASE + 2 * MINUTE, step: MINUTE, filter: '', tail: [] }
/** As the file of counts has them. */
async function joinsIn(history: PastReading): Promise<(string | undefined)[]> {
  const [names = '', ...rows] = (await textOf(history.fileOf('counts', {}))).trim().split(/\r?\n/)
  const column = names.split(',').indexOf('joins')
  return rows.map((row) => row.split(',')[column])
}
const TAP = { tap: 'tap', minutes: [], running: true, blind: null }

it('while it runs no part is taken for all of it, and the whole one is told by the monitor', async () => {
  const { history } = await openHistory(await newFolder())
  await cut(history)
  expect((await history.counts({ ...QUERY, tail: [TAP] })).flows.joins).toEqual([1])
  const minutes = [{ at: BASE / MINUTE + 1, sizes: [9, 9, 9], flows: [9] }]
  expect((await history.counts({ ...QUERY, tail: [{ ...TAP, minutes }] })).flows.joins).toEqual([1, 9])
})

it('after a stop it is what came so far, in the file of counts too, and the next run adds what it sees of it', async () => {
  const folder = await newFolder()
  const first = await openHistory(folder)
  await cut(first.history)
  // It may go on.
  expect(await joinsIn(first.history)).toEqual(['1'])
  await first.history.stop()
  const past = new PastFile(folder)
  expect(await joinsIn(past)).toEqual(['1', '5'])
  await past.stop()

  const { history } = await openHistory(folder)
  expect(await joinsIn(history)).toEqual(['1', '5'])
  expect((await history.counts(QUERY)).flows.joins).toEqual([1, 5])
  history.record('tap', { ...NOTHING, minutes: [part(4)] }, BASE + 2 * MINUTE)
  await written(history)
  expect((await history.counts(QUERY)).flows.joins).toEqual([1, 9])
  expect(await joinsIn(history)).toEqual(['1', '9'])
})

it('after a kill too, when the next run has begun', async () => {
  const [folder, killed] = [await newFolder(), await newFolder()]
  const { history } = await openHistory(folder)
  await cut(history)
  for (const part of ['', '-wal']) copyFileSync(history.file + part, join(killed, `rollcall.db${part}`))
  const { history: next } = await openHistory(killed)
  expect(await joinsIn(next)).toEqual(['1', '5'])
})
