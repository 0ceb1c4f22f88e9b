import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { MINUTE } from '../../../shared/time.ts'
import type { Segment } from '../../../server/decode/segment.ts'
import { newFolder, openHistory, textOf, written } from '../histories.ts'
import { BASE, minute, NOTHING, segment } from '../steps.ts'

const SIX: Segment = { ...segment, family: 'ipv6' }
const MLD_ALONE: Segment = { family: 'ipv6', name: 'tap/66', vlans: [66] }
const REPORTS = { reportsV1: 1, reportsV2: 20, reportsV3: 300, queries: 5 }
const columns = ['segment', 'queries', 'reports_v1', 'reports_v2', 'reports_v3', 'reports_mld_v1', 'reports_mld_v2']

it('reports of MLD have columns of their own, by the minute and by the hour: they are none of IGMP', async () => {
  const { history } = await openHistory(await newFolder())
  const minutes = [
    minute(BASE, REPORTS),
    { ...minute(BASE, { reportsV2: 7, reportsV3: 80, queries: 2 }), segment: SIX },
    { ...minute(BASE, { reportsV2: 4, reportsV3: 50, queries: 3 }), segment: MLD_ALONE },
  ]
  history.record('tap', { ...NOTHING, minutes }, BASE + MINUTE)
  await written(history)
  for (const step of ['minute', 'hour'] as const) {
    const rows: Record<string, string>[] = parse(await textOf(history.fileOf('counts', { step })), { columns: true })
    expect(rows.map((row) => columns.map((name) => row[name]).join(' '))).toEqual([
      `${segment.name} 7 1 20 300 7 80`,
      `${MLD_ALONE.name} 3 0 0 0 4 50`,
    ])
    // The order that was there stays; what is new comes last.
    expect(Object.keys(rows[0]!).slice(-3)).toEqual(['problems', 'reports_mld_v1', 'reports_mld_v2'])
  }
})
