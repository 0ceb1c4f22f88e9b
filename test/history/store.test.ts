import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../shared/time.ts'
import { History } from '../../server/history/store.ts'
import { all, newFolder, openHistory, textOf, until, written } from './histories.ts'
import { BASE, changed, ended, joined, minute, NOTHING, stepOf } from './steps.ts'

describe('intervals', () => {
  it('a change closes one and opens the next, each with its own reports', async () => {
    const { history } = await openHistory(await newFolder())
    const at = (s: number): number => BASE + s * SECOND
    const since = BASE
    history.record('tap', stepOf(joined({ host: 5, at: since })), since)
    history.record('tap', stepOf(changed({ host: 5, at: at(10), since, heard: at(8), reports: 4 }, [9])), at(10))
    history.record(
      'tap',
      stepOf(changed({ host: 5, at: at(20), since, heard: at(17), reports: 6 }, [7, 8], [9])),
      at(20),
    )
    const last = ended('left', { host: 5, at: at(50), since, heard: at(47), reports: 16 })
    history.record('tap', stepOf({ ...last, mode: 'INCLUDE', sources: [], before: last.before }), at(50))
    await written(history)
    const rows = await all(history.memberships({}))
    expect(
      rows.map((row) => [row.firstJoinAt - BASE, row.lastReportAt! - BASE, (row.endedAt ?? 0) - BASE, row.reports]),
    ).toEqual([
      [0, 8_000, 10_000, 4],
      [10_000, 17_000, 20_000, 2],
      [20_000, 47_000, 50_000, 10],
    ])
    expect(rows.map(({ endReason }) => endReason)).toEqual(['source-changed', 'source-changed', 'left'])
    expect(rows.map(({ mode }) => mode)).toEqual(['EXCLUDE', 'INCLUDE', 'EXCLUDE'])
    expect(rows.map(({ sources }) => sources)).toEqual([[], ['0.0.0.9'], []])
    const events = await all(history.events({ filter: 'type:changed' }))
    expect(events.map(({ sources }) => sources)).toEqual([['0.0.0.9'], ['0.0.0.7', '0.0.0.8']])
  })

  it('two hosts with one address, and two without, are kept apart by MAC', async () => {
    const { history } = await openHistory(await newFolder())
    const one = joined({ host: 5, at: BASE })
    const other = { ...one, host: { ...one.host, mac: null } }
    history.record('tap', stepOf(one, other), BASE)
    history.record('tap', stepOf(ended('left', { host: 5, at: BASE + SECOND, since: BASE })), BASE + SECOND)
    await written(history)
    const rows = await all(history.memberships({}))
    expect(rows.map(({ mac, endReason }) => [mac, endReason])).toEqual([
      ['02:00:00:00:00:05', 'left'],
      [null, 'still-member'],
    ])
  })

  it('ten thousand that begin and end at one moment are all found again', async () => {
    const { history } = await openHistory(await newFolder())
    const hosts = Array.from({ length: 10_000 }, (_, host) => host)
    history.record('tap', stepOf(...hosts.map((host) => joined({ host, at: BASE }))), BASE)
    const end = BASE + 5
    history.record('tap', stepOf(...hosts.map((host) => ended('expired', { host, at: end, since: BASE }))), end)
    await written(history)
    const rows = await all(history.memberships({}))
    expect(rows).toHaveLength(hosts.length)
    expect(new Set(rows.map(({ host }) => host)).size).toBe(hosts.length)
    for (const row of rows) expect([row.firstJoinAt, row.endedAt, row.endReason]).toEqual([BASE, end, 'expired'])
    expect(await history.count('events', { from: end, to: end + 1 })).toBe(hosts.length)
  })
})

describe('a restart', () => {
  it('clean: what lasted is closed at the last moment of its source, and a gap leads to the next run', async () => {
    const folder = await newFolder()
    const first = await openHistory(folder)
    first.history.record('tap', stepOf(joined({ host: 5, at: BASE })), BASE)
    first.history.record('tap', NOTHING, BASE + 30 * SECOND)
    await first.history.stop()
    expect(first.history.status().state).toBe('stopped')

    const { history } = await openHistory(folder)
    const back = BASE + MINUTE
    history.record('tap', stepOf(joined({ host: 5, at: back })), back)
    await written(history)
    const rows = await all(history.memberships({}))
    expect(rows.map((row) => [row.firstJoinAt, row.endedAt, row.endReason])).toEqual([
      [BASE, BASE + 30 * SECOND, 'monitor-stopped'],
      [back, null, 'still-member'],
    ])
    const events = await all(history.events({}))
    expect(events.map(({ event }) => event)).toEqual(['joined', 'gap', 'joined'])
    expect(events[1]).toMatchObject({
      at: BASE + 30 * SECOND,
      segment: 'tap',
      reason: `monitor-stopped until ${new Date(back).toISOString()}`,
    })
  })

  it('a source that is never seen again leaves one gap, however often the server starts', async () => {
    const folder = await newFolder()
    const first = await openHistory(folder)
    first.history.record('tap', stepOf(joined({ host: 5, at: BASE })), BASE)
    await first.history.stop()
    for (let run = 0; run < 2; run += 1) await (await openHistory(folder)).history.stop()
    const { history } = await openHistory(folder)
    expect(await history.count('events', { filter: 'type:gap' })).toBe(1)
  })

  it('a file that is read again has its intervals again, not longer ones', async () => {
    const folder = await newFolder()
    for (let run = 0; run < 2; run += 1) {
      const { history } = await openHistory(folder)
      history.record('file', stepOf(joined({ host: 5, at: BASE })), BASE)
      const end = BASE + 10 * SECOND
      history.record('file', stepOf(ended('left', { host: 5, at: end, since: BASE })), end)
      await history.stop()
    }
    const { history } = await openHistory(folder)
    const rows = await all(history.memberships({}))
    expect(rows.map(({ duration, endReason }) => [duration, endReason])).toEqual([
      [10_000, 'left'],
      [10_000, 'left'],
    ])
  })
})

describe('reading', () => {
  it('takes what touches the range, and what the filter says', async () => {
    const { history } = await openHistory(await newFolder())
    for (let host = 0; host < 10; host += 1) {
      const at = BASE + host * MINUTE
      history.record('tap', stepOf(joined({ host, at })), at)
      history.record('tap', stepOf(ended('left', { host, at: at + 30 * SECOND, since: at })), at + 30 * SECOND)
    }
    await written(history)
    const hosts = async (query: Parameters<History['memberships']>[0]): Promise<string[]> =>
      (await all(history.memberships(query))).map(({ host }) => host)
    const from = BASE + 2 * MINUTE + 10 * SECOND
    const to = BASE + 4 * MINUTE
    expect(await hosts({ from, to })).toEqual(['10.0.0.2', '10.0.0.3'])
    expect(await hosts({ from, to: to + 1 })).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.4'])
    expect(await hosts({ filter: 'host:10.0.0.8/30' })).toEqual(['10.0.0.8', '10.0.0.9'])
    expect(await hosts({ filter: 'age:>1m' })).toEqual([])
    const events = await all(history.events({ from, to }))
    expect(events.map(({ host, event }) => `${host} ${event}`)).toEqual([
      '10.0.0.2 left',
      '10.0.0.3 joined',
      '10.0.0.3 left',
    ])
    await expect(all(history.events({ filter: 'hosts:>3' }))).rejects.toThrow(
      'The history cannot be read (This list has no field hosts). Remedy: `rollcall check` tells whether its file is sound.',
    )
    await expect(textOf(history.fileOf('events', {}, { zone: 'Mars/Olympus' }))).rejects.toThrow('no time zone Mars')
  })

  it('goes on while rows are written, and leaves out and doubles nothing', async () => {
    const { history } = await openHistory(await newFolder())
    const total = 6_000
    let wrote = 0
    const write = (count: number): void => {
      for (let n = 0; n < count; n += 1, wrote += 1) {
        const at = BASE + wrote
        history.record('tap', stepOf(joined({ host: wrote, at })), at)
        const end = at + 500
        if (wrote >= 500) {
          const host = wrote - 500
          history.record('tap', stepOf(ended('left', { host, at: end - 500, since: BASE + host })), at)
        }
      }
    }
    write(total / 2)
    await written(history)
    const seen: string[] = []
    for await (const rows of history.memberships({})) {
      seen.push(...rows.map(({ host }) => host))
      write(300)
      await written(history)
    }
    expect(wrote).toBeGreaterThan(total / 2)
    // What was there when the reading began, each once.
    expect(seen).toHaveLength(total / 2)
    expect(new Set(seen).size).toBe(total / 2)
  })

  it('ends when nobody wants more, and others go on', async () => {
    const { history } = await openHistory(await newFolder())
    for (let host = 0; host < 5_000; host += 1) {
      history.record('tap', stepOf(joined({ host, at: BASE + host })), BASE + host)
    }
    await written(history)
    const long = history.fileOf('events', {})
    const first = await long.next()
    expect(first.done).toBe(false)
    await long.return()
    expect((await long.next()).done).toBe(true)
    const given = history.memberships({})
    expect((await given.next()).done).toBe(false)
    await given.return()
    expect(await history.count('events', {})).toBe(5_000)
  })

  it('a file without rows has its header', async () => {
    const { history } = await openHistory(await newFolder())
    expect(await textOf(history.fileOf('events', {}))).toMatch(/^time_utc,epoch_ms,[a-z_,]+\r\n$/)
  })

  it('gives totals by minute', async () => {
    const { history } = await openHistory(await newFolder())
    const minutes = [minute(BASE, { groups: 2, joins: 3 }), minute(BASE + MINUTE, { groups: 1 })]
    history.record('tap', { ...NOTHING, minutes }, BASE + 2 * MINUTE)
    // The same minute again, after a restart within it: sizes are the newer ones, what was counted adds up.
    history.record('tap', { ...NOTHING, minutes: [minute(BASE, { groups: 5, joins: 1 })] }, BASE + 2 * MINUTE)
    await written(history)
    const rows = await history.minutes(BASE, BASE + MINUTE)
    expect(rows).toMatchObject([{ at: BASE, source: 'tap', groups: 5, joins: 4 }])
    expect(await history.minutes(BASE, BASE + 2 * MINUTE)).toHaveLength(2)
  })
})

it('the folder is for its owner alone', async () => {
  const folder = join(await newFolder(), 'deep', 'data')
  await openHistory(folder)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

it('a gap in the capture is an event', async () => {
  const { history } = await openHistory(await newFolder())
  history.gap('tap', BASE, BASE + MINUTE, 'waiting')
  await until(() => history.status().queued === 0)
  const [gap] = await all(history.events({}))
  expect(gap).toMatchObject({ event: 'gap', at: BASE, reason: 'waiting until 2026-03-01T12:01:00.000Z' })
})
