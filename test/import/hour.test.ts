import { describe, expect, it } from 'vitest'
import type { History } from '../../server/history/store.ts'
import { all, newFolder, openHistory } from '../history/histories.ts'
import { HOUR, IMPORTED_AT, put, replayed } from './captures.ts'

/** All that a history tells. `sequence` is the place in one file, where live rows have others beside them. */
async function told(history: History, filter = '') {
  const memberships = await all(history.memberships({ filter }))
  const events = await all(history.events({ filter }))
  const minutes = await history.minutes(0, Date.UTC(2100, 0, 1))
  const { rows: findings } = await history.findings({ filter, offset: 0, limit: 1_000 })
  const queries = await all(history.queries({}))
  return { memberships, events, minutes, findings, queries }
}

describe('the hour', () => {
  it('is in the history as if it had been live', async () => {
    const live = await newFolder()
    await replayed(live, 'hour', HOUR)
    const expected = await told((await openHistory(live)).history)
    expect(expected.memberships.length).toBeGreaterThan(30)
    expect(expected.queries.length).toBeGreaterThan(10)
    expect(expected.findings.length).toBeGreaterThan(0)

    const { history } = await openHistory(await newFolder())
    const { known, row } = await put(history, [HOUR])
    expect(known).toBe(false)
    expect(row).toMatchObject({
      name: 'hour',
      files: ['hour.pcap'],
      state: 'done',
      importedAt: IMPORTED_AT,
      frames: 3_932,
      igmp: 912,
      cut: null,
    })
    const imported = await told(history)
    // A server that stopped leaves a gap behind it; a capture has an end.
    const gap = expected.events.pop()
    expect(gap).toMatchObject({ event: 'gap', reason: 'monitor-stopped' })
    expect(imported).toEqual(expected)
    expect(await all(history.gaps({}))).toEqual([])
  })
})
