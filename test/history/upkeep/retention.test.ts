import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND, type EpochMs } from '../../../shared/time.ts'
import { KEEP } from '../../../server/history/upkeep/keep.ts'
import { freeSpan } from '../../../server/history/upkeep/kept-ranges.ts'
import { timeOf } from '../../../server/history/file/key.ts'
import { Retention } from '../../../server/history/upkeep/retention.ts'
import { newFolder } from '../histories.ts'
import { BASE, ended, joined } from '../steps.ts'
import { WriterRun } from '../writing/writer-run.ts'

let file = ''
let run: WriterRun
beforeEach(async () => {
  file = join(await newFolder(), 'rollcall.db')
  run = new WriterRun(file, { changes: 10 * DAY, minutes: 5 * DAY, rollups: 20 * DAY })
})
afterEach(() => void run.db.close())

/** A host that comes and goes each day, watched a minute an hour. */
function live(days: number, from = BASE, source = 'tap'): void {
  for (let day = 0; day < days; day += 1) {
    const at = from + day * DAY
    run.of(source, at, joined({ host: 1, at }))
    run.of(source, at + HOUR, ended('left', { host: 1, at: at + HOUR, since: at }))
    run.watched(at, at + DAY, HOUR, source)
  }
}
const days = (at: unknown): number => (Number(at) - BASE) / DAY
const firstEvent = (): number => days(timeOf(Number(run.value('SELECT min(id) FROM event')), 0))
const firstMinute = (): number => days(Number(run.value('SELECT min(at) FROM minute')) * MINUTE)
const firstHour = (): number => days(Number(run.value('SELECT min(at) FROM hour')) * HOUR)

/** As if each day had been posted. */
const post = (): void =>
  void run.db.exec(`INSERT OR IGNORE INTO group_day SELECT DISTINCT id / (512 * ${DAY}), 1, 0, 0, x'' FROM event`)

describe('each kind is kept for its own time', () => {
  it('from the newest moment of the sources back', () => {
    live(40)
    post()
    run.idle(600)
    // The last moment is a minute after the last hour of day 39.
    expect(firstEvent()).toBe(30)
    expect(firstMinute()).toBeCloseTo(35, 0)
    expect(firstHour()).toBeCloseTo(20, 0)
    expect(run.value('SELECT min(day) FROM group_day')).toBe(run.value('SELECT max(day) - 9 FROM group_day'))
    expect(days(Number(run.value('SELECT min(at) FROM group_hour')) * HOUR)).toBe(20)
    const { removed, trimmed } = run.writer.state()
    expect(removed.changes).toBe(60)
    expect(trimmed).toBe(0)
    expect(removed.minutes).toBeGreaterThan(800)
    expect(removed.rollups).toBeGreaterThan(400)
  })

  it('a quiet network loses nothing because time passes elsewhere: an old capture is as young as it was', () => {
    live(3)
    run.idle(50)
    expect(firstEvent()).toBe(0)
    expect(run.writer.state().removed).toEqual({ changes: 0, minutes: 0, rollups: 0 })
  })

  it('a source whose clock is in the future takes nothing away', () => {
    live(3)
    run.db.prepare('UPDATE source SET last_at = ?').run(BASE + 40_000 * DAY)
    const held = new Retention(
      run.db,
      { ...KEEP, changes: DAY },
      () => 0,
      () => BASE + 2 * HOUR,
    )
    held.hold((work) => work(), [])
    expect(held.removed.changes).toBe(0)
  })

  it('the last roll-up of a group that did not change since stays, and tells how many there are', () => {
    run.at(BASE, joined({ host: 1, at: BASE }))
    run.at(BASE + DAY, joined({ host: 2, at: BASE + DAY }))
    live(40)
    run.at(BASE + 41 * DAY, joined({ host: 3, group: 2, at: BASE + 41 * DAY }))
    run.db.exec('UPDATE group_hour SET members = 7, stopped = 0')
    run.at(BASE + 90 * DAY, joined({ host: 3, group: 3, at: BASE + 90 * DAY }))
    run.idle(100)
    expect(run.value('SELECT count(*) FROM group_hour WHERE grp = 1')).toBe(1)
  })
})

describe('a source that runs is judged by its own clock', () => {
  const YEAR = 365 * DAY
  const rows = (): unknown[] =>
    ['event', 'minute', 'hour', 'tap_hour', 'group_hour', 'group_day'].map((table) =>
      run.value(`SELECT count(*) FROM ${table}`),
    )

  it('a file of last year beside a live tap keeps what it told', () => {
    live(3, BASE - YEAR, 'file')
    post()
    run.idle(50)
    const before = rows()
    run.at(BASE)
    run.idle(50)
    expect(rows()).toEqual(before)
    expect(firstEvent()).toBe(-365)
  })

  it('and begins it anew: what it told the first time stays, though its clock has not come there again', () => {
    live(3, BASE - YEAR, 'file')
    run.at(BASE)
    run.of('file', BASE - YEAR)
    run.idle(50)
    expect(run.value('SELECT count(*) FROM event WHERE (what & 15) < 3')).toBe(6)
  })

  it('what is too old by its own clock goes', () => {
    live(40, BASE - YEAR, 'file')
    live(40)
    post()
    run.idle(300)
    // Hours that were rolled up since the last round go with the next.
    run.at(BASE + 40 * DAY + HOUR)
    run.idle(100)
    const events = (run.db.prepare('SELECT id FROM event').pluck().all() as number[]).map((id) => timeOf(id, 0))
    const [old, young] = [events.filter((at) => at < BASE), events.filter((at) => at >= BASE)]
    expect([days(Math.min(...old)) + 365, days(Math.min(...young))]).toEqual([30, 30 + 1 / 24])
    const hours = (run.db.prepare('SELECT at FROM hour').pluck().all() as number[]).map((at) => days(at * HOUR))
    expect(Math.min(...hours) + 365).toBeCloseTo(20, 0)
    expect(Math.min(...hours.filter((day) => day >= 0))).toBeCloseTo(20, 0)
    // Those of the sources go with those of their segments.
    const whole = (run.db.prepare('SELECT at FROM tap_hour').pluck().all() as number[]).map((at) => days(at * HOUR))
    expect(whole.sort((a, b) => a - b)).toEqual([...new Set(hours)].sort((a, b) => a - b))
  })

  it('when it runs no more the newest clock judges it', () => {
    live(3, BASE - YEAR, 'file')
    run.at(BASE)
    run.restart()
    run.watched(BASE, BASE + MINUTE)
    run.idle(50)
    expect(firstEvent()).toBeGreaterThanOrEqual(0)
    expect(firstMinute()).toBeGreaterThanOrEqual(0)
  })
})

describe('a capture that was put in', () => {
  const importAs = (from: EpochMs, to: EpochMs): void => {
    run.db.exec(`INSERT INTO source (name, last_at) VALUES ('incident', ${to})`)
    run.db
      .prepare(`INSERT INTO import VALUES (last_insert_rowid(), x'00', '[]', 1, ?, ?, ?, 1, 1, NULL)`)
      .run(BASE, from, to)
  }

  it('stays, however old; the days around it go', () => {
    importAs(BASE + 2 * DAY, BASE + 3 * DAY + 2 * HOUR)
    live(40)
    post()
    run.idle(300)
    const kept = run.db.prepare('SELECT id FROM event ORDER BY id LIMIT 5').pluck().all() as number[]
    expect(kept.map((id) => days(timeOf(id, 0)))).toEqual([2, 2 + 1 / 24, 3, 3 + 1 / 24, 30])
    expect(firstMinute()).toBe(2)
    expect(run.value('SELECT count(DISTINCT day) FROM group_day')).toBe(12)
  })

  it('its first minute stays, which began before its first frame, and rows that slipped past its end', () => {
    importAs(BASE + 30 * SECOND, BASE + HOUR)
    run.watched(BASE, BASE + MINUTE)
    const at = BASE + HOUR
    run.at(at, ...Array.from({ length: 1_500 }, (_, host) => joined({ host, at })))
    run.at(BASE + 40 * DAY)
    run.idle(50)
    expect(firstMinute()).toBe(0)
    expect(run.value('SELECT count(*) FROM event')).toBe(1_500)
  })

  it('goes when the file is too large and nothing else is left', () => {
    importAs(BASE, BASE + DAY)
    live(6)
    run.idle(50)
    const held = new Retention(
      run.db,
      { ...KEEP, maxBytes: 1 },
      () => 2,
      () => BASE,
    )
    for (let n = 0; n < 30; n += 1) held.hold((work) => work(), [])
    expect(run.value('SELECT count(*) FROM event')).toBe(0)
    expect(run.value('SELECT count(*) FROM minute')).toBe(0)
    expect(held.trimmed).toBe(12)
    expect(days(held.trimmedUpTo)).toBeCloseTo(1, 1)
  })
})

it.each<[string, [number, number][], number, { from: number; to: number } | null]>([
  ['nothing kept', [], 100, { from: 10, to: 100 }],
  ['kept later', [[50, 60]], 100, { from: 10, to: 50 }],
  ['kept first', [[5, 40]], 100, { from: 41, to: 100 }],
  [
    'two that overlap',
    [
      [5, 40],
      [30, 70],
    ],
    100,
    { from: 71, to: 100 },
  ],
  ['all kept', [[0, 200]], 100, null],
  ['nothing so old', [], 10, null],
])('the first span that may go: %s', (_, kept, before, expected) => {
  const ranges = kept.map(([from, to]) => ({ from, to }))
  // There is something at 10 and each moment from then on, up to 90.
  const first = (from: EpochMs): EpochMs | null => (from > 90 ? null : Math.max(from, 10))
  expect(freeSpan(ranges, before, first)).toEqual(expected)
})
