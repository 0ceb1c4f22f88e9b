import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type EpochMs } from '../../../shared/time.ts'
import { readGroupPoints } from '../../../server/history/rollups/group-counts-reading.ts'
import { readGroupCounts } from '../../../server/history/reading/group-rows-reading.ts'
import { GroupTally, NOBODY, type GroupChange } from '../../../server/history/rollups/group-tally.ts'
import { Names } from '../../../server/history/file/names.ts'
import type { GroupCountRow } from '../../../server/history/file/row.ts'
import { newFolder } from '../histories.ts'
import { BASE, ended, joined, stepOf } from '../steps.ts'
import { WriterRun } from '../writing/writer-run.ts'

const GROUP = '239.1.1.1'

class Run extends WriterRun {
  /** Until nothing is due but the hour that the source is in. */
  settle(): void {
    // A recount reads before it writes: some rounds without a change are no end.
    for (let last = '', same = 0; same < 4;) {
      this.idle(1)
      const now = JSON.stringify([this.rows(), this.db.prepare('SELECT * FROM group_hour_due').all()])
      same = now === last ? same + 1 : 0
      last = now
    }
  }

  rows(): unknown[] {
    return this.db.prepare('SELECT * FROM group_hour ORDER BY grp, at').all()
  }

  points(from: EpochMs, to: EpochMs): (readonly (number | null)[])[] {
    const counts = readGroupPoints(this.db, new Names(this.db), { segment: 'tap/10', group: GROUP, from, to })
    return counts.points.map(({ members, least, most, joined: j, left, expired }) => [
      members,
      least,
      most,
      j,
      left,
      expired,
    ])
  }

  exported(from: EpochMs, to: EpochMs, step: 'hour' | 'minute', filter = ''): GroupCountRow[] {
    const rows: GroupCountRow[] = []
    for (const piece of readGroupCounts(this.db, new Names(this.db), { from, to, step, filter })) {
      if ('rows' in piece) rows.push(...piece.rows)
    }
    return rows
  }
}

let file = ''
let run: Run
beforeEach(async () => {
  file = join(await newFolder(), 'rollcall.db')
  run = new Run(file)
})
afterEach(() => {
  if (run.db.open) run.db.close()
})
/** The process ended, cleanly or not, and another one begins. */
function again(): void {
  run.db.close()
  run = new Run(file)
}

/** A range of three days is told by the hour. */
const LATER = BASE + 72 * HOUR
const hours = (count: number): (readonly (number | null)[])[] => run.points(BASE, LATER).slice(0, count)
const join1 = (host: number, at: EpochMs): void => run.at(at, joined({ host, at }))
const leave = (host: number, at: EpochMs, since: EpochMs): void => run.at(at, ended('left', { host, at, since }))

describe('a group in a step', () => {
  const STEP = 100
  const cases: [string, [GroupChange, number][], unknown[]][] = [
    ['nothing', [], [0, 0, 0, 0, false]],
    ['one joins', [['joined', 50]], [1, 0, 1, 50, false]],
    [
      'joins and leaves',
      [
        ['joined', 20],
        ['left', 60],
      ],
      [0, 0, 1, 40, false],
    ],
    [
      'goes on after a gap',
      [
        ['resumed', 0],
        ['resumed', 0],
      ],
      [2, 0, 2, 200, false],
    ],
    [
      'nobody watches any more',
      [
        ['joined', 0],
        ['joined', 0],
        ['stopped', 50],
        ['stopped', 50],
      ],
      [2, 0, 2, 100, true],
    ],
    [
      'and is watched again',
      [
        ['joined', 0],
        ['stopped', 50],
        ['joined', 90],
      ],
      [1, 0, 1, 60, false],
    ],
    ['more leave than there were', [['left', 10]], [0, 0, 0, 0, false]],
  ]
  it.each(cases)('%s', (_, changes, expected) => {
    const tally = new GroupTally(0, STEP, NOBODY)
    for (const [change, at] of changes) tally.take(change, at)
    expect([tally.members, tally.least, tally.most, tally.held, tally.stopped]).toEqual(expected)
  })
})

describe('by the hour', () => {
  it('more groups than are counted at a time (a flood): each hour is what it is with room for all', () => {
    const written = (): unknown[] => {
      for (let group = 1; group <= 9; group += 1) {
        const at = BASE + group * MINUTE
        run.at(at, joined({ host: 1, group, at }), joined({ host: 2, group, at }))
        run.at(at + 9 * MINUTE, ended('left', { host: 1, group, at: at + 9 * MINUTE, since: at }))
      }
      run.watched(BASE, BASE + 2 * HOUR)
      run.settle()
      return run.rows()
    }
    const rows = written()
    run.db.close()
    run = new Run(`${file}-2`, {}, { groups: 2 })
    expect(rows).toHaveLength(9)
    expect(written()).toEqual(rows)
  })

  it('a row for each hour with a change; without one it is as it was', () => {
    join1(1, BASE + 5 * MINUTE)
    join1(2, BASE + 10 * MINUTE)
    leave(1, BASE + 2 * HOUR, BASE + 5 * MINUTE)
    run.watched(BASE, BASE + 4 * HOUR)
    run.settle()
    expect(run.db.prepare('SELECT count(*) FROM group_hour').pluck().get()).toBe(2)
    expect(hours(5)).toEqual([
      [2, 0, 2, 2, 0, 0],
      [2, 2, 2, 0, 0, 0],
      [1, 1, 2, 0, 1, 0],
      [1, 1, 1, 0, 0, 0],
      [null, null, null, 0, 0, 0],
    ])
    // 55 and 50 minutes of the first hour.
    expect(run.db.prepare('SELECT held FROM group_hour ORDER BY at LIMIT 1').pluck().get()).toBe(105 * 60)
  })

  it('the hour that goes on is told from its events', () => {
    join1(1, BASE + 5 * MINUTE)
    run.watched(BASE, BASE + 6 * MINUTE)
    expect(run.rows()).toEqual([])
    expect(hours(1)).toEqual([[1, 0, 1, 1, 0, 0]])
  })

  it('a stop is no leave: the number is unknown until it is watched again', () => {
    join1(1, BASE)
    run.watched(BASE, BASE + 30 * MINUTE)
    again()
    join1(2, BASE + 3 * HOUR)
    run.watched(BASE + 3 * HOUR, BASE + 5 * HOUR)
    run.settle()
    expect(hours(5)).toEqual([
      [1, 0, 1, 1, 0, 0],
      [null, null, null, 0, 0, 0],
      [null, null, null, 0, 0, 0],
      [1, 1, 1, 1, 0, 0],
      [1, 1, 1, 0, 0, 0],
    ])
  })

  it('a start in the middle of an hour counts it from its events', () => {
    join1(1, BASE)
    again()
    join1(2, BASE + 30 * MINUTE)
    join1(3, BASE + HOUR)
    run.settle()
    expect(hours(1)).toEqual([[1, 0, 1, 2, 0, 0]])
  })

  it('what went on after a gap is counted, though no event tells it', () => {
    join1(1, BASE)
    const since = BASE
    run.outbox.gap('tap', BASE + HOUR, BASE + 2 * HOUR, 'history-behind')
    const { segment, group, host } = joined({ host: 1, at: BASE })
    run.commit()
    const words = { at: BASE + 2 * HOUR, since, group, ip: host.ip, mac: host.mac, bits: 0, reports: 1, sources: [] }
    run.outbox.resume('tap', segment, words)
    join1(9, BASE + 2 * HOUR + MINUTE)
    run.db.exec('UPDATE group_hour_due SET at = at')
    again()
    join1(3, BASE + 5 * HOUR)
    run.settle()
    expect(hours(3)[2]?.slice(0, 4)).toEqual([3, 1, 3, 1])
  })

  it('a commit that fails counts nothing twice', () => {
    join1(1, BASE)
    run.outbox.add('tap', stepOf(joined({ host: 2, at: BASE + MINUTE })), BASE + MINUTE)
    const batch = run.outbox.take()!
    expect(() => run.writer.commit({ ...batch, words: Float64Array.of(...batch.words, 99) })).toThrow('operation 99')
    run.writer.commit(batch)
    join1(3, BASE + HOUR)
    run.settle()
    expect(hours(2)).toEqual([
      [2, 0, 2, 2, 0, 0],
      [3, 2, 3, 1, 0, 0],
    ])
  })

  it('an event that comes late makes its hour due again, and moves what follows', () => {
    join1(1, BASE)
    join1(2, BASE + HOUR)
    join1(3, BASE + 2 * HOUR)
    run.settle()
    join1(4, BASE + MINUTE)
    run.settle()
    expect(hours(3)).toEqual([
      [2, 0, 2, 2, 0, 0],
      [3, 2, 3, 1, 0, 0],
      [4, 3, 4, 1, 0, 0],
    ])
  })
})

it('by the minute, what is posted and what is not', () => {
  for (let n = 0; n < 40; n += 1) {
    join1(n, BASE + n * MINUTE)
    // Others, so many that a block is posted.
    for (let k = 0; n === 20 && k < 66_000; k += 1) {
      run.outbox.add('tap', stepOf(joined({ host: 100 + k, group: 2 + (k % 50), at: BASE + n * MINUTE + 1 })), BASE)
    }
  }
  run.watched(BASE, BASE + 40 * MINUTE)
  run.writer.commit({ changes: 1e6, segments: [], sources: [], texts: [], addresses: [], words: new Float64Array(0) })
  expect(run.value('SELECT count(*) FROM group_day WHERE grp = 1')).toBe(1)
  join1(40, BASE + 40 * MINUTE)
  const members = run.points(BASE, BASE + 41 * MINUTE).map(([count]) => count)
  expect(members).toEqual(Array.from({ length: 41 }, (_, n) => n + 1))
})

describe('any history', () => {
  const happening = fc.record({
    host: fc.integer({ min: 1, max: 4 }),
    wait: fc.integer({ min: 0, max: 90 }),
    restart: fc.boolean(),
  })

  it('gives the same counted on the way and counted again from its events', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 1, maxLength: 25 }), (happenings) => {
        run.db.exec(
          'DELETE FROM event; DELETE FROM open; DELETE FROM group_hour; DELETE FROM group_hour_due; DELETE FROM gap',
        )
        again()
        const since = new Map<number, EpochMs>()
        let at = BASE
        for (const { host, wait, restart } of happenings) {
          at += wait * MINUTE
          const began = since.get(host)
          if (began === undefined) join1(host, at)
          else leave(host, at, began)
          if (began === undefined) since.set(host, at)
          else since.delete(host)
          if (!restart) continue
          again()
          since.clear()
        }
        run.watched(at, at + MINUTE)
        run.at(at + 2 * HOUR, joined({ host: 9, group: 2, at: at + 2 * HOUR }))
        run.settle()
        const counted = run.rows()
        run.db.exec(
          'DELETE FROM group_hour; INSERT OR IGNORE INTO group_hour_due SELECT 1, id / 512 / 3600000 + 482136 FROM event',
        )
        again()
        run.settle()
        run.at(at + 4 * HOUR, joined({ host: 9, group: 3, at: at + 4 * HOUR }))
        run.settle()
        const first = counted.length
        expect(run.rows().slice(0, first)).toEqual(counted)
      }),
      { numRuns: 30 },
    )
  })
})

describe('the file of all groups', () => {
  it('by time, segment and group; nobody and nothing: no row', () => {
    run.at(BASE, joined({ host: 1, group: 9, at: BASE }), joined({ host: 2, group: 9, at: BASE }))
    run.at(BASE + MINUTE, joined({ host: 1, group: 2, at: BASE + MINUTE }))
    run.at(BASE + HOUR, ended('expired', { host: 1, group: 2, at: BASE + HOUR, since: BASE + MINUTE }))
    run.watched(BASE, BASE + 3 * HOUR)
    run.settle()
    const told = (rows: GroupCountRow[]): unknown[] =>
      rows.map(({ at, group, members, joined: j, expired }) => [(at - BASE) / MINUTE, group, members, j, expired])
    expect(told(run.exported(BASE, BASE + 3 * HOUR, 'hour'))).toEqual([
      [0, '239.1.1.2', 1, 1, 0],
      [0, '239.1.1.9', 2, 2, 0],
      [60, '239.1.1.2', 0, 0, 1],
      [60, '239.1.1.9', 2, 0, 0],
      [120, '239.1.1.9', 2, 0, 0],
    ])
    expect(told(run.exported(BASE + 59 * MINUTE, BASE + 62 * MINUTE, 'minute', 'group:239.1.1.2'))).toEqual([
      [59, '239.1.1.2', 1, 0, 0],
      [60, '239.1.1.2', 0, 0, 1],
    ])
  })
})

it('what was watched weeks apart is told without a row between them', () => {
  const APART = 60 * 24 * HOUR
  for (const at of [BASE - APART, BASE]) {
    run.at(at, joined({ host: 1, at }))
    run.watched(at, at + 3 * MINUTE)
    run.at(at + 3 * MINUTE, ended('left', { host: 1, at: at + 3 * MINUTE, since: at }))
  }
  run.settle()
  const told = run.exported(BASE - APART, BASE + HOUR, 'minute')
  const parts = [BASE - APART, BASE].flatMap((from) => run.exported(from, from + HOUR, 'minute'))
  expect(told).toEqual(parts)
  expect(told.map(({ at, members }) => [at < BASE ? at - BASE + APART : at - BASE, members])).toEqual(
    [0, 1].flatMap(() => [
      [0, 1],
      [MINUTE, 1],
      [2 * MINUTE, 1],
      [3 * MINUTE, 0],
    ]),
  )
})
