import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts'
import { newFolder, openHistory, written } from '../histories.ts'
import { BASE, minute, NOTHING } from '../steps.ts'

/* A capture that was put in has the time of its frames, which may be that of a tap: a wall shows what the taps see alone. */

const SPAN = { from: BASE, to: BASE + HOUR, filter: '', tail: [] }

async function both() {
  const { history } = await openHistory(await newFolder())
  // The hour, and what its usual range looks back on.
  for (let day = 3; day >= 0; day -= 1) {
    const first = BASE - day * DAY - (day === 0 ? 0 : HOUR)
    for (let at = first; at < BASE - day * DAY + (day === 0 ? 1 : 2) * HOUR; at += MINUTE) {
      history.record('tap', { ...NOTHING, minutes: [minute(at, { hosts: 3, joins: 1 })] }, at + MINUTE)
      const segment = { family: 'ipv4', name: 'put/10', vlans: [10] } as const
      history.record('put', { ...NOTHING, minutes: [{ ...minute(at, { hosts: 40, joins: 7 }), segment }] }, at + MINUTE)
    }
  }
  await written(history)
  const db = new Database(history.file)
  db.prepare(
    `INSERT INTO import SELECT id, x'00', '[]', 1, 0, NULL, NULL, 0, 0, NULL FROM source WHERE name = 'put'`,
  ).run()
  db.close()
  return history
}

it.each([
  ['by the minute', MINUTE, ''],
  ['by the minute, of a filter', MINUTE, 'hosts'],
  ['by the hour', HOUR, ''],
] as const)('%s', async (_, step, filter) => {
  const history = await both()
  const query = { ...SPAN, step, filter: filter === '' ? '' : 'vlan:10' }
  const sum = (line: readonly (number | null)[]): number => line.reduce<number>((all, one) => all + (one ?? 0), 0)
  const all = await history.counts(query)
  const live = await history.counts({ ...query, captures: false })
  expect([all.segments, sum(all.flows.joins)]).toEqual([2, 480])
  expect([live.segments, sum(live.flows.joins)]).toEqual([1, 60])
  expect([Math.max(...all.sizes.hosts.value.map(Number)), Math.max(...live.sizes.hosts.value.map(Number))]).toEqual([
    43, 3,
  ])
  const highest = ({ high }: { high: readonly (number | null)[] }): number => Math.max(...high.map(Number))
  expect([highest(all.band.hosts), highest(live.band.hosts)]).toEqual([43, 3])
})
