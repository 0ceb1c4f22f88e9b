import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/time.ts'
import { all, newFolder, openHistory, until, written } from '../histories.ts'
import { leave, query, says, START, v2, Wire } from '../../membership/wire.ts'
import { BASE, ended, joined, NOTHING, stepOf } from '../steps.ts'

const JUMPS = [
  ['an hour', HOUR],
  ['a day', DAY],
] as const

describe('a clock that was set', () => {
  it.each(JUMPS)('back by %s: what lasted ends there, and what comes keeps its own times', async (_, by) => {
    const { history } = await openHistory(await newFolder())
    const set = BASE + MINUTE
    const anew = set - by
    history.record('tap', stepOf(joined({ host: 5, at: BASE }), joined({ host: 6, at: BASE })), BASE)
    history.record('tap', stepOf(ended('left', { host: 6, at: BASE + 30 * SECOND, since: BASE })), BASE + 30 * SECOND)
    history.record('tap', NOTHING, set)
    history.setBack('tap', set, anew)
    history.record('tap', stepOf(joined({ host: 5, at: anew + SECOND })), anew + SECOND)
    history.record(
      'tap',
      stepOf(ended('left', { host: 5, at: anew + 9 * SECOND, since: anew + SECOND })),
      anew + 9 * SECOND,
    )
    history.record('tap', stepOf(joined({ host: 7, at: anew + 10 * SECOND })), anew + 10 * SECOND)
    await written(history)
    const rows = await all(history.memberships({}))
    const told = rows.map((row) => [row.host, row.firstJoinAt - BASE, row.endedAt && row.endedAt - BASE, row.endReason])
    expect(told.sort()).toEqual(
      [
        ['10.0.0.5', 0, MINUTE, 'gap'],
        ['10.0.0.5', MINUTE - by + SECOND, MINUTE - by + 9 * SECOND, 'left'],
        ['10.0.0.6', 0, 30 * SECOND, 'left'],
        ['10.0.0.7', MINUTE - by + 10 * SECOND, null, 'still-member'],
      ].sort(),
    )
    // In the order of time, each with an id of its own.
    const events = await all(history.events({}))
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(new Set(events.map(({ sequence }) => sequence)).size).toBe(events.length)
    expect(events.find(({ event }) => event === 'gap')).toMatchObject({
      at: set,
      reason: expect.stringMatching(/^clock-set-back/),
    })
    await history.stop()
  })

  it.each(JUMPS)('on by %s: the time between is a gap, and what lasted goes on', async (_, by) => {
    const { history } = await openHistory(await newFolder())
    history.record('tap', stepOf(joined({ host: 5, at: BASE })), BASE)
    history.record('tap', NOTHING, BASE + MINUTE)
    history.gap('tap', BASE + MINUTE, BASE + MINUTE + by, 'asleep')
    const end = BASE + 2 * MINUTE + by
    history.record('tap', stepOf(ended('left', { host: 5, at: end, since: BASE })), end)
    await written(history)
    const [row] = await all(history.memberships({}))
    expect(row).toMatchObject({ firstJoinAt: BASE, endedAt: end, endReason: 'left' })
    const gaps = await all(history.gaps({}))
    expect(gaps.filter(({ to }) => to !== null)).toEqual([
      { source: 'tap', from: BASE + MINUTE, to: BASE + MINUTE + by },
    ])
  })

  it.each(JUMPS)('back by %s while nobody watched: the next run begins before the end of the last', async (_, by) => {
    const folder = await newFolder()
    const first = await openHistory(folder)
    first.history.record('tap', stepOf(joined({ host: 5, at: BASE })), BASE)
    first.history.record('tap', NOTHING, BASE + MINUTE)
    await first.history.stop()
    const { history } = await openHistory(folder)
    const anew = BASE + MINUTE - by
    history.record('tap', stepOf(joined({ host: 5, at: anew })), anew)
    await written(history)
    const rows = await all(history.memberships({}))
    expect(rows.map((row) => [row.firstJoinAt - BASE, row.endedAt && row.endedAt - BASE, row.endReason])).toEqual([
      [0, MINUTE, 'monitor-stopped'],
      [MINUTE - by, null, 'still-member'],
    ])
    // Nothing is missing between them; after the last moment nothing is known yet.
    const gaps = await all(history.gaps({}))
    expect(gaps.filter(({ from, to }) => to === null || to > from)).toEqual([{ source: 'tap', from: anew, to: null }])
  })

  it.each(JUMPS)(
    'back by %s: what the table still holds goes on by the new clock, and nobody is counted twice',
    async (_, by) => {
      const wire = new Wire()
      const { history } = await openHistory(await newFolder(), { tables: () => wire.tap.table })
      const tell = (step: ReturnType<Wire['step']>): void => history.record('tap', step, wire.tap.table.clock)
      tell(wire.step(0, '10.0.10.1', query({ version: 2 })))
      for (const host of ['10.0.10.11', '10.0.10.12']) tell(wire.step(1, host, v2('239.1.1.1')))
      tell(wire.step(2, '10.0.10.13', says('TO_EX', '239.1.1.2')))
      tell(wire.advance(60))
      const from = wire.tap.table.clock
      const to = from - by
      history.setBack('tap', from, to)
      wire.tap.roll.setBack(to)
      const seconds = (to - START) / SECOND
      // One leaves before the history was told of it, one joins.
      tell(wire.step(seconds + 1, '10.0.10.12', leave('239.1.1.1')))
      tell(wire.step(seconds + 2, '10.0.10.14', v2('239.1.1.1')))
      await written(history)
      await until(() => history.status().queued === 0)
      tell(wire.step(seconds + 30, '10.0.10.11', leave('239.1.1.1')))
      await written(history)
      const rows = await all(history.memberships({}))
      const inSeconds = (at: number | null): number | null => (at === null ? null : (at - to) / SECOND)
      expect(
        rows
          .filter(({ firstJoinAt }) => firstJoinAt >= to && firstJoinAt < to + by / 2)
          .map((row) => [row.host, inSeconds(row.firstJoinAt), inSeconds(row.endedAt), row.endReason])
          .sort(),
      ).toEqual([
        ['10.0.10.11', 0, 30, 'left'],
        ['10.0.10.12', 0, 1, 'left'],
        ['10.0.10.13', 0, null, 'still-member'],
        ['10.0.10.14', 2, null, 'still-member'],
      ])
      for (const { firstJoinAt, endedAt, duration } of rows) {
        expect(endedAt ?? Infinity).toBeGreaterThanOrEqual(firstJoinAt)
        expect(duration).toBeGreaterThanOrEqual(0)
      }
      await history.stop()
    },
  )
})
