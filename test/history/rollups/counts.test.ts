import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Segment } from '../../../server/decode/segment.ts'
import type { MinuteCounts } from '../../../server/membership/step.ts'
import { History, type CountsQuery } from '../../../server/history/store.ts'
import { MIGRATIONS } from '../../../server/history/file/schema.ts'
import { openForWriting } from '../../../server/history/file/sqlite.ts'
import type { Counts } from '../../../shared/counts.ts'
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts'
import { newFolder, openHistory, until, written } from '../histories.ts'
import { BASE, minute, NOTHING, segment } from '../steps.ts'

const YEAR = 365 * DAY
const OTHER: Segment = { family: 'ipv4', name: 'tap/20', vlans: [20] }
const SIX: Segment = { family: 'ipv6', name: 'tap/10', vlans: [10] }
const ELSEWHERE: Segment = { family: 'ipv4', name: 'far/10', vlans: [10] }

/** As a table tells them: what each minute since `BASE` held, of each segment. */
function record(history: History, source: string, minutes: readonly MinuteCounts[]): void {
  for (const one of minutes) history.record(source, { ...NOTHING, minutes: [one] }, one.at + MINUTE)
}
const run = (first: number, count: number, make: (i: number) => MinuteCounts): MinuteCounts[] =>
  Array.from({ length: count }, (_, i) => make(first + i))

const query = (more: Partial<CountsQuery>): CountsQuery => ({
  from: BASE,
  to: BASE + HOUR,
  step: MINUTE,
  filter: '',
  tail: [],
  ...more,
})
const rowsIn = (folder: string, table: 'hour_due' | 'tap_hour'): number => {
  const db = new Database(join(folder, 'rollcall.db'), { readonly: true })
  try {
    return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
  } finally {
    db.close()
  }
}
const dueIn = (folder: string): number => rowsIn(folder, 'hour_due')
/** A heartbeat commits, and a commit rolls up. */
const rolled = async (history: History, folder: string, due: number): Promise<void> => {
  // No further on than what is kept: age would take the minutes away.
  let clock = BASE + 40 * DAY
  await until(() => {
    history.record('heartbeat', NOTHING, (clock += 1))
    return dueIn(folder) <= due
  })
}
const growing = (i: number): MinuteCounts =>
  minute(BASE + i * MINUTE, { groups: i, hosts: 2 * i, memberships: 3 * i, joins: 1, reportsV3: i })

describe('counts over time', () => {
  it('by the minute', async () => {
    const { history } = await openHistory(await newFolder())
    record(history, 'tap', run(0, 10, growing))
    await written(history)
    const { sizes, flows, gaps, segments } = await history.counts(query({ to: BASE + 10 * MINUTE }))
    expect(segments).toBe(1)
    expect(sizes.groups.value).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(sizes.hosts.value.at(-1)).toBe(18)
    expect(flows.reportsV3).toEqual(sizes.groups.value)
    expect(gaps).toEqual([])
  })

  it('the roll-ups tell what the minutes told', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    // A gap within an hour, a segment that comes later, and one of IPv6.
    const wave = (i: number): MinuteCounts =>
      minute(BASE + i * MINUTE, { groups: 50 + ((i * 37) % 23), hosts: i % 11, memberships: i, leaves: i % 3 })
    record(history, 'tap', [...run(0, 130, wave), ...run(150, 120, wave)])
    record(
      history,
      'tap',
      run(70, 60, (i) => ({ ...growing(i), segment: OTHER })),
    )
    record(
      history,
      'tap',
      run(150, 120, (i) => ({ ...growing(i), segment: SIX, reportsV2: 2 })),
    )
    await written(history)
    const wide = query({ step: 30 * MINUTE, from: BASE, to: BASE + 270 * MINUTE })
    const before = await history.counts(wide)
    await rolled(history, folder, 1)
    const after = await history.counts(wide)
    expect(after).toEqual(before)
    expect(before.flows.mldV2.at(-1)).toBe(Array.from({ length: 30 }, (_, i) => 240 + i).reduce((a, b) => a + b))
    expect(before.flows.mldV1.at(-1)).toBe(60)
    expect(before.sizes.groups.within?.high.every((value, i) => value! >= before.sizes.groups.value[i]!)).toBe(true)
    const from = { from: BASE + 130 * MINUTE, to: BASE + 150 * MINUTE }
    expect(after.gaps).toEqual([{ ...from, why: null }])
  })

  it('what happened after the end of the range is not in its last step', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    record(history, 'tap', run(0, 130, growing))
    await written(history)
    const asked = query({ step: 10 * MINUTE, to: BASE + 25 * MINUTE })
    const before = await history.counts(asked)
    expect(before.flows.joins).toEqual([10, 10, 5])
    await rolled(history, folder, 1)
    expect(await history.counts(asked)).toEqual(before)
  })

  it('a minute that comes after its hour was rolled up is in it', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    record(history, 'tap', run(0, 70, growing))
    await written(history)
    await rolled(history, folder, 2)
    record(history, 'tap', [minute(BASE + 5 * MINUTE, { groups: 900, joins: 41 }), growing(70)])
    await written(history)
    const { sizes, flows } = await history.counts(query({ step: 10 * MINUTE, to: BASE + HOUR }))
    expect(sizes.groups.within?.high[0]).toBe(900)
    expect(flows.joins[0]).toBe(51)
    await rolled(history, folder, 2)
    expect((await history.counts(query({ step: 10 * MINUTE, to: BASE + HOUR }))).flows.joins[0]).toBe(51)
  })

  it.each<[string, number]>([
    ['', 4],
    ['vlan:10', 3],
    ['segment:tap/20', 1],
    ['source:far', 1],
    ['-source:far', 3],
    ['tap', 3],
    ['segment:nothing', 0],
  ])('of the segments that "%s" chooses', async (filter, groups) => {
    const { history } = await openHistory(await newFolder())
    for (const [name, place] of [
      ['tap', segment],
      ['tap', OTHER],
      ['tap', SIX],
      ['far', ELSEWHERE],
    ] as const) {
      record(history, name, [minute(BASE, { segment: place, groups: 1 })])
    }
    await written(history)
    const { sizes, segments } = await history.counts(query({ filter, to: BASE + MINUTE }))
    expect(segments).toBe(groups)
    expect(sizes.groups.value).toEqual([groups === 0 ? null : groups])
  })

  it('what is not in the file yet comes from the monitor, and not twice', async () => {
    const { history } = await openHistory(await newFolder())
    record(history, 'tap', run(0, 5, growing))
    await written(history)
    const told = (at: number) => ({ at: BASE / MINUTE + at, sizes: [77, 0, 0], flows: [7] })
    const tail = [{ tap: 'tap', minutes: [told(4), told(5)], running: false, blind: null }]
    const asked = query({ to: BASE + 6 * MINUTE, tail })
    const { sizes, flows } = await history.counts(asked)
    expect(sizes.groups.value).toEqual([0, 1, 2, 3, 4, 77])
    expect(flows.joins).toEqual([1, 1, 1, 1, 1, 7])
    // By segment the monitor does not know it.
    expect((await history.counts({ ...asked, filter: 'vlan:10' })).sizes.groups.value).toEqual([0, 1, 2, 3, 4])
  })

  it('says why nothing was captured', async () => {
    const { history } = await openHistory(await newFolder())
    record(history, 'tap', run(0, 3, growing))
    history.gap('tap', BASE + 3 * MINUTE, BASE + 5 * MINUTE, 'asleep')
    record(history, 'tap', run(5, 3, growing))
    await written(history)
    const { gaps } = await history.counts(query({ to: BASE + 8 * MINUTE }))
    expect(gaps).toEqual([{ from: BASE + 3 * MINUTE, to: BASE + 5 * MINUTE, why: 'asleep' }])
  })

  it('the roll-ups of sources tell by the minute what their segments told', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const wave = (i: number): MinuteCounts =>
      minute(BASE + i * MINUTE, { groups: 50 + ((i * 37) % 23), hosts: i % 11, memberships: i, leaves: i % 3 })
    const six = (i: number): MinuteCounts => ({ ...growing(i), segment: SIX, reportsV1: 9, reportsV2: 2 })
    const far = (i: number): MinuteCounts => ({ ...growing(i), segment: ELSEWHERE })
    record(history, 'tap', [...run(0, 130, wave), ...run(150, 120, wave)])
    record(history, 'tap', run(70, 60, six))
    record(history, 'far', run(100, 170, far))
    await written(history)
    // From within an hour to within another one; whole hours; steps of all kinds.
    const asked = [MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE].flatMap((step) =>
      [
        [0, 270],
        [30, 210],
        [60, 240],
      ].flatMap(([from = 0, to = 0]) =>
        ['', 'source:tap', 'vlan:10', 'source:far'].map((filter) =>
          query({ step, filter, from: BASE + from * MINUTE, to: BASE + to * MINUTE }),
        ),
      ),
    )
    const before = await Promise.all(asked.map((one) => history.counts(one)))
    expect(rowsIn(folder, 'tap_hour')).toBeLessThan(9)
    await rolled(history, folder, 2)
    expect(rowsIn(folder, 'tap_hour')).toBeGreaterThanOrEqual(7)
    const after = await Promise.all(asked.map((one) => history.counts(one)))
    expect(after).toEqual(before)
    expect(after[0]?.flows.mldV1[75]).toBe(2)
    expect(after[0]?.flows.reportsV1[75]).toBe(0)
  })

  it('a source whose older hours have no roll-up of their own is told by its segments there', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    record(history, 'tap', run(0, 250, growing))
    await written(history)
    await rolled(history, folder, 1)
    const asked = [MINUTE, 30 * MINUTE].map((step) => query({ step, to: BASE + 240 * MINUTE }))
    const before = await Promise.all(asked.map((one) => history.counts(one)))
    const db = new Database(join(folder, 'rollcall.db'))
    const gone = db.prepare('DELETE FROM tap_hour WHERE at < ?').run(BASE / HOUR + 2).changes
    db.close()
    expect(gone).toBe(2)
    expect(await Promise.all(asked.map((one) => history.counts(one)))).toEqual(before)
  })

  it('an hour of which the minutes of some segments are gone is told by its segments', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    record(history, 'tap', run(0, 70, growing))
    record(
      history,
      'tap',
      run(0, 70, (i) => ({ ...growing(i), segment: OTHER })),
    )
    await written(history)
    await rolled(history, folder, 1)
    const db = new Database(join(folder, 'rollcall.db'))
    db.exec('DELETE FROM minute WHERE segment = (SELECT min(id) FROM segment)')
    db.close()
    record(history, 'tap', [minute(BASE + 5 * MINUTE, { segment: OTHER, groups: 5, joins: 1 }), growing(71)])
    await written(history)
    await rolled(history, folder, 1)
    const { sizes } = await history.counts(query({ step: 10 * MINUTE, to: BASE + HOUR }))
    expect(sizes.groups.value).toEqual([18, 38, 58, 78, 98, 118])
  })

  it('knows the usual range from the roll-ups', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const day = (n: number) =>
      run(-40, 120, (i) => minute(BASE - n * DAY + i * MINUTE, { groups: 10 * n, hosts: n, memberships: 1 }))
    record(history, 'tap', [...day(3), ...day(2), ...day(1), ...run(0, 20, growing)])
    await written(history)
    const asked = query({ to: BASE + 20 * MINUTE })
    const before = await history.counts(asked)
    await rolled(history, folder, 1)
    const after = await history.counts(asked)
    expect(after).toEqual(before)
    expect(after.days).toEqual(Array.from({ length: 20 }, () => 3))
    expect(after.band.groups.low).toEqual(Array.from({ length: 20 }, () => 10))
    expect(after.band.groups.high).toEqual(Array.from({ length: 20 }, () => 30))
  })
})

describe('a file of version 3', () => {
  /** Two days of minutes, one of them before 1970: a capture with a broken clock. */
  function writeVersion3(file: string): void {
    const db = openForWriting(file, MIGRATIONS.slice(0, 3))
    db.exec(`INSERT INTO source VALUES (1, 'tap', ${BASE + MINUTE}); INSERT INTO source VALUES (2, 'old', -5000)`)
    db.exec(`INSERT INTO segment VALUES (1, 1, 'ipv4', 'tap/10', '10'), (2, 2, 'ipv4', 'old/10', '10')`)
    const add = db.prepare('INSERT INTO minute VALUES (?, ?, ?, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)')
    for (let i = 0; i < 2 * 1_440; i += 1) add.run(BASE / MINUTE - i - 1, 1, i % 100)
    for (let i = 1; i <= 90; i += 1) add.run(-i, 2, i)
    db.close()
  }

  it('tells its counts at once, and the same when they are rolled up', async () => {
    const folder = await newFolder()
    writeVersion3(join(folder, 'rollcall.db'))
    expect(MIGRATIONS.length).toBeGreaterThanOrEqual(4)
    // What is of 1970 is too old to stay, otherwise.
    const { history } = await openHistory(folder, { keep: { minutes: 100 * YEAR, rollups: 100 * YEAR } })
    const asked = query({ from: BASE - 2 * DAY, to: BASE, step: 10 * MINUTE, filter: 'source:tap' })
    const before: Counts = await history.counts(asked)
    expect(before.sizes.groups.value).toHaveLength(288)
    expect(before.gaps).toEqual([])
    expect(before.flows.joins.every((joins) => joins === 10)).toBe(true)
    expect(dueIn(folder)).toBeGreaterThan(40)
    await rolled(history, folder, 0)
    expect(await history.counts(asked)).toEqual(before)
    const db = new Database(join(folder, 'rollcall.db'), { readonly: true })
    expect(db.prepare('SELECT at FROM hour WHERE segment = 2 ORDER BY at').pluck().all()).toEqual([-2, -1])
    db.close()
  })
})
