import { describe, expect, it } from 'vitest'
import { SECOND } from '../../shared/time.ts'
import { historyMemory } from '../../server/history/history-memory.ts'
import { all, newFolder, openHistory, written } from './histories.ts'
import { BASE, ended, joined, stepOf } from './steps.ts'

const MIB = 1_024 ** 2

describe('what the threads of the history may remember', () => {
  it.each([
    ['as much as is of use where nobody says', undefined, { pagesKib: 65_536, names: 1_000_000, groups: 400_000 }],
    ['no more of a large bound', 1_024 * MIB, { pagesKib: 65_536, names: 1_000_000, groups: 400_000 }],
    ['a share of a small one', 100 * MIB, { pagesKib: 20_480, names: 318_317, groups: 106_496 }],
  ])('%s', (_, bytes, memory) => {
    expect(historyMemory(bytes)).toEqual(memory)
  })

  it('what is forgotten is read again: each host and group keeps its number', async () => {
    // Room for the pages of one row and for two names.
    const { history } = await openHistory(await newFolder(), { memory: 600 })
    const hosts = [1, 2, 3, 4, 5]
    const at = BASE + 10 * SECOND
    history.record('tap', stepOf(...hosts.map((host) => joined({ host, group: host, at: BASE }))), BASE)
    await written(history)
    history.record('tap', stepOf(...hosts.map((host) => ended('left', { host, group: host, at, since: BASE }))), at)
    await written(history)
    const rows = await all(history.memberships({}))
    expect(rows.map(({ firstJoinAt, endedAt, endReason }) => [firstJoinAt, endedAt, endReason])).toEqual(
      hosts.map(() => [BASE, at, 'left']),
    )
    expect(new Set(rows.map(({ host }) => host)).size).toBe(hosts.length)
  })
})
