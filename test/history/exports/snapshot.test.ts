import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { truth } from '../../membership/hour.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { ExportedHour } from './exported-hour.ts'

/* The groups of a moment, as a file: what the page shows, by the same filter. */

const at = (second: number): EpochMs => truth.meta.base_epoch * 1_000 + second * 1_000
/** A moment with many groups. */
const THEN = at(500)

let hour: ExportedHour
beforeAll(async () => {
  hour = await ExportedHour.replay()
})
afterAll(() => hour.close())

async function onThePage(filter: string): Promise<string[]> {
  const list = { filter, sort: 'segment', offset: 0, limit: 500, after: null }
  const { answered } = await hour.history.past({
    ...{ of: 'view', at: THEN, formula: 'rfc3376', asked: { of: '/groups', linkLocal: true, ...list } },
  })
  if (!('reply' in answered) || !('rows' in answered.reply)) throw new Error(JSON.stringify(answered))
  return (answered.reply.rows as readonly { segment: string; group: string }[]).map(
    ({ segment, group }) => `${segment} ${group}`,
  )
}
const inTheFile = async (filter: string): Promise<string[]> =>
  (await hour.csv('snapshot', { at: THEN, filter })).map(({ segment, group }) => `${segment ?? ''} ${group ?? ''}`)

describe('the same filter as the page has', () => {
  it.each([
    ['host:10.0.20.31', 1],
    ['-host:10.0.20.31', 0],
    ['host:10.0.20.31|10.0.20.32', 1],
    ['host:10.0.10.0/24', 2],
    ['mac:02:00:00:00:14:1f', 1],
    ['mac:02:00:00:00:14*', 2],
    ['-vendor:Amino', 2],
    ['vendor:Amino', 0],
    ['hosts:>1', 1],
    ['version:2', 1],
    ['state:ok|warning', 2],
    ['group:239.1.1.0/24 vlan:20 segment:hour/20 source:hour age:>1m', 1],
    ['239.1.1.20', 1],
  ])('%s', async (filter, least) => {
    const rows = await inTheFile(filter)
    expect(rows).toEqual(await onThePage(filter))
    expect(rows.length).toBeGreaterThanOrEqual(least)
    expect(await hour.history.count('snapshot', { at: THEN, filter })).toBe(rows.length)
  })

  it('finds the groups of a host by the truth', async () => {
    const host = '10.0.20.31'
    const groups = truth.host_memberships
      .filter((row) => row.host === host && row.start <= 500 && row.end > 500)
      .map(({ vlan, group }) => `hour/${vlan} ${group}`)
    expect((await inTheFile(`host:${host}`)).sort()).toEqual(groups.sort())
  })

  it.each(['host:10.0.20.31', 'mac:02:00*', 'vendor:Amino', 'version:2', 'state:confirmed', 'age:>1m'])(
    'counts by group do not tell %s, and say which data set does',
    async (filter) => {
      await expect(hour.history.count('group-counts', { filter })).rejects.toThrow(
        /Counts by group do not tell \w+\. Remedy: the data set snapshot has it for a moment, memberships for a range/,
      )
    },
  )
})

it('has the last report and the end of a group whose members were not heard again, and of no other', async () => {
  const filled = { last: 0, ends: 0 }
  for (let second = 100; second < 3_500; second += 100) {
    for (const row of await hour.csv('snapshot', { at: at(second) })) {
      const [last, ends] = [row['last_report_utc'] ?? '', row['expires_utc'] ?? '']
      if (last !== '') {
        filled.last += 1
        expect(Date.parse(last)).toBeLessThanOrEqual(at(second))
      }
      if (ends === '') continue
      filled.ends += 1
      expect(last).not.toBe('')
      const group = truth.segment_groups.rfc3376.find(
        (one) =>
          `hour/${one.vlan}` === row['segment'] &&
          one.group === row['group'] &&
          one.start <= second &&
          one.end > second,
      )
      expect(Math.abs(Date.parse(ends) - at(group?.end ?? NaN)), row['group']).toBeLessThanOrEqual(2)
    }
  }
  expect(filled.last).toBeGreaterThan(filled.ends)
  expect(filled.ends).toBeGreaterThan(3)
})
