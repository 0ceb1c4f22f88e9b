import { expect, it } from 'vitest'
import { SECOND } from '../../../shared/time.ts'
import { all, newFolder, openHistory, written } from '../histories.ts'
import { BASE, ended, joined, stepOf } from '../steps.ts'

it('a membership that gave its place away ends as evicted, and is no event of the network', async () => {
  const { history } = await openHistory(await newFolder())
  const at = BASE + 30 * SECOND
  history.record('tap', stepOf(joined({ host: 5, at: BASE })), BASE)
  history.record('tap', stepOf(ended('evicted', { host: 5, at, since: BASE, heard: BASE + SECOND })), at)
  await written(history)
  const rows = await all(history.memberships({}))
  expect(rows.map(({ endedAt, endReason, lastReportAt }) => [endedAt, endReason, lastReportAt])).toEqual([
    [at, 'evicted', BASE + SECOND],
  ])
  expect((await all(history.events({}))).map(({ event }) => event)).toEqual(['joined'])
  // It comes back: that is another membership.
  history.record('tap', stepOf(joined({ host: 5, at: at + SECOND })), at + SECOND)
  await written(history)
  expect((await all(history.memberships({}))).map(({ endReason }) => endReason)).toEqual(['evicted', 'still-member'])
})
