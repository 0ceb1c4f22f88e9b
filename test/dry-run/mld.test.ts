import { expect, it } from 'vitest'
import { mac, type IPv6 } from '../../shared/address.ts'
import { MINUTE, SECOND } from '../../shared/time.ts'
import { dryRun } from '../../server/dry-run/index.ts'
import type { Segment } from '../../server/decode/segment.ts'
import { newFolder, openHistory, written } from '../history/histories.ts'
import { BASE, NOTHING, stepOf } from '../history/steps.ts'

const segment: Segment = { family: 'ipv6', name: 'tap/10', vlans: [10] }
const asker = { ip: 'fe80::1' as IPv6, mac: mac(1) }
const QUERY = {
  segment,
  ...asker,
  version: 3 as const,
  scope: 'general' as const,
  group: null,
  maxResponseMs: 10_000,
  robustness: 2,
  queryIntervalMs: 125_000,
  elected: true,
}

it('MLD is judged as IGMP is: its querier falls silent, its hosts go on for as long as they did', async () => {
  const { history } = await openHistory(await newFolder())
  const joined = {
    event: 'joined' as const,
    at: BASE,
    segment,
    group: 'ff0e::db8:1' as IPv6,
    host: { ip: 'fe80::5' as IPv6, mac: mac(5) },
    version: 3 as const,
    mode: 'EXCLUDE' as const,
    sources: [],
    frame: 1,
    before: null,
  }
  history.record('tap', stepOf(joined), BASE)
  for (const s of [0, 125, 250]) {
    const at = BASE + s * SECOND
    history.record('tap', { ...NOTHING, queries: [{ ...QUERY, at }] }, at)
  }
  const heard = BASE + 253 * SECOND
  const record = { since: BASE, lastReportAt: heard, reports: 4, versions: 4, state: 'confirmed' as const }
  const before = { ...record, mode: 'EXCLUDE' as const, sources: [] }
  const over = heard + 260 * SECOND
  history.record('tap', stepOf({ ...joined, event: 'expired', at: over, frame: null, before }), over)
  const to = BASE + 10 * MINUTE
  history.record('tap', NOTHING, to)
  await written(history)
  const range = { from: BASE - MINUTE, to }
  const { rows } = await dryRun(history, { formula: 'rfc3376', ...range }, () => Promise.resolve())
  const silent = rows.find(({ code }) => code === 'querier-silent')
  // 1.1 query intervals after the last query; nobody takes over.
  expect(silent).toMatchObject({ segment: 'tap/10', severity: 'critical' })
  expect((silent!.from - BASE) / SECOND).toBeCloseTo(250 + 1.1 * 125, -1)
})
