import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCapture } from '../../../server/capture/file.ts'
import { History } from '../../../server/history/store.ts'
import { findingLine } from '../../../server/findings/line.ts'
import { eventLine } from '../../../server/membership/line.ts'
import { Tap } from '../../../server/tap.ts'
import type { EventLine } from '../../../shared/event.ts'
import type { FindingEventLine } from '../../../shared/finding.ts'
import { textOf, written } from '../histories.ts'

interface TruthMembership {
  vlan: number
  host: string
  mac: string
  group: string
  mode: string
  sources: string[]
  start: number
  end: number
  end_reason: 'leave' | 'capture-end' | 'silent' | 'source-change'
  last_report: number
  detectable?: boolean
  expected_timeout?: Record<string, number>
}
const folder = new URL('../../fixtures/captures/', import.meta.url)
const truth = JSON.parse(readFileSync(new URL('hour.truth.json', folder), 'utf8')) as {
  meta: { base_epoch: number }
  host_memberships: TruthMembership[]
}
const BASE = truth.meta.base_epoch * 1_000
/** What the truth calls it, and what the file does. */
const REASONS = { leave: 'left', 'capture-end': 'still-member', silent: 'expired', 'source-change': 'source-changed' }
/** Rows tell whole milliseconds. */
const NEAR_MS = 1

type Row = Record<string, string>
const read = (text: string): Row[] => parse(text, { columns: true, record_delimiter: '\r\n' })

describe('the hour, written and read back', () => {
  let memberships: Row[]
  let events: Row[]
  let lines: EventLine[]
  const found: FindingEventLine[] = []
  let counted: { memberships: number; events: number }
  let minutes: Awaited<ReturnType<History['minutes']>>

  beforeAll(async () => {
    const data = mkdtempSync(join(tmpdir(), 'rollcall-hour-'))
    const tap = new Tap('hour', { formula: 'rfc3376', dedupe: 5 })
    const history = await History.open({ folder: data, tables: () => tap.table, onNotice: () => undefined })
    lines = []
    await readCapture(
      new URL('hour.pcap', folder).pathname,
      (frame) => {
        const step = tap.take(frame)
        lines.push(...step.events.map(eventLine))
        found.push(...step.findings.map(findingLine))
        history.record('hour', step, tap.table.clock)
      },
      () => Promise.resolve(true),
    )
    await written(history)
    memberships = read(await textOf(history.fileOf('memberships', {})))
    events = read(await textOf(history.fileOf('events', {})))
    counted = { memberships: await history.count('memberships', {}), events: await history.count('events', {}) }
    minutes = await history.minutes(BASE, BASE + 3_600_000)
    await history.stop()
    rmSync(data, { recursive: true })
  })

  const shown = truth.host_memberships.filter(({ detectable }) => detectable !== false)
  it('has memberships to look for', () => expect(shown).toHaveLength(33))

  it.each(shown.map((row) => [`${row.host} in ${row.group} from ${row.start}`, row] as const))('%s', (_, expected) => {
    const at = (text: string | undefined): number => (Date.parse(text ?? '') - BASE) / 1_000
    const same = memberships.filter(
      (row) =>
        row['vlan'] === String(expected.vlan) && row['host'] === expected.host && row['group'] === expected.group,
    )
    // One that died and came back before anyone could know is one interval.
    const merged = truth.host_memberships.find(
      (row) =>
        row.detectable === false &&
        row.host === expected.host &&
        row.group === expected.group &&
        row.end < expected.start,
    )
    const start = merged?.start ?? expected.start
    const found = same.find((row) => Math.abs(at(row['first_join_utc']) - start) * 1_000 <= NEAR_MS)
    expect(found, JSON.stringify(same)).toBeDefined()
    expect(found).toMatchObject({
      segment: `hour/${expected.vlan}`,
      mac: expected.mac,
      filter_mode: expected.mode,
      sources: expected.sources.join(' '),
      end_reason: REASONS[expected.end_reason],
      confidence: 'confirmed',
    })
    const end = expected.expected_timeout?.['rfc3376'] ?? expected.end
    if (expected.end_reason === 'capture-end') expect(found?.['ended_utc']).toBe('')
    else {
      expect(Math.abs(at(found?.['ended_utc']) - end) * 1_000).toBeLessThanOrEqual(NEAR_MS)
      expect(Math.abs(Number(found?.['duration_s']) - (end - start)) * 1_000).toBeLessThanOrEqual(NEAR_MS)
    }
    expect(Math.abs(at(found?.['last_report_utc']) - expected.last_report) * 1_000).toBeLessThanOrEqual(NEAR_MS)
  })

  it('has no membership that the truth has not', () => {
    // 33, and the one that is only presumed: its silence is no evidence.
    expect(memberships).toHaveLength(34)
    expect(memberships.filter((row) => row['confidence'] === 'presumed').map((row) => row['host'])).toEqual([
      '10.0.20.33',
    ])
    expect(counted).toEqual({ memberships: memberships.length, events: events.length })
  })

  it('has what happened to findings', () => {
    const told = events
      .filter((row) => row['event']?.startsWith('finding-'))
      .map((row) => [row['epoch_ms'], row['event'], row['host'], row['reason']].join(' '))
    const expected = found.map(({ at, event, host, code, severity }) =>
      [at, event, host?.ip ?? '', `${code} ${severity}`].join(' '),
    )
    expect(expected.length).toBeGreaterThan(10)
    expect(told.sort()).toEqual(expected.sort())
  })

  it('has the events of the replay, in their order', () => {
    const expected = lines.map((line) => ({
      time_utc: new Date(Math.floor(line.at)).toISOString(),
      epoch_ms: String(Math.floor(line.at)),
      event: line.event,
      segment: line.segment,
      vlan: line.vlans.join('.'),
      group: 'group' in line ? line.group : '',
      host: 'host' in line ? line.host.ip : 'querier' in line ? line.querier.ip : '',
      mac: ('host' in line ? line.host.mac : 'querier' in line ? line.querier.mac : '') ?? '',
      version: 'version' in line ? String(line.version) : '',
      filter_mode: 'mode' in line ? line.mode : '',
      sources: 'sources' in line ? line.sources.join(' ') : '',
      reason: 'reason' in line ? line.reason : '',
    }))
    expect(expected.length).toBeGreaterThan(100)
    const ofTable = events.filter((row) => !row['event']?.startsWith('finding-'))
    const told = ofTable.map((row) => {
      const names = Object.keys(expected[0]!)
      return Object.fromEntries(names.map((name) => [name, row[name]]))
    })
    expect(told).toEqual(expected)
    const sequence = events.map((row) => Number(row['sequence']))
    expect(sequence).toEqual([...new Set(sequence)].sort((a, b) => a - b))
  })

  it('has its minutes', () => {
    const sum = (name: 'joins' | 'leaves' | 'expiries'): number => minutes.reduce((total, row) => total + row[name], 0)
    const count = (event: string): number => lines.filter((line) => line.event === event).length
    expect(minutes).toHaveLength(59)
    expect([sum('joins'), sum('leaves'), sum('expiries')]).toEqual([count('joined'), count('left'), count('expired')])
  })
})
