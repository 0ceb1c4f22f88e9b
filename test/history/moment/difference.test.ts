import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { truth } from '../../membership/hour.ts'
import { Differences } from '../../../server/history/moment/difference-pages.ts'
import { readDifference } from '../../../server/history/moment/difference-reading.ts'
import { NO_NAMES } from '../../../server/names/names.ts'
import { done } from '../../../server/views/work.ts'
import type { Difference, DifferenceRow } from '../../../shared/past.ts'
import { BASE, pastAt, reading, recordHour, rowsOf, type RecordedHour } from './past-hour.ts'

/* What differs between ten pairs of moments of the hour, against its truth and against the two moments themselves. */

const PAIRS = Array.from({ length: 10 }, (_, i) => [100.3 + i * 160, 700.9 + i * 280] as const)

let hour: RecordedHour
beforeAll(async () => {
  hour = await recordHour()
})
afterAll(() => hour.end())

function difference(
  from: number,
  to: number,
  more: { filter?: string; offset?: number; limit?: number } = {},
): Difference {
  const query = { from: BASE + from * 1_000, to: BASE + to * 1_000, filter: '', offset: 0, limit: 500, ...more }
  return reading(hour.file, (db) =>
    done(
      new Differences(
        () => db,
        () => 0,
      ).page(query, NO_NAMES),
    ),
  )
}

const who = ({ segment, group, host }: Pick<DifferenceRow, 'segment' | 'group' | 'host'>): string =>
  `${segment}|${group}|${host?.ip}`

/** What really happened last to a membership in a range, by the truth. */
function lastEnd(row: DifferenceRow, from: number, to: number): { t: number; how: string } | undefined {
  return truth.host_memberships
    .filter(({ vlan, host, group }) => row.segment === `hour/${vlan}` && row.host?.ip === host && row.group === group)
    .map((one) => ({
      t: one.expected_timeout?.rfc3376 ?? one.end,
      how: one.end_reason === 'leave' ? 'left' : 'expired',
    }))
    .filter(({ t }) => t > from && t <= to)
    .at(-1)
}

describe.each(PAIRS)('from %f s to %f s', (from, to) => {
  let found: Difference
  beforeAll(() => {
    found = difference(from, to)
  })

  it('has who came and who went', () => {
    const members = (t: number) => new Set(rowsOf(pastAt(hour.file, BASE + t * 1_000).subject).members.map(who))
    const [before, after] = [members(from), members(to)]
    const came = found.rows.filter(({ change }) => change === 'joined').map(who)
    const went = found.rows.filter(({ change }) => ['left', 'expired', 'lost'].includes(change)).map(who)
    expect(came.sort()).toEqual([...after].filter((one) => !before.has(one)).sort())
    expect(went.sort()).toEqual([...before].filter((one) => !after.has(one)).sort())
  })

  it('knows how it ended, and when', () => {
    for (const row of found.rows.filter(({ change }) => change === 'left' || change === 'expired')) {
      const end = lastEnd(row, from, to)
      expect(row.change, who(row)).toBe(end?.how)
      expect(Math.abs(((row.at ?? NaN) - BASE) / 1_000 - (end?.t ?? NaN)), who(row)).toBeLessThanOrEqual(0.002)
    }
    expect(found.counts.lost).toBe(0)
  })

  it('has who is elected now', () => {
    const elected = (vlan: number, t: number): string | undefined =>
      truth.queriers.filter((one) => one.vlan === vlan && one.from <= t).at(-1)?.querier
    const told = found.rows
      .filter(({ change }) => change === 'querier')
      .map(({ segment, before, after }) => [segment, before, after])
    const expected = [10, 20].flatMap((vlan) => {
      const [before, after] = [elected(vlan, from), elected(vlan, to)]
      return before === after ? [] : [[`hour/${vlan}`, before, after]]
    })
    expect(told).toEqual(expected)
  })

  it('counts what it has, segment by segment, the newest first', () => {
    const { counts, total, matching, rows } = found
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(total)
    expect([matching, rows.length]).toEqual([total, total])
    const segments = [...new Set(rows.map(({ segment, family }) => `${segment} ${family}`))]
    const each = segments.map((name) => rows.filter(({ segment, family }) => `${segment} ${family}` === name))
    expect(rows).toEqual(each.flat())
    for (const some of each) {
      const times = some.map(({ at }) => at ?? -Infinity)
      expect(times).toEqual([...times].sort((a, b) => b - a))
    }
  })
})

describe('a difference', () => {
  it('comes in pages, and filtered', () => {
    const whole = difference(100, 3_500)
    const pages = [0, 4, 8].flatMap((offset) => difference(100, 3_500, { offset, limit: 4 }).rows)
    expect(pages).toEqual(whole.rows.slice(0, 12))
    const joined = difference(100, 3_500, { filter: 'type:joined vlan:10' })
    expect(joined.rows).toEqual(whole.rows.filter(({ change, vlans }) => change === 'joined' && vlans[0] === 10))
    expect([joined.matching, joined.total]).toEqual([joined.rows.length, whole.total])
    expect(joined.counts).toEqual(whole.counts)
  })

  it('tells changes of sources with both lists, and when', () => {
    const changed = truth.host_memberships.filter(({ end_reason }) => end_reason === 'source-change')
    expect(changed.length).toBeGreaterThan(0)
    for (const { end, host, mode, sources } of changed) {
      const rows = difference(end - 1, end + 1).rows.filter(({ change }) => change === 'mode')
      const row = rows.find((one) => one.host?.ip === host)
      expect(row?.before).toBe([mode, ...sources].join(' '))
      expect(row?.after).not.toBe(row?.before)
      expect(Math.abs(((row?.at ?? NaN) - BASE) / 1_000 - end)).toBeLessThanOrEqual(0.002)
    }
  })

  it('is the same in a file', () => {
    const whole = difference(100, 3_500)
    const query = { from: BASE + 100_000, to: BASE + 3_500_000 }
    const rows = reading(hour.file, (db) =>
      [...readDifference(db, NO_NAMES, query)].flatMap((piece) => ('rows' in piece ? [...piece.rows] : [])),
    )
    expect(rows).toEqual(whole.rows)
  })
})
