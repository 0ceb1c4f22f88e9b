import fc from 'fast-check'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DAY, SECOND } from '../../../shared/time.ts'
import { slotOf } from '../../../server/history/file/key.ts'
import { dayOf, firstOf, packIds, unpackIds } from '../../../server/history/postings/posting-pack.ts'
import { postedIds, postedUpTo } from '../../../server/history/postings/posting-reading.ts'
import { MIGRATIONS } from '../../../server/history/file/schema.ts'
import { openForWriting } from '../../../server/history/file/sqlite.ts'
import { packWhat } from '../../../server/history/file/what.ts'
import { newFolder } from '../histories.ts'
import { PastRun } from '../intervals/past-run.ts'
import { BASE, ended, joined } from '../steps.ts'

/** Ids of the events of a host or a group: from the lists, and from the table itself. */
function both(run: PastRun, by: 'host' | 'grp', number: number): { listed: number[]; there: number[] } {
  const posted = postedUpTo(run.db)
  const lists = postedIds(run.db, { by, numbers: [number] }, Number.MIN_SAFE_INTEGER, posted + 1)
  const there = run.db.prepare(`SELECT id FROM event WHERE ${by} = ? AND id <= ? ORDER BY id`).pluck()
  return { listed: [...lists].flat(), there: there.all(number, posted) as number[] }
}

function expectAll(run: PastRun): void {
  for (const [by, table] of [
    ['host', 'host'],
    ['grp', 'segment_group'],
  ] as const) {
    for (const number of run.db.prepare(`SELECT id FROM ${table}`).pluck().all() as number[]) {
      const { listed, there } = both(run, by, number)
      expect(listed).toEqual(there)
    }
  }
}

const idle = (run: PastRun, times: number): void => {
  for (let n = 1; n <= times; n += 1) run.tell('idle', BASE + n)
}

describe('a list of ids', () => {
  it('comes back as it was, in whatever order, of days before 2025 too', () => {
    const day = fc.integer({ min: -20_000, max: 60_000 })
    const places = fc.array(fc.integer({ min: 0, max: DAY * 512 - 1 }), { maxLength: 50 })
    fc.assert(
      fc.property(day, places, (of, at) => {
        const ids = at.map((place) => firstOf(of) + place)
        const back: number[] = []
        unpackIds(packIds(ids, firstOf(of)), of, back)
        expect(back).toEqual(ids)
        expect(ids.every((id) => dayOf(id) === of)).toBe(true)
      }),
    )
  })

  it('one that is cut off is read as far as it goes', () => {
    const packed = packIds([firstOf(5) + 1e9, firstOf(5) + 2e9], firstOf(5))
    for (let end = 0; end < packed.length; end += 1) {
      const back: number[] = []
      unpackIds(packed.subarray(0, end), 5, back)
      expect(back.length).toBeLessThanOrEqual(2)
    }
  })
})

describe('postings', () => {
  it('have the events of each host and group, over midnight, in as many parts as it takes', async () => {
    const run = new PastRun(await newFolder(), { blockRows: 64 })
    const midnight = Math.ceil(BASE / DAY) * DAY
    for (let n = 0; n < 1_500; n += 1) {
      const at = midnight + (n - 750) * SECOND
      const member = { host: n % 3, group: n % 2, at }
      run.tell('tap', at, joined(member), ended('left', { ...member, since: at }))
    }
    expectAll(run)
    expect(both(run, 'host', 1).listed.length).toBeGreaterThan(900)
    expect(run.count('SELECT count(DISTINCT day) FROM host_day')).toBe(2)
    expect(run.count('SELECT max(part) FROM group_day')).toBeGreaterThan(0)
    expect(run.count('SELECT max(length(ids)) FROM group_day')).toBeLessThanOrEqual(900)
    run.close()
  })

  it('a row that comes late, of a source whose clock is behind, is in them at once and in its place', async () => {
    const run = new PastRun(await newFolder(), { blockRows: 16 })
    for (let n = 0; n < 100; n += 1) {
      const at = BASE + n * SECOND
      run.tell('tap', at, joined({ host: n % 5, group: n % 2, at }))
    }
    const posted = postedUpTo(run.db)
    expect(posted).toBeGreaterThan(slotOf(BASE + 50 * SECOND))
    const late = BASE + 20 * SECOND
    run.tell('other', late, joined({ host: 1, group: 1, at: late }), joined({ host: 77, group: 1, at: late }))
    expectAll(run)
    const newest = run.count('SELECT max(id) FROM host')
    expect(both(run, 'host', newest).listed).toHaveLength(1)
    run.close()
  })

  it('after a restart they go on, with what was not posted yet', async () => {
    const folder = await newFolder()
    const first = new PastRun(folder, { blockRows: 1e9 })
    for (let n = 0; n < 50; n += 1) first.tell('tap', BASE + n, joined({ host: n, at: BASE + n }))
    expect(first.count('SELECT count(*) FROM host_day')).toBe(0)
    first.close()
    const second = new PastRun(folder, { blockRows: 8 })
    idle(second, 40)
    // The ends of the last run are there too.
    expect(second.count(`SELECT count(*) FROM event WHERE id > ${postedUpTo(second.db)}`)).toBeLessThan(8)
    expectAll(second)
    second.close()
  })

  it('a block that was posted in part is posted again, and each id is read once', async () => {
    const folder = await newFolder()
    const first = new PastRun(folder, { blockRows: 8 })
    for (let n = 0; n < 40; n += 1) first.tell('tap', BASE + n, joined({ host: n % 4, at: BASE + n }))
    const lists = first.count('SELECT sum(length(ids)) FROM host_day')
    first.db.exec(`UPDATE meta SET value = ${slotOf(BASE) - 1} WHERE name = 'posted'`)
    first.close()
    const second = new PastRun(folder, { blockRows: 8 })
    idle(second, 40)
    expect(second.count('SELECT sum(length(ids)) FROM host_day')).toBeGreaterThan(lists)
    expectAll(second)
    second.close()
  })

  it('a file of an older version is posted step by step, and its querier events have an index', async () => {
    const folder = await newFolder()
    const db = openForWriting(join(folder, 'rollcall.db'), MIGRATIONS.slice(0, 4))
    const bits = packWhat({
      kind: 'left',
      version: 3,
      mode: 'EXCLUDE',
      versions: 4,
      wasMode: 'EXCLUDE',
      wasState: 'confirmed',
      reason: 'none',
    })
    db.exec(`INSERT INTO source VALUES (1, 'tap', ${BASE + 200})`)
    db.exec(`INSERT INTO segment VALUES (1, 1, 'ipv4', 'tap/10', '10')`)
    db.exec(`INSERT INTO segment_group VALUES (1, 1, 5)`)
    db.exec(`INSERT INTO host VALUES (1, 1, 167772165, 5), (2, 1, 167772166, 6)`)
    const event = db.prepare('INSERT INTO event VALUES (?, ?, 1, ?, NULL, NULL, 50, 10, 2)')
    for (let n = 0; n < 200; n += 1) event.run(slotOf(BASE + n), bits, 1 + (n % 2))
    db.close()
    const run = new PastRun(folder, { blockRows: 16 })
    expect(run.asOf(BASE + 60, { group: [1] })).toHaveLength(2)
    idle(run, 3)
    expect(postedUpTo(run.db)).toBeLessThan(slotOf(BASE + 100))
    expect(run.asOf(BASE + 60, { group: [1] })).toHaveLength(2)
    idle(run, 40)
    expect(postedUpTo(run.db)).toBeGreaterThan(slotOf(BASE + 180))
    expectAll(run)
    expect(run.count('SELECT reached FROM source WHERE id = 1')).toBe(BASE + 200)
    const plan = run.db.prepare('EXPLAIN QUERY PLAN SELECT id FROM event WHERE (what & 15) IN (6, 7) AND id < 5').all()
    expect(JSON.stringify(plan)).toContain('event_querier')
    run.close()
  })
})
