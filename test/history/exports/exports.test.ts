import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPORT_COLUMNS, EXPORTS, type ExportName } from '../../../shared/export.ts'
import type { HistoryQuery } from '../../../server/history/store.ts'
import { ExportedHour, type Cells, type Values } from './exported-hour.ts'

/* The hour, from each file. What its memberships and events are is in hour.test.ts. */

interface Truth {
  meta: { base_epoch: number }
  queriers: {
    vlan: number
    querier: string
    queries: number
    last: number
    why: string
    overlap?: { other: string }[]
  }[]
  host_memberships: {
    vlan: number
    group: string
    start: number
    end: number
    expected_timeout?: Record<string, number>
  }[]
  segment_groups: Record<
    'rfc3376',
    {
      vlan: number
      group: string
      start: number
      end: number
      history: { t: number; mode: string; forward: string[]; block: string[] }[]
    }[]
  >
}
const truth = JSON.parse(
  readFileSync(new URL('../../fixtures/captures/hour.truth.json', import.meta.url), 'utf8'),
) as Truth
const BASE = truth.meta.base_epoch * 1_000
const at = (seconds: number): number => BASE + seconds * 1_000
const QUERIES: Partial<Record<ExportName, HistoryQuery>> = { difference: { from: at(600), to: at(3_000) } }

describe('the hour as files', () => {
  let hour: ExportedHour
  beforeAll(async () => {
    hour = await ExportedHour.replay()
  })
  afterAll(() => hour.close())

  it.each(EXPORTS)('%s: CSV and JSON lines say the same, in the columns of the contract', async (name) => {
    const query = QUERIES[name] ?? {}
    const rows = await hour.csv(name, query)
    expect(rows.length).toBeGreaterThan(1)
    expect(Object.keys(rows[0]!)).toEqual([...EXPORT_COLUMNS[name]])
    const values = await hour.jsonl(name, query)
    const told = values.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cellOf(value)])),
    )
    expect(told).toEqual(rows)
    expect(await hour.history.count(name, query)).toBe(rows.length)
  })

  it('JSON has numbers, lists, and null for what is absent', async () => {
    const [row] = await hour.jsonl('memberships', { filter: 'group:232.1.1.2' })
    expect(row).toMatchObject({ versions: [3], sources: ['192.0.2.10', '192.0.2.11'], host_name: null })
    expect(typeof row?.['duration_s']).toBe('number')
  })

  it.each([
    [',', false, undefined],
    [';', true, undefined],
    [';', false, 'America/Sao_Paulo'],
  ] as const)('a reader of another language agrees: %j %j %j', async (delimiter, bom, zone) => {
    const options = { delimiter, bom, ...(zone ? { zone } : {}) }
    const text = await hour.text('memberships', {}, options)
    expect(text.startsWith('\uFEFF')).toBe(bom)
    const script = `import csv, json, sys, io
sys.stdin.reconfigure(encoding='utf-8-sig', newline='')
json.dump(list(csv.DictReader(sys.stdin, delimiter=sys.argv[1], strict=True)), sys.stdout)`
    const { status, stdout, error } = spawnSync('python3', ['-c', script, delimiter], { input: text, encoding: 'utf8' })
    if (error) {
      process.stderr.write('SKIPPED: python3 is not installed, its csv module was not asked\n')
      return
    }
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual(await hour.csv('memberships', {}, options))
  })

  it('queriers: who asked, how often, and what was missed', async () => {
    const rows = await hour.csv('queriers')
    const told = rows.map((row) => [row['vlan'], row['ip'], row['role'], row['queries'], row['missed']].join(' '))
    const addresses = new Set(truth.queriers.map(({ vlan, querier }) => `${vlan} ${querier}`))
    const expected = [...addresses].map((one) => {
      const reigns = truth.queriers.filter(({ vlan, querier }) => `${vlan} ${querier}` === one)
      // What it asked while another was the querier stands with that one.
      const others = truth.queriers.flatMap(({ vlan, overlap = [] }) =>
        overlap.filter(({ other }) => `${vlan} ${other}` === one),
      )
      const queries = reigns.reduce((sum, reign) => sum + reign.queries, others.length)
      // It took over when 255 s were over, of which one query of 125 s was missed.
      const missed = reigns.filter(({ why }) => why.startsWith('other querier present')).length
      return `${one} elected ${queries} ${missed}`
    })
    expect(told.sort()).toEqual(expected.sort())
    for (const { vlan, querier, last } of truth.queriers) {
      const row = rows.find((cells) => cells['vlan'] === String(vlan) && cells['ip'] === querier)
      expect(Date.parse(row?.['last_seen_utc'] ?? '')).toBeGreaterThanOrEqual(at(last))
    }
    expect(rows.map((row) => [row['ip'], row['query_interval_s'], row['gap_median_s']].join(' ')).sort()).toEqual([
      '10.0.10.1 125 125',
      '10.0.10.2 125 125',
      '10.0.20.1 60 60',
    ])
  })

  it('queriers of a part: who was elected before it is known', async () => {
    const rows = await hour.csv('queriers', { from: at(1_300), to: at(1_600) })
    expect(rows.map((row) => [row['ip'], row['role'], row['queries']].join(' ')).sort()).toEqual([
      '10.0.10.1 elected 1',
      '10.0.20.1 elected 5',
    ])
  })

  it.each([500, 1_100, 1_700, 2_500, 3_100, 3_599])('snapshot at %i s: the groups of the truth', async (second) => {
    const rows = await hour.csv('snapshot', { at: at(second) })
    const expected = truth.segment_groups.rfc3376
      .filter((group) => group.start <= second && second < group.end)
      .map(({ vlan, group, history }) => {
        const { mode, forward, block } = history.findLast(({ t }) => t <= second)!
        return [vlan, group, mode, ...(mode === 'INCLUDE' ? forward : block)].join(' ')
      })
    const told = rows.map((row) => [row['vlan'], row['group'], row['filter_mode'], row['sources']].join(' ').trim())
    expect(expected.length).toBeGreaterThan(5)
    expect(told.sort()).toEqual(expected.sort())
    expect(new Set(rows.map((row) => row['as_of_utc']))).toEqual(new Set([new Date(at(second)).toISOString()]))
  })

  it('counts: by minute and by hour they come to what happened', async () => {
    const events = await hour.csv('events')
    const happened = (event: string): number =>
      events.filter((row) => row['event'] === event && Number(row['epoch_ms']) < at(3_540)).length
    const sum = (rows: Cells[], column: string): number => rows.reduce((all, row) => all + Number(row[column]), 0)
    for (const step of ['minute', 'hour'] as const) {
      const rows = await hour.csv('counts', { step })
      expect([step, sum(rows, 'joins'), sum(rows, 'leaves'), sum(rows, 'expiries')]).toEqual([
        step,
        happened('joined'),
        happened('left'),
        happened('expired'),
      ])
      expect(new Set(rows.map((row) => row['segment']))).toEqual(new Set(['hour/10', 'hour/20']))
    }
    expect(await hour.csv('counts', { step: 'hour', filter: 'vlan:10' })).toHaveLength(1)
  })
})

/** As CSV writes it. */
const cellOf = (value: Values[string] | undefined): string =>
  Array.isArray(value) ? value.join(' ') : String(value ?? '')
